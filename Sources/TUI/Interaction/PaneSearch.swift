/// Text that is looked for in a pane, wherever it stands on its rows.
package struct PaneSearch: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        /// From the first visible row on.
        case onward
        /// So many matches further; keys may come faster than pictures.
        case by(Int)
    }
    package let pattern: String
    /// The row of the match where the pane stands.
    package var row: Int?
    /// The text is long, and is being looked through.
    package var isUnderWay = false
    /// Nothing was found.
    package private(set) var isMissing = false
    /// Which match it is of how many rows with one, from 1.
    package private(set) var place: (index: Int, count: Int)? {
        get { placeIndex.map { ($0, placeCount) } }
        set { (placeIndex, placeCount) = (newValue?.index, newValue?.count ?? 0) }
    }
    /// The last step went round an end of the text.
    package private(set) var hasWrapped = false
    private var placeIndex: Int?
    private var placeCount = 0
    /// To be carried out when the pane is laid out next.
    var step: Step?

    package init(_ pattern: String, step: Step? = nil) {
        self.pattern = pattern.lowercased()
        self.step = step
    }

    /// Goes to the next match, from row `top` on where the search is at none yet; `matches` gives the rows of the pattern, in
    /// order. Returns its row.
    mutating func advance(from top: Int, matches: (String) -> [Int]) -> Int? {
        guard let step else { return nil }
        self.step = nil
        isMissing = false
        guard !pattern.isEmpty else { return nil }
        let matches = matches(pattern)
        let found =
            switch step {
            case .onward: matches.first { $0 >= top } ?? matches.first
            case .by(let count): Self.match(count, from: row ?? top, in: matches)
            }
        hasWrapped = false
        if let found, case .by(let count) = step, let row {
            hasWrapped = count > 0 ? found <= row && matches.count > 0 : found >= row
        }
        place = found.flatMap { found in matches.firstIndex(of: found).map { ($0 + 1, matches.count) } }
        isMissing = found == nil
        row = found
        return found
    }

    /// Round the ends. `row` itself counts where it is no match.
    private static func match(_ count: Int, from row: Int, in matches: [Int]) -> Int? {
        guard !matches.isEmpty else { return nil }
        let before = matches.count { $0 < row }
        let isOnMatch = before < matches.count && matches[before] == row
        let index = before + count - (count > 0 && !isOnMatch ? 1 : 0)
        return matches[((index % matches.count) + matches.count) % matches.count]
    }

    /// Marks what can be seen of the matches in `area`, whose first row is row `top` of the pane.
    func mark(in grid: inout CellGrid, _ area: Area, top: Int) {
        guard !pattern.isEmpty else { return }
        for y in area.y..<area.maxY {
            let cells = (area.x..<area.maxX).map { grid[$0, y] }
            let isCurrent = row == top + y - area.y
            for range in Self.ranges(of: pattern, in: cells) {
                grid.restyle(Area(x: area.x + range.lowerBound, y: y, width: range.count, height: 1)) { style in
                    style.isSelected = isCurrent
                    style.isUnderlined = true
                    style.isBold = true
                }
            }
        }
    }

    /// Columns of the matches in a row.
    package static func ranges(of pattern: String, in cells: [Cell]) -> [Range<Int>] {
        var bytes: [UInt8] = []
        var columns: [Int] = []
        for (column, cell) in cells.enumerated() {
            // Nearly all cells hold one ASCII character, for which no string needs to be made.
            if cell.text.utf8.count == 1, let byte = cell.text.utf8.first {
                bytes.append(byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte)
                columns.append(column)
                continue
            }
            for byte in cell.text.lowercased().utf8 {
                bytes.append(byte)
                columns.append(column)
            }
        }
        let wanted = Array(pattern.utf8)
        var result: [Range<Int>] = []
        var start = 0
        while !wanted.isEmpty, start + wanted.count <= bytes.count {
            if bytes[start] == wanted[0], bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
                result.append(columns[start]..<(columns[start + wanted.count - 1] + 1))
                start += wanted.count
            } else {
                start += 1
            }
        }
        return result
    }
}

extension PaneSearch {
    /// `3 of 1800`, `...` while it is looked for; `nil`: it is at no match.
    package var words: String? { isUnderWay ? "..." : place.map { "\($0.index) of \($0.count)" } }
}

extension ViewState {
    mutating func searchOn(forward: Bool) {
        guard search != nil else {
            message = Message("nothing is looked for yet: / begins")
            return
        }
        var count = forward ? 1 : -1
        if case .by(let waiting) = search?.step { count += waiting }
        search?.step = .by(count)
    }
}
