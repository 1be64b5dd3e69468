import Monitoring
import TUI
import Testing

/// Two answers beside each other.
struct AnswersTabTests {
    private static let first = RequestID(rawValue: 184)
    private static let second = RequestID(rawValue: 185)

    /// #0185 is #0184 once more; each has answered in its own words.
    private func snapshot(_ there: String, _ here: String) -> MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        for index in snapshot.requests.indices where snapshot.requests[index].id == Self.second {
            snapshot.requests[index].resentFrom = Self.first
            snapshot.requests[index].backend = "gpu2"
            snapshot.requests[index].model = "qwen3-8b"
        }
        snapshot.detail = SampleTranscripts.plain(here, id: Self.second)
        snapshot.otherDetail = SampleTranscripts.plain(there, id: Self.first)
        return snapshot
    }

    private func open(_ snapshot: MonitorSnapshot, width: Int = 140) -> ScreenDriver {
        let user = ScreenDriver(snapshot)
        user.size = Size(width: width, height: 40)
        user.type(":open 185")
        user.press(.enter)
        user.press("8")
        return user
    }

    @Test func standsBesideTheFirstOne() {
        let user = open(snapshot("I will read the file", "I shall read it"))
        #expect(user.view.tab == .answers && user.model.comparedWith == Self.first)
        #expect(user.text.contains("DIFFERENT: text (3 words of #0184 only, 2 words of #0185 only)"))
        let rows = user.look().lines
        let texts = rows.first { $0.contains("I will read the file") }
        #expect(texts?.contains("│ I shall read it") == true)
        let facts = rows.first { $0.contains("model qwen3-8b") }
        #expect(facts?.contains("│ backend gpu2") == true)
        #expect(
            rows.contains { $0.ranges(of: "prompt ").count == 2 } && rows.contains { $0.ranges(of: "fill ").count == 2 }
        )
    }

    @Test func standsBelowWhereThereIsNoRoom() {
        let rows = open(snapshot("one", "two"), width: 100).look().lines
        let first = rows.firstIndex { $0.contains("   one") }
        let second = rows.firstIndex { $0.contains("   two") }
        #expect((first ?? 0) < (second ?? 0) && !rows.contains { $0.contains("one") && $0.contains("two") })
    }

    @Test func saysThatTheyAreTheSame() {
        #expect(open(snapshot("the  same", "the same")).text.contains("THE SAME ANSWER"))
    }

    /// A number of words would be made up.
    @Test func saysWhatWasNotCompared() {
        func words(_ letter: String) -> String { (0..<3_000).map { "\(letter)\($0)" }.joined(separator: " ") }
        let text = open(snapshot(words("a"), words("b"))).text
        #expect(text.contains("DIFFERENT: text (too long to compare word by word") && !text.contains("3000 words"))
        #expect(!open(snapshot("a", "b")).text.contains("too long to compare"))
    }

    @Test func saysWhatIsMissing() {
        var missing = snapshot("a", "b")
        missing.otherDetail = nil
        #expect(open(missing).text.contains("#0184: its answer is not here"))
        var alone = snapshot("a", "b")
        for index in alone.requests.indices { alone.requests[index].resentFrom = nil }
        let user = open(alone)
        #expect(user.text.contains("there is no other answer to show beside this one"))
        user.press("7")
        #expect(!user.text.contains("8 Answers"))
    }

    /// A tagged one goes before that from which it comes.
    @Test func tagsChoose() {
        let user = ScreenDriver(snapshot("a", "b"))
        user.type(":183")
        user.press(.enter)
        user.press(" ")
        user.type(":open 185")
        user.press(.enter)
        user.press("8")
        #expect(user.model.comparedWith == RequestID(183))
    }

    /// The tab comes by itself when what was ordered has come in.
    @Test func anOrderedOneIsShown() {
        var before = SampleSnapshots.busy()
        var other = before.backends.first
        other?.name = "gpu2"
        other?.model = "qwen3-8b"
        before.backends += [other].compactMap { $0 }
        let user = ScreenDriver(before)
        user.type(":open 185")
        user.press(.enter)
        user.press("B")
        #expect(user.text.contains("send #0185 again") && user.text.contains("to gpu2, with model qwen3-8b"))
        user.type(String(repeating: "k", count: 20))
        #expect(
            user.press(.enter)
                == .control(.resendRequest(Self.second, ResendChange(backend: "gpu2", model: "qwen3-8b"))))
        var after = before
        var row = after.requests.first { $0.id == Self.second }
        row?.id = RequestID(999)
        row?.resentFrom = Self.second
        after.requests.insert(contentsOf: [row].compactMap { $0 }, at: 0)
        user.receive(after)
        #expect(user.view.screen == .detail(RequestID(999)) && user.view.tab == .answers)
    }

    /// Who has gone on meanwhile stays where they are.
    /// A request that has only one answer does not open at a tab for two.
    @Test func onlyWhereThereAreTwo() {
        let user = ScreenDriver()
        user.press(.enter)
        user.press("8")
        user.press(.escape)
        user.press("j")
        user.press(.enter)
        #expect(user.view.tab == .rewrite)
    }

    @Test func nobodyIsTakenAway() {
        let user = ScreenDriver()
        user.type(":resend model=other")
        user.press(.enter)
        user.press("y")
        user.press("j")
        var after = user.model.newest
        var row = after.requests.first { $0.id == Self.second }
        row?.id = RequestID(999)
        row?.resentFrom = user.view.selection
        after.requests.insert(contentsOf: [row].compactMap { $0 }, at: 0)
        user.receive(after)
        #expect(user.view.screen == .overview)
    }
}
