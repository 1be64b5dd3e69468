import Monitoring
import TUI
import Testing

/// Keys that change what the proxy does: they ask, name their target, and are seen.
struct OrderKeysTests {
    /// A snapshot from before the order does not take it back; the engine has the last word.
    @Test func olderNewsDoNotUndoAnOrder() {
        let user = ScreenDriver()
        var old = user.model.newest
        #expect(user.press("p") == nil)
        #expect(user.press("y") == .control(.pause))
        #expect(user.press("+") == .control(.setChunkSize(100)))
        user.receive(old)
        #expect(user.text.contains("HOLD"))
        #expect(user.press("p") == .control(.resume))
        #expect(user.press("+") == .control(.setChunkSize(200)))
        old.now += 1
        old.settings.isPaused = true
        user.receive(old)
        #expect(!user.text.contains("HOLD"))
        #expect(user.press("+") == .control(.setChunkSize(500)))
        old.now += 10
        user.receive(old)
        #expect(user.text.contains("HOLD"))
        #expect(user.press("+") == .control(.setChunkSize(100)))
    }

    /// The whole program stops, and with it the streams of its clients.
    @Test func stoppingAsksWhileRequestsRun() {
        let busy = ScreenDriver()
        #expect(busy.press(.control("z")) == nil)
        #expect(busy.text.contains("Stop while"))
        #expect(busy.press("y") == .suspend)
        let quiet = ScreenDriver(SampleSnapshots.quiet())
        #expect(quiet.press(.control("z")) == .suspend)
    }

    @Test func chunkKeysStep() {
        let user = ScreenDriver()
        #expect(user.press("+") == .control(.setChunkSize(100)))
        #expect(user.press("+") == .control(.setChunkSize(200)))
        #expect(user.press("-") == .control(.setChunkSize(100)))
        #expect(user.press(")") == .control(.setMaxConcurrent(4)))
        #expect(user.press("(") == .control(.setMaxConcurrent(3)))
    }

    /// What stops every client asks, and is seen across the screen until it is over.
    @Test func holdingAsksAndIsSeen() {
        let user = ScreenDriver()
        #expect(user.press("p") == nil)
        #expect(user.text.contains("Hold new requests of every client?"))
        #expect(user.press("y") == .control(.pause))
        var snapshot = user.model.newest
        snapshot.settings.isPaused = true
        snapshot.settings.pausedSince = snapshot.now
        user.receive(snapshot)
        for size in [Size(width: 200, height: 50), Size(width: 80, height: 24), Size(width: 44, height: 9)] {
            user.size = size
            #expect(user.text.contains("HOLD since "))
            user.press(.enter)
            #expect(user.text.contains("HOLD since "))
            user.press(.escape)
        }
        #expect(user.press("p") == .control(.resume))
    }

    /// One session is held by a key or by its name, and is seen to be until it is let go.
    @Test func holdingOneSession() throws {
        let user = ScreenDriver()
        let session = try #require(user.model.newest.request(user.view.selection ?? RequestID(rawValue: 0))?.session)
        #expect(user.press("H") == nil)
        #expect(user.text.contains("Hold new requests of \(session) ("))
        #expect(user.press("y") == .control(.holdSession(session)))
        var snapshot = user.model.newest
        for index in snapshot.sessions.indices where snapshot.sessions[index].id == session {
            snapshot.sessions[index].heldSince = snapshot.now
        }
        for index in snapshot.requests.indices where snapshot.requests[index].phase == .queued {
            snapshot.requests[index].session = session
            snapshot.requests[index].queueHold = .session
        }
        user.receive(snapshot)
        for size in [Size(width: 200, height: 50), Size(width: 80, height: 24), Size(width: 44, height: 9)] {
            user.size = size
            #expect(user.text.contains("HOLD of \(session) ("))
        }
        user.size = Size(width: 120, height: 40)
        #expect(user.text.contains(":hold-session \(session) lets it go"))
        user.press("2")
        user.press("G")
        #expect(user.text.contains("H \(session) "))
        #expect(user.text.contains("HELD since "))
        user.press("1")
        #expect(user.press("H") == .control(.resumeSession(session)))
        user.type(":hold-session \(session)")
        #expect(user.press(.enter) == .control(.resumeSession(session)))
        user.receive(SampleSnapshots.busy())
        #expect(!user.text.contains("HOLD of"))
    }

