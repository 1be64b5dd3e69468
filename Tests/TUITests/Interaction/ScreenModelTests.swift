import Monitoring
import TUI
import Testing

struct ScreenModelTests {
    private func adding(_ id: UInt64, to snapshot: MonitorSnapshot) -> MonitorSnapshot {
        var snapshot = snapshot
        snapshot.requests.insert(SampleRequests.base(id, agent: "new", at: snapshot.now), at: 0)
        return snapshot
    }

    /// Following takes each new request; moving off the newest ends it, and the selection stays on its request.
    @Test func followingEndsWhereTheUserMoves() {
        let user = ScreenDriver()
        #expect(user.view.selection == RequestID(189))
        user.receive(adding(190, to: user.model.newest), secondsSinceKey: 10)
        #expect(user.view.selection == RequestID(190))
        user.press(.down)
        #expect(!user.view.isFollowing)
        let selected = user.view.selection
        user.receive(adding(191, to: user.model.newest), secondsSinceKey: 0)
        #expect(user.view.selection == selected)
        user.press("F")
        #expect(user.view.selection == RequestID(191))
    }

    /// A request that is no longer kept gives the selection to its neighbour.
    @Test func evictedSelectionGoesToTheNeighbour() {
        let user = ScreenDriver()
        user.press("G")
        let last = user.view.selection
        var snapshot = user.model.newest
        snapshot.requests.removeLast()
        user.receive(snapshot, secondsSinceKey: 10)
        #expect(user.view.selection != last)
        #expect(user.view.selection == snapshot.requests.last?.id)
    }

    /// An open request that is no longer kept stays open and says so.
    @Test func evictedDetailSaysSo() {
        let user = ScreenDriver()
        user.press("G")
        user.press(.enter)
        var snapshot = user.model.newest
        snapshot.requests.removeLast()
        user.receive(snapshot, secondsSinceKey: 10)
        let text = user.text
        #expect(text.contains("no longer kept"))
    }

    /// A frozen picture does not move; what came in the meantime is counted, and shown when it thaws.
    @Test func frozenPictureStandsStill() {
        let user = ScreenDriver()
        user.press("Z")
        let frozen = user.look()
        var snapshot = adding(190, to: user.model.newest)
        snapshot.tools.badArguments = 77
        user.receive(snapshot, secondsSinceKey: 10)
        let later = user.look()
        #expect(frozen.lines.dropFirst() == later.lines.dropFirst())
        #expect(later.lines[0].contains("FROZEN +1 new"))
        user.press("Z")
        #expect(user.model.shown.tools.badArguments == 77)
        #expect(user.view.backlog == 0)
    }

    /// Rows keep their places just after a key.
    @Test func rowsStayWhereTheyAreWhileKeysArePressed() {
        let user = ScreenDriver()
        let before = user.view.order.ids
        var snapshot = user.model.newest
        snapshot.requests[0].phase = .done
        user.receive(snapshot, secondsSinceKey: 0.5)
        #expect(user.view.order.ids == before)
        user.receive(snapshot, secondsSinceKey: 3)
        #expect(user.view.order.ids.first == RequestID(188))
    }

    /// Nothing that is pasted is taken for keys.
    @Test func pastedTextIsNoKeys() {
        let user = ScreenDriver()
        let before = user.view.order.ids
        user.paste("rm -rf x\nmQp\u{1B}")
        #expect(user.view.message?.text == "pasted 13 characters, ignored: a line is typed after / or :")
        #expect(user.view.screen == .overview && user.view.overlay == nil && user.view.order.ids == before)
        user.press("/")
        user.paste("agent:aider\nbad\tx")
        #expect(user.view.prompt?.line.text == "agent:aider bad x")
        user.press(.escape)
        #expect(user.view.prompt == nil)
    }

    @Test func helpSaysWhichProgramItIs() {
        var view = ViewState()
        view.program = ProgramFacts(version: "1.2.3", settingsFile: "/home/me/config.yaml")
        let user = ScreenDriver(view: view)
        user.press("?")
        #expect(user.look().lines[0].hasPrefix(" HELP  llama-stream-top 1.2.3 "))
        user.size = Size(width: 80, height: 100)
        #expect(user.text.contains("from /home/me/config.yaml; read-only is off"))
        user.size = Size(width: 24, height: 4)
        #expect(!user.look().lines[0].contains("1.2.3"))
    }

    @Test func helpSaysWhatIsRefused() {
        var view = ViewState()
        view.isReadOnly = true
        let user = ScreenDriver(view: view)
        user.press("?")
        #expect(user.text.contains("ACT  (read-only: refused)"))
    }

    @Test func callsLeftInTextAreCountedApart() {
        var snapshot = SampleSnapshots.busy()
        snapshot.tools.leftInText = 7
        let row = snapshot.requests.firstIndex { $0.calls.contains { $0.dialect != "native" && $0.isValid } } ?? 0
        snapshot.requests[row].calls[0].isLeftInText = true
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 200, height: 60)
        #expect(user.text.contains("7 in text"))
        #expect(user.text.contains(" r \(snapshot.requests[row].calls[0].name)"))
    }

    @Test(arguments: [
        (BackendReport.Circuit.open, "OPEN  3 failures in a row"), (.halfOpen, "TRYING  3 failures in a row"),
    ])
    func showsABackendThatFails(circuit: BackendReport.Circuit, words: String) {
        var snapshot = SampleSnapshots.busy()
        snapshot.backends[0].circuit = circuit
        snapshot.backends[0].circuitReason = "3 failures in a row"
        #expect(ScreenDriver(snapshot).text.contains(words))
        snapshot.backends[0].state = .down
        snapshot.backends[0].problem = "connection refused"
        #expect(ScreenDriver(snapshot).text.contains("DOWN  connection refused"))
    }

    @Test func problemsAreCounted() {
        var snapshot = SampleSnapshots.busy()
        snapshot.history = HistoryReport()
        snapshot.history?.droppedProblems = 7
        let (user, count) = (ScreenDriver(snapshot), snapshot.requests.count { $0.isProblem })
        user.press("E")
        let words = "problem 1 of \(count); 7 older ones no longer kept (history_problems): #0185 aider arguments of"
        #expect(user.view.message?.text.hasPrefix(words) == true)
    }

    @Test func problemsAreFoundInBothDirections() {
        let user = ScreenDriver()
        user.press("E")
        #expect(user.view.selection == RequestID(185))
        user.press("E")
        #expect(user.view.selection == RequestID(183))
        user.press("e")
        #expect(user.view.selection == RequestID(185))
        user.press("a")
        #expect(user.view.selection == RequestID(189))
    }
}
