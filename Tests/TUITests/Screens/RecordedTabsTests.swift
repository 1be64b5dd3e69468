import Monitoring
import TUI
import Testing

/// The tabs of a request, cell by cell.
struct RecordedTabsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var tab: ViewState.Tab
        var width: Int
        var height: Int
        var testDescription: String { "\(tab) \(width)x\(height)" }
    }

    private static let sizes = [(24, 4), (40, 10), (80, 24), (120, 40), (200, 60)]
    static let cases = ViewState.Tab.allCases.flatMap { tab in
        sizes.map { Case(tab: tab, width: $0.0, height: $0.1) }
    }

    @Test(arguments: cases)
    func tab(_ example: Case) throws {
        try expect(example, name: "tab-\(example.tab)", symbols: .unicode)
    }

    @Test(arguments: cases.filter { $0.height == 24 })
    func tabInASCII(_ example: Case) throws {
        try expect(example, name: "tab-\(example.tab)-ascii", symbols: .ascii)
    }

    private func expect(_ example: Case, name: String, symbols: Symbols) throws {
        var view = ViewState()
        view.symbols = symbols
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        if example.tab == .answers {
            for index in snapshot.requests.indices where snapshot.requests[index].id == RequestID(185) {
                snapshot.requests[index].resentFrom = RequestID(184)
            }
            snapshot.otherDetail = SampleTranscripts.plain(
                "I shall read the file, and then the other one.", id: RequestID(184))
        }
        var model = ScreenModel(view: view, snapshot: snapshot)
        model.view.isFollowing = false
        model.view.selection = RequestID(185)
        _ = model.press(.enter)
        _ = model.press(.character(Character(String(example.tab.rawValue))))
        #expect(model.view.tab == example.tab)
        let grid = model.render(size: Size(width: example.width, height: example.height))
        try RecordedScreen.expect(grid, matches: "\(name)-\(example.width)x\(example.height)")
        if symbols.isASCII { #expect(grid.lines.joined().utf8.allSatisfy { $0 < 0x80 }) }
    }
}
