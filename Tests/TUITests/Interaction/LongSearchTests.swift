import Monitoring
import TUI
import Testing

/// Texts of many screens: each match is found once, where it stands. The texts of the other tabs stay short.
struct LongSearchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var tab: ViewState.Tab
        var rows: Int
        /// The rewrite tab's panes are moved apart before.
        var isFree = false
        var testDescription: String { "\(tab.title)\(isFree ? ", free" : ""), \(rows) rows" }
    }
    private static let tabs: [ViewState.Tab] = [.summary, .messages, .tools, .rewrite, .raw]
    private static let cases =
        tabs.flatMap { tab in [1_100, 5_000].map { Case(tab: tab, rows: $0) } }
        + [1_100, 5_000].map { Case(tab: .rewrite, rows: $0, isFree: true) }

    /// Those of the first screen, round a thousand rows, and of the last screens.
    private static func needles(_ rows: Int) -> [Int] {
        [7, 90, 91, 998, 1_014, 1_020, 1_095, 3_000, 4_095, 4_999].filter { $0 < rows }
    }

    private static func lines(_ rows: Int) -> [String] {
        let wanted = Set(needles(rows))
        return (0..<rows).map { wanted.contains($0) ? "line \($0) Needle" : "line \($0) of hay" }
    }

    private func open(_ example: Case) -> ScreenDriver {
        let lines = Self.lines(example.rows)
        let text = lines.joined(separator: "\n")
        var snapshot = SampleSnapshots.busy()
        var detail = SampleTranscripts.plain(example.tab == .rewrite ? text : "short", id: RequestID(185))
        switch example.tab {
        case .summary:
            for index in snapshot.requests.indices where snapshot.requests[index].id == RequestID(185) {
                snapshot.requests[index].failure = RequestFailure(
                    code: "long", message: text, side: .backend)
            }
        case .messages, .tools:
            var prompt = PromptContent()
            prompt.messages = [PromptMessage(role: "user", parts: [.init(.text, text: text)], bytes: text.utf8.count)]
            prompt.tools = [PromptTool(name: "look", description: text, bytes: text.utf8.count)]
            detail.prompt = prompt
        case .raw:
            var delta = WireDelta()
            for start in stride(from: 0, to: lines.count, by: 100) {
                delta.append(lines[start...].prefix(100).map { $0 + "\n" }.joined(), .through, UInt32(start))
            }
            var log = WireLog()
            log.append(delta)
            detail.wire = log
        case .rewrite, .timing, .diff, .answers: break
        }
        snapshot.detail = detail
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        view.folding = .all
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        user.type(String(example.tab.rawValue))
        _ = user.look()
        if example.isFree { user.type("=") }
        _ = user.look()
        return user
    }

    /// The row of the match where the search stands, as it is marked.
    private func current(_ user: ScreenDriver) -> String? {
        let grid = user.look()
        return grid.lines.indices.first { y in
            (0..<grid.size.width).contains { grid[$0, y].style.isSelected && grid[$0, y].style.isUnderlined }
        }.map { grid.lines[$0] }
    }

    private func expect(_ user: ScreenDriver, isOn line: Int, _ comment: String) {
        let row = current(user)
        #expect(row?.contains("line \(line) Needle") == true, "\(comment): \(row ?? "no row") for \(line)")
    }

    @Test(arguments: cases)
    func everyMatchOnce(_ example: Case) {
        let user = open(example)
        let needles = Self.needles(example.rows)
        user.type("/needle")
        expect(user, isOn: needles[0], "typed")
        user.press(.enter)
        for line in needles.dropFirst() + needles.prefix(2) {
            user.press("n")
            expect(user, isOn: line, "n")
        }
        user.press("N")
        user.press("N")
        expect(user, isOn: needles[needles.count - 1], "N")
    }

    /// A match of the last screen is where it is, also when the search begins there. Below the summary's stand other facts.
    @Test(arguments: cases.filter { $0.tab != .summary })
    func fromTheEnd(_ example: Case) {
        let user = open(example)
        let last = Self.needles(example.rows).last ?? 0
        user.type("G")
        _ = user.look()
        user.type("/needle")
        expect(user, isOn: last, "typed")
        user.press(.escape)
        _ = user.look()
        #expect(user.view.scroll.top == user.view.scroll.maximumTop)
    }
}
