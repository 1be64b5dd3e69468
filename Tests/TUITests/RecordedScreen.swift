import TUI
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A picture kept as text: the rows, then a letter for the style of each cell. Written anew with RECORD_SCREENS=1 in the
/// environment.
enum RecordedScreen {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Screens/Recorded")

    static func text(_ grid: CellGrid) -> String {
        let styles = (0..<grid.size.height).map { y in
            String((0..<grid.size.width).map { letter(grid[$0, y]) }).trimmingTrailingDots
        }
        return (grid.lines.map(\.trimmingTrailingSpaces) + ["", "styles:"] + styles).joined(separator: "\n") + "\n"
    }

    static func expect(_ grid: CellGrid, matches name: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        let file = folder.appendingPathComponent(name + ".screen")
        let picture = text(grid)
        if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
            try picture.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(picture == expected, "\(name) looks different:\n\(picture)", sourceLocation: sourceLocation)
    }

    /// A letter for each role; upper case where selected.
    private static func letter(_ cell: Cell) -> Character {
        let letter: Character =
            switch cell.style.role {
            case .plain: "."
            case .dim: "d"
            case .frame: "f"
            case .title: "t"
            case .key: "k"
            case .good: "g"
            case .prefill: "p"
            case .queued: "q"
            case .rewritten: "w"
            case .warning: "y"
            case .failure: "r"
            case .linkA: "a"
            case .linkB: "b"
            case .linkC: "c"
            }
        guard cell.style.isSelected else { return cell.text == " " ? "." : letter }
        return letter == "." ? "S" : Character(letter.uppercased())
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String { trimming(" ") }
    fileprivate var trimmingTrailingDots: String { trimming(".") }

    private func trimming(_ character: Character) -> String {
        var result = Substring(self)
        while result.last == character { result = result.dropLast() }
        return String(result)
    }
}