    /// A changed setting is told until it is as it was.
    @Test func whatIsChangedForEveryClientIsSeen() {
        var snapshot = SampleSnapshots.busy()
        snapshot.settings.maxConcurrent = 1
        snapshot.settings.configuredMaxConcurrent = 3
        let user = ScreenDriver(snapshot)
        #expect(user.text.contains("CHANGED for every client: 1 at a time instead of 3"))
        snapshot.settings.maxConcurrent = 3
        user.receive(snapshot)
        #expect(!user.text.contains("CHANGED"))
    }

    /// Between what is configured and nothing at all; seen on the screen at once.
    @Test func reportOnlyAndBack() {
        let user = ScreenDriver()
        #expect(user.press("m") == nil)
        #expect(user.press("y") == .control(.setStreamMode(.passthrough)))
        #expect(user.text.contains("REPORT ONLY"))
        #expect(user.press("m") == .control(.setStreamMode(nil)))
        #expect(!user.text.contains("REPORT ONLY"))
        user.size = Size(width: 160, height: 50)
        user.press("m")
        user.press("y")
        #expect(user.text.contains("╰ REPORT ONLY  max 3"))
    }

    /// Asks, names its target; what runs, and a recording, cannot be sent again.
    @Test func resendAsksAndNamesItsTarget() {
        let user = ScreenDriver()
        user.type(":185")
        user.press(.enter)
        user.press("r")
        #expect(user.text.contains("Send #0185 of "))
        #expect(user.press("y") == .control(.resendRequest(RequestID(185))))
        user.type(":188")
        user.press(.enter)
        user.press("r")
        #expect(user.view.overlay == nil && user.view.message?.text == "#0188 is still running")
        user.type(":filter id:183|id:184")
        user.press(.enter)
        for _ in 0..<2 { user.press(" ") }
        user.press("r")
        #expect(user.text.contains("Send 2 tagged requests again?"))
        #expect(user.press("y") == .controls([RequestID(183), RequestID(184)].map { .resendRequest($0) }))
        var recorded = SampleSnapshots.busy()
        recorded.replay = SampleSnapshots.replay
        var view = ViewState()
        view.isReadOnly = true
        let viewer = ScreenDriver(recorded, view: view)
        #expect(viewer.press("r") == nil)
        #expect(viewer.view.message?.text == "this is a recording: resend has nobody to reach")
    }

