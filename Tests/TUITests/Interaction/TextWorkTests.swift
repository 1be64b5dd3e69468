import Monitoring
import TUI
import Testing

/// What takes longer than a key may is left to another thread, and the screen goes on meanwhile.
struct TextWorkTests {
    private static let size = Size(width: 100, height: 30)
    private static let rows = 3_000

    private func snapshot(_ count: Int = rows) -> MonitorSnapshot {
        let lines = (0..<count).map { $0 % 1_000 == 999 ? "line \($0) needle" : "line \($0) of hay" }
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.plain(lines.joined(separator: "\n"), id: RequestID(185))
        return snapshot
    }

    private func open(_ snapshot: MonitorSnapshot) -> ScreenModel {
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        var model = ScreenModel(view: view, snapshot: snapshot)
        press("", .enter, in: &model)
        press("4", in: &model)
        return model
    }

    /// As the screen's loop does, without anybody who reads.
    private func press(_ text: String, _ last: Key? = nil, in model: inout ScreenModel) {
        for key in text.map(Key.character) + [last].compactMap(\.self) {
            _ = model.press(key)
            _ = model.render(size: Self.size)
        }
    }

    private func work(_ model: inout ScreenModel) throws -> TextWork {
        let next = model.nextTextWork()
        return try #require(next)
    }

    private func isIdle(_ model: inout ScreenModel) -> Bool { model.nextTextWork() == nil }

    private func text(_ model: inout ScreenModel) -> String {
        model.render(size: Self.size).lines.joined(separator: "\n")
    }

    @Test func aLongTextIsSearchedElsewhere() throws {
        var model = open(snapshot())
        press("/needle", in: &model)
        #expect(text(&model).contains("..."))
        // One at a time; what has been typed since comes next.
        let first = try work(&model)
        #expect(isIdle(&model))
        press("", .enter, in: &model)
        #expect(model.view.scroll.top == 0)
        model.take(first.run())
        while let next = model.nextTextWork() { model.take(next.run()) }
        let found = text(&model)
        #expect(found.contains("line 999 needle") && found.contains("1 of 3"))
        press("n", in: &model)
        #expect(text(&model).contains("2 of 3"))
        #expect(isIdle(&model))
    }

    @Test func aShortTextIsSearchedAtOnce() {
        var model = open(snapshot(400))
        press("/line 399", in: &model)
        #expect(text(&model).contains("line 399 of hay") && isIdle(&model))
    }

    /// Who has left the text is not taken back to it.
    @Test func whoHasGoneOnStaysThere() throws {
        var model = open(snapshot())
        press("/needle", .enter, in: &model)
        let waiting = try work(&model)
        press("7", in: &model)
        model.take(waiting.run())
        press("4g", in: &model)
        #expect(model.view.scroll.top == 0)
        // What was looked for is still looked for.
        press("n", in: &model)
        while let next = model.nextTextWork() { model.take(next.run()) }
        #expect(text(&model).contains("line 999 needle"))
    }

    /// More of the text comes while it is read: what was found counts as far as it went.
    @Test func aTextThatGrowsIsAnsweredFor() throws {
        var model = open(snapshot())
        press("/needle", .enter, in: &model)
        let waiting = try work(&model)
        model.receive(snapshot(Self.rows + 500), secondsSinceKey: 1)
        _ = model.render(size: Self.size)
        model.take(waiting.run())
        #expect(text(&model).contains("line 999 needle"))
    }

    @Test func dialectsAreTriedElsewhere() throws {
        var model = open(snapshot())
        press("R", in: &model)
        #expect(model.view.overlay == nil && text(&model).contains("every dialect reads the text of #0185"))
        let waiting = try work(&model)
        press("j", in: &model)
        model.take(waiting.run())
        #expect(text(&model).contains("#0185 through every dialect"))
        #expect(isIdle(&model))
    }

    @Test func anAnswerThatNobodyWaitsForIsDropped() throws {
        var model = open(snapshot())
        press("R", in: &model)
        let waiting = try work(&model)
        press("", .escape, in: &model)
        model.take(waiting.run())
        #expect(model.view.screen == .overview && model.view.overlay == nil && isIdle(&model))
    }
}
