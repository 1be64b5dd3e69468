import Monitoring
import TUI
import TestSupport
import Testing

/// Every screen at every kind of size: nothing traps, every row is exactly as wide as the screen, the problem counters
/// can be seen from 24x4 up.
struct ScreenSweepTests {
    enum Kind: CaseIterable, Sendable {
        case overview
        case banner
        case quiet
        case summary
        case messages
        case tools
        case rewrite
        /// With several calls, one of them being written.
        case calls
        /// The same, each pane by itself.
        case panes
        case timing
        case raw
        case diff
        case hostile
        case help
        case purge
        case sessionList
        case toolList
        case eventList

        var tab: ViewState.Tab {
            switch self {
            case .summary: .summary
            case .messages: .messages
            case .tools: .tools
            case .timing: .timing
            case .raw: .raw
            case .diff: .diff
            default: .rewrite
            }
        }
    }

    private static let widths = [1, 2, 23, 24, 39, 40, 71, 72, 119, 120, 250]
    private static let heights = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 19, 28, 80]

    @Test(arguments: Kind.allCases)
    func edges(_ kind: Kind) {
        var model = model(kind)
        for width in Self.widths {
            for height in Self.heights { check(&model, kind, Size(width: width, height: height)) }
        }
    }

    /// Widths and heights from end to end, each with the other one at random.
    @Test(arguments: Kind.allCases)
    func everyWidthAndHeight(_ kind: Kind) {
        var model = model(kind)
        var random = SeededGenerator(seed: 7)
        for width in stride(from: 1, through: 250, by: 7) {
            check(&model, kind, Size(width: width, height: .random(in: 1...80, using: &random)))
        }
        for height in stride(from: 1, through: 80, by: 4) {
            check(&model, kind, Size(width: .random(in: 1...250, using: &random), height: height))
        }
    }

    /// Nothing is drawn there that would be wider than its cell.
    @Test(arguments: Kind.allCases)
    func whereAmbiguousCharactersAreWide(_ kind: Kind) {
        AmbiguousWidth.$current.withValue(.wide) {
            var model = model(kind)
            for graphs in Symbols.Graphs.allCases {
                model.view.symbols = Symbols(isASCII: false, graphs: graphs, ambiguousWidth: .wide)
                for width in [24, 40, 80, 160] {
                    for height in [4, 10, 24, 50] { check(&model, kind, Size(width: width, height: height)) }
                }
            }
        }
    }

    @Test func noCellsAtAll() {
        var model = model(.overview)
        for size in [Size(width: 0, height: 0), Size(width: 0, height: 5), Size(width: 5, height: 0)] {
            #expect(model.render(size: size).cells.isEmpty)
        }
    }

    private func model(_ kind: Kind) -> ScreenModel {
        if kind == .calls || kind == .panes {
            var model = ScreenModel(view: SampleRewrites.view, snapshot: SampleRewrites.running())
            _ = model.press(.enter)
            if kind == .panes { _ = model.press(.character("=")) }
            return model
        }
        var snapshot = kind == .quiet ? SampleSnapshots.quiet() : SampleSnapshots.busy()
        if kind == .banner { snapshot.banner = SampleSnapshots.demoBanner }
        if kind == .hostile {
            for index in snapshot.requests.indices { snapshot.requests[index].agent = SampleTranscripts.hostile }
            snapshot.backends[0].name = SampleTranscripts.hostile
        }
        snapshot.detail =
            kind == .hostile
            ? SampleTranscripts.plain(SampleTranscripts.hostile, id: RequestID(185)) : SampleTranscripts.badArguments()
        var model = ScreenModel(snapshot: snapshot)
        switch kind {
        case .overview, .banner, .quiet, .calls, .panes: break
        case .summary, .messages, .tools, .rewrite, .timing, .raw, .diff, .hostile:
            model.view.isFollowing = false
            model.view.selection = RequestID(185)
            _ = model.press(.enter)
            model.view.tab = kind.tab
        case .help: _ = model.press(.character("?"))
        case .purge: _ = model.press(.character("P"))
        case .sessionList: _ = model.press(.character("2"))
        case .toolList: _ = model.press(.character("3"))
        case .eventList: _ = model.press(.character("4"))
        }
        return model
    }

    private func check(_ model: inout ScreenModel, _ kind: Kind, _ size: Size) {
        let grid = model.render(size: size)
        expectExactWidths(grid)
        guard size.width >= 24, size.height >= 4, kind != .quiet else { return }
        let text = grid.lines.joined(separator: "\n")
        #expect(text.contains("ERR 3"), "\(kind) \(size)")
        #expect(text.contains("BAD 4") || text.contains("BAD-ARGS 4"), "\(kind) \(size)")
        #expect(text.contains("MISS 2"), "\(kind) \(size)")
        #expect(text.contains("LOOP 1") || text.contains(" L1"), "\(kind) \(size)")
    }
}

/// A wide character and its second half are always both there.
func expectExactWidths(_ grid: CellGrid, sourceLocation: SourceLocation = #_sourceLocation) {
    for y in 0..<grid.size.height {
        var x = 0
        while x < grid.size.width {
            let cell = grid[x, y]
            if cell.text.utf8.count == 1 {
                x += 1
                continue
            }
            let width = CellWidth.columns(of: cell.text)
            let isWhole = width == 1 || (width == 2 && x + 1 < grid.size.width && grid[x + 1, y].isContinuation)
            if !isWhole {
                Issue.record("\"\(cell.text)\" at \(x),\(y) of \(grid.size)", sourceLocation: sourceLocation)
                return
            }
            x += width
        }
    }
}