    /// What is set and what is configured, where there is room.
    @Test func anOrderedChunkSizeStandsBesideTheConfiguredOne() {
        var snapshot = SampleSnapshots.busy()
        snapshot.settings.configuredChunkSize = 50
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 160, height: 50)
        #expect(user.text.contains("chunk 50  max"))
        user.press("+")
        #expect(user.text.contains("chunk 50→100  max"))
        user.press("-")
        #expect(user.text.contains("chunk 50  max"))
    }

    /// The box names the target, and what happens later does not change it.
    @Test func purgeAsksAndFreezesItsTarget() {
        let user = ScreenDriver()
        #expect(user.press("P") == nil)
        #expect(user.text.contains("Purge llama-server's KV cache?"))
        var snapshot = user.model.newest
        snapshot.backends[0].name = "another"
        user.receive(snapshot, secondsSinceKey: 1)
        #expect(user.press("y") == .control(.purgeCache(backend: "llama-server")))
        #expect(user.view.overlay == nil)
    }

    /// The key drains and gives back; with several backends it means the selected request's.
    @Test func drainAsksAndNamesItsTarget() {
        let user = ScreenDriver()
        #expect(user.press("D") == nil)
        #expect(user.text.contains("Drain llama-server?"))
        #expect(user.press("y") == .control(.drainBackend("llama-server")))
        var snapshot = user.model.newest
        snapshot.backends[0].drainReason = "by an operator"
        snapshot.backends.append(BackendReport(name: "other", url: "http://b", state: .up))
        user.receive(snapshot, secondsSinceKey: 1)
        #expect(user.text.contains("DRAINING  by an operator"))
        user.press("G")
        user.press("D")
        #expect(user.text.contains("Give llama-server requests again?"))
        #expect(user.press("y") == .control(.undrainBackend("llama-server")))
        user.type(":drain-backend other")
        user.press(.enter)
        #expect(user.press("y") == .control(.drainBackend("other")))
        user.type(":undrain-backend other")
        user.press(.enter)
        #expect(user.view.message?.text == "other is not drained")
        user.type(":drain-backend none")
        user.press(.enter)
        #expect(user.view.message?.text == "there is no backend none; there are llama-server, other")
    }

    @Test func purgeOfASlotAsksForItsNumber() {
        let user = ScreenDriver()
        user.press(.control("p"))
        user.type("2")
        #expect(user.press(.enter) == nil)
        #expect(user.text.contains("Purge slot 2 of llama-server?"))
        #expect(user.press("y") == .control(.purgeCache(backend: "llama-server", slot: 2)))
        user.type(":purge-slot 4")
        user.press(.enter)
        #expect(user.view.message?.text == "llama-server has 4 slots, from 0 on")
    }

    @Test func otherKeysDoNotConfirm() {
        let user = ScreenDriver()
        user.press("P")
        #expect(user.press(.enter) == nil)
        #expect(user.view.overlay != nil)
        #expect(user.press("n") == nil)
        #expect(user.view.overlay == nil)
    }

    @Test func purgeSaysWhyItCannot() {
        var snapshot = SampleSnapshots.busy()
        snapshot.backends[0].canPurge = false
        snapshot.backends[0].purgeHint = "start llama-server with --slots"
        let user = ScreenDriver(snapshot)
        #expect(user.press("P") == nil)
        #expect(user.view.overlay == nil)
        #expect(user.view.message?.text == "llama-server cannot purge: start llama-server with --slots")
    }

    @Test func cancelOnlyWhatRuns() {
        let user = ScreenDriver()
        user.press("X")
        #expect(user.press("y") == .control(.cancelRequest(RequestID(189))))
        user.press("G")
        #expect(user.press("X") == nil)
        #expect(user.view.overlay == nil)
    }

    @Test func readOnlyRefusesOrders() {
        var view = ViewState()
        view.isReadOnly = true
        let user = ScreenDriver(view: view)
        for key in ["X", "P", "+", "-", "(", ")", "p"] {
            #expect(user.press(Character(key)) == nil)
            #expect(user.view.overlay == nil)
            #expect(user.view.message?.isProblem == true)
        }
    }

    /// Quitting asks where requests run, and only there.
    @Test func quitting() {
        let busy = ScreenDriver()
        #expect(busy.press("q") == nil)
        #expect(busy.press("y") == .quit)
        #expect(busy.press("Q") == .quit)
        let quiet = ScreenDriver(SampleSnapshots.quiet())
        #expect(quiet.press("q") == .quit)
    }

    /// An agent that is between two turns needs the proxy no less.
    @Test func quittingAsksWhileAClientIsNear() throws {
        var snapshot = SampleSnapshots.busy()
        snapshot.totals.running = 0
        snapshot.totals.queued = 0
        snapshot.requests = [try #require(snapshot.requests.first { !$0.phase.isRunning })]
        snapshot.now = snapshot.requests[0].receivedAt + (snapshot.requests[0].endedSeconds ?? 0) + 40
        let user = ScreenDriver(snapshot)
        #expect(user.press("q") == nil)
        #expect(user.text.contains("was here 40 s ago"))
        #expect(user.press("y") == .quit)
        snapshot.now += 600
        user.receive(snapshot)
        #expect(user.press("q") == .quit)
    }
}
