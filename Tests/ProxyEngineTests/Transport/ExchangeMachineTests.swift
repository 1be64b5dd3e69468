import ProxyEngine
import Testing

struct ExchangeMachineTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }

    private func machine(
        commit: Double = 2, heartbeat: Double = 10, queue: Double = 600, firstByte: Double = 0, idle: Double = 900,
        wantsHeartbeats: Bool = true
    ) -> ExchangeMachine {
        var timing = ExchangeMachine.Timing()
        timing.commit = Moment.nanoseconds(inSeconds: commit)
        timing.heartbeat = Moment.nanoseconds(inSeconds: heartbeat)
        timing.queue = Moment.nanoseconds(inSeconds: queue)
        timing.firstByte = Moment.nanoseconds(inSeconds: firstByte)
        timing.idle = Moment.nanoseconds(inSeconds: idle)
        return ExchangeMachine(timing: timing, wantsHeartbeats: wantsHeartbeats, at: at(0))
    }

    /// Nothing is sent in the first two seconds; then the stream is opened, then each ten seconds a comment follows.
    @Test func opensTheStreamAfterSilence() {
        var machine = machine()
        #expect(machine.deadline == at(2))
        #expect(machine.timerFired(at: at(1.9)) == .nothing)
        #expect(machine.commitment == .nothing)
        #expect(machine.timerFired(at: at(2)) == .heartbeat(opens: true))
        #expect(machine.commitment == .eventStream)
        #expect(machine.deadline == at(12))
        #expect(machine.timerFired(at: at(12)) == .heartbeat(opens: false))
    }

    /// Output moves the next heartbeat; inside an event there is none.
    @Test func waitsForTheEndOfAnEvent() {
        var machine = machine()
        #expect(machine.upstreamHead(status: 200, at: at(0.5)) == .forward)
        machine.headSent(streams: true)
        machine.upstreamBytes(at: at(1))
        machine.outputSent(at: at(1), atBoundary: true)
        #expect(machine.deadline == at(11))
        machine.outputSent(at: at(9), atBoundary: false)
        #expect(machine.timerFired(at: at(19)) == .nothing)
        machine.outputSent(at: at(20), atBoundary: true)
        #expect(machine.timerFired(at: at(30)) == .heartbeat(opens: false))
    }

    /// An answer that is sent whole gets no heartbeats, nor does a client that did not ask for a stream.
    @Test func sendsNoHeartbeatsWhereNoneMayBe() {
        var held = machine()
        _ = held.upstreamHead(status: 400, at: at(1))
        held.answerIsHeld()
        #expect(held.timerFired(at: at(5)) == .nothing)
        var plain = machine(wantsHeartbeats: false)
        #expect(plain.timerFired(at: at(50)) == .nothing)
        var off = machine(heartbeat: 0)
        #expect(off.timerFired(at: at(50)) == .nothing)
    }

    /// Heartbeats go on while the request waits, and the limit of the queue holds all the same.
    @Test func limitsTheWaiting() {
        var machine = machine(queue: 30)
        machine.queued(position: 3)
        #expect(machine.timerFired(at: at(2)) == .heartbeat(opens: true))
        machine.queued(position: 2)
        #expect(machine.phase == .waiting(position: 2))
        #expect(machine.timerFired(at: at(30)) == .queueTimeout)
    }

    /// The limit of the first byte begins when the gate lets through, and ends with the first byte of the body.
    @Test func limitsTheSilenceOfTheBackend() {
        var machine = machine(firstByte: 5, idle: 20, wantsHeartbeats: false)
        machine.queued(position: 1)
        #expect(machine.granted(at: at(100)) == true)
        #expect(machine.deadline == at(105))
        _ = machine.upstreamHead(status: 200, at: at(103))
        #expect(machine.deadline == at(105))
        machine.upstreamBytes(at: at(104))
        #expect(machine.deadline == at(124))
        machine.upstreamBytes(at: at(120))
        #expect(machine.timerFired(at: at(124)) == .nothing)
        #expect(machine.timerFired(at: at(140)) == .backendTimeout)
    }

    /// While the backend waits for us its silence is none, in whatever phase; afterwards it has its whole time again.
    @Test(arguments: ["asking", "head", "body", "judging"])
    func excusesABackendThatWaits(phase: String) {
        var machine = machine(firstByte: 5, idle: 5, wantsHeartbeats: false)
        machine.planned(mayAskAgain: phase == "judging")
        if phase != "asking" { _ = machine.upstreamHead(status: phase == "judging" ? 500 : 200, at: at(0)) }
        if phase == "body" { machine.upstreamBytes(at: at(0)) }
        machine.excuse(true, at: at(3))
        machine.excuse(true, at: at(4))
        #expect(machine.deadline == nil)
        #expect(machine.timerFired(at: at(1000)) == .nothing)
        machine.excuse(false, at: at(1000))
        #expect(machine.deadline == at(1005))
        #expect(machine.timerFired(at: at(1004)) == .nothing)
        #expect(machine.timerFired(at: at(1005)) == .backendTimeout)
    }

    /// The limit of the queue is nobody's silence, and a new attempt begins without excuses.
    @Test func excusesNothingElse() {
        var queued = machine(queue: 30, wantsHeartbeats: false)
        queued.queued(position: 1)
        queued.excuse(true, at: at(1))
        #expect(queued.timerFired(at: at(30)) == .queueTimeout)
        var turned = machine(firstByte: 5, wantsHeartbeats: false)
        turned.excuse(true, at: at(1))
        turned.turned(at: at(2))
        #expect(turned.deadline == at(7))
    }

    /// A backend that breaks off after a while of waiting has lost patience with us.
    @Test func knowsWhoWasKeptWaiting() {
        var machine = machine()
        #expect(!machine.hasKeptWaiting(at: at(100)))
        machine.excuse(true, at: at(100))
        #expect(!machine.hasKeptWaiting(at: at(104)))
        #expect(machine.hasKeptWaiting(at: at(105)))
        machine.excuse(false, at: at(106))
        #expect(!machine.hasKeptWaiting(at: at(200)))
    }

    /// A dead pooled connection costs one more try, once; a fresh one that fails is the answer.
    @Test func asksOnceMoreOnAFreshConnection() {
        var machine = machine()
        #expect(machine.upstreamFailed(wasStale: true, isOwnStream: true) == .retry)
        #expect(machine.upstreamFailed(wasStale: true, isOwnStream: true) == .answer)
    }

    /// How an error is told depends on what the client has got.
    @Test func tellsErrorsByWhatWasSent() {
        var opened = machine()
        _ = opened.timerFired(at: at(2))
        #expect(opened.upstreamFailed(wasStale: false, isOwnStream: true) == .endStream)
        var own = machine()
        _ = own.upstreamHead(status: 200, at: at(1))
        own.headSent(streams: true)
        #expect(own.upstreamFailed(wasStale: false, isOwnStream: true) == .endStream)
        #expect(own.upstreamFailed(wasStale: false, isOwnStream: false) == .cut)
        own.ended()
        #expect(own.upstreamFailed(wasStale: false, isOwnStream: true) == .ignore)
    }

    /// An error is held back where it may be a refusal of streaming, and only once.
    @Test func repeatsARefusedStreamOnce() {
        var machine = machine()
        machine.planned(mayAskAgain: true)
        #expect(machine.upstreamHead(status: 500, at: at(1)) == .hold)
        #expect(machine.judged(asksAgain: true, at: at(1.1)) == true)
        #expect(machine.phase == .asking)
        #expect(machine.upstreamHead(status: 500, at: at(2)) == .forward)
    }

    @Test func forwardsAnErrorThatIsNoRefusal() {
        var machine = machine()
        machine.planned(mayAskAgain: true)
        #expect(machine.upstreamHead(status: 400, at: at(1)) == .hold)
        #expect(machine.judged(asksAgain: false, at: at(1)) == false)
        #expect(machine.phase == .answering(hasBody: true))
    }

    /// A place that comes too late is given back.
    @Test func takesNoPlaceAfterTheEnd() {
        var machine = machine()
        machine.queued(position: 1)
        machine.ended()
        #expect(machine.granted(at: at(1)) == false)
        #expect(machine.deadline == nil)
    }
}
