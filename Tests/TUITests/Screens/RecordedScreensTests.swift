import Monitoring
import TUI
import Testing

/// Whole screens, cell by cell.
struct RecordedScreensTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var width: Int
        var height: Int
        var testDescription: String { name }
    }

    private static let sizes = [
        Case(name: "24x4", width: 24, height: 4), Case(name: "40x10", width: 40, height: 10),
        Case(name: "80x24", width: 80, height: 24), Case(name: "120x40", width: 120, height: 40),
        Case(name: "160x50", width: 160, height: 50),
    ]

    private static let widest = Case(name: "200x60", width: 200, height: 60)
    private static let listSizes = sizes.filter { $0.width < 160 } + [widest]

    private func model(_ snapshot: MonitorSnapshot, ascii: Bool = false) -> ScreenModel {
        var view = ViewState()
        view.symbols = ascii ? .ascii : .unicode
        return ScreenModel(view: view, snapshot: snapshot)
    }

    @Test(arguments: sizes + [widest])
    func overview(_ size: Case) throws {
        var model = model(SampleSnapshots.busy())
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "overview-\(size.name)")
    }

    @Test(arguments: sizes)
    func overviewInASCII(_ size: Case) throws {
        var model = model(SampleSnapshots.busy(), ascii: true)
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "overview-ascii-\(size.name)")
        #expect(grid.lines.joined().utf8.allSatisfy { $0 < 0x80 })
    }

    /// Graphs of dots.
    @Test(arguments: sizes[2...3])
    func overviewInBraille(_ size: Case) throws {
        var model = model(SampleSnapshots.busy())
        model.view.symbols = Symbols(isASCII: false, graphs: .braille)
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "overview-braille-\(size.name)")
    }

    /// Several backends, one in each condition.
    @Test(arguments: sizes.suffix(3))
    func pool(_ size: Case) throws {
        var model = model(SampleSnapshots.pool())
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "pool-\(size.name)")
    }

    /// Before the first request: where to point a client, and the demo's notice.
    @Test(arguments: sizes)
    func firstMoment(_ size: Case) throws {
        var model = model(SampleSnapshots.quiet(banner: SampleSnapshots.demoBanner))
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "first-moment-\(size.name)")
    }

    /// The lists besides that of the requests.
    @Test(arguments: [ViewState.List.sessions, .tools, .events, .models], listSizes)
    func list(_ list: ViewState.List, _ size: Case) throws {
        var model = model(SampleSnapshots.busy())
        _ = model.press(.character(Character(String(list.rawValue))))
        _ = model.press(.down)
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "\(list)-\(size.name)")
    }

    @Test(arguments: sizes)
    func help(_ size: Case) throws {
        var model = model(SampleSnapshots.busy())
        _ = model.press(.character("?"))
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "help-\(size.name)")
    }

    /// A filter with a fault in it, while it is typed.
    @Test(arguments: listSizes)
    func filterPrompt(_ size: Case) throws {
        try typed("/", "tool:read_* !native ttft>2q", "filter-prompt", size)
    }

    @Test(arguments: listSizes)
    func commandLine(_ size: Case) throws {
        try typed(":", "sort t", "command-line", size, then: [.tab])
    }

    @Test(arguments: listSizes)
    func sortPicker(_ size: Case) throws { try typed("s", "jjj", "sort-picker", size) }

    @Test(arguments: listSizes)
    func columnPicker(_ size: Case) throws { try typed("c", "jjj ", "column-picker", size) }

    /// A filter in force, tags, another order, other columns.
    @Test(arguments: listSizes)
    func arranged(_ size: Case) throws {
        try typed("/", "rewritten | bad", "arranged", size, then: [.enter, .character(" "), .character(" ")]) { model in
            model.view.columns = [.id, .phase, .who, .output, .tools]
            _ = model.press(.character(">"))
            _ = model.press(.character("I"))
        }
    }

    private func typed(
        _ first: Character, _ text: String, _ name: String, _ size: Case, then keys: [Key] = [],
        _ change: (inout ScreenModel) -> Void = { _ in }
    ) throws {
        var model = model(SampleSnapshots.busy())
        let area = Size(width: size.width, height: size.height)
        _ = model.render(size: area)
        for key in [.character(first)] + text.map(Key.character) + keys { _ = model.press(key) }
        change(&model)
        try RecordedScreen.expect(model.render(size: area), matches: "\(name)-\(size.name)")
    }

    @Test(arguments: sizes)
    func confirmation(_ size: Case) throws {
        var model = model(SampleSnapshots.busy())
        _ = model.press(.character("P"))
        let grid = model.render(size: Size(width: size.width, height: size.height))
        try RecordedScreen.expect(grid, matches: "purge-\(size.name)")
    }

    @Test func hostileText() throws {
        var snapshot = SampleSnapshots.busy()
        snapshot.requests[0].agent = SampleTranscripts.hostile
        snapshot.requests[0].model = SampleTranscripts.hostile
        snapshot.detail = SampleTranscripts.plain(SampleTranscripts.hostile, id: RequestID(189))
        var model = model(snapshot)
        _ = model.press(.enter)
        try RecordedScreen.expect(model.render(size: Size(width: 80, height: 24)), matches: "hostile-80x24")
    }
}
