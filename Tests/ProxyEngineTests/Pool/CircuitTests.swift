import Monitoring
import ProxyEngine
import TestSupport
import Testing

struct CircuitTests {
    private static let rules = Circuit.Rules(failures: 3, failurePercent: 0, coolDownSeconds: 10)
    private static let request = RequestID(rawValue: 1)

    private static func at(_ seconds: Double) -> Moment {
        Moment(nanoseconds: 1_000_000_000 + Moment.nanoseconds(inSeconds: seconds))
    }

    private func opened(_ rules: Circuit.Rules = rules) -> Circuit {
        var circuit = Circuit()
        for _ in 0..<3 { circuit.failed(Self.request, at: Self.at(0), rules) }
        return circuit
    }

    @Test func opensAfterFailuresInARow() {
        var circuit = Circuit()
        circuit.failed(Self.request, at: Self.at(0), Self.rules)
        circuit.failed(Self.request, at: Self.at(0), Self.rules)
        circuit.succeeded(Self.request)
        circuit.failed(Self.request, at: Self.at(0), Self.rules)
        circuit.failed(Self.request, at: Self.at(0), Self.rules)
        #expect(circuit.admission(at: Self.at(0)) == .closed)
        circuit.failed(Self.request, at: Self.at(0), Self.rules)
        #expect(circuit.admission(at: Self.at(0)) == .open)
        #expect(circuit.admission(at: Self.at(9.9)) == .open)
        #expect(circuit.admission(at: Self.at(10)) == .trial)
    }

    @Test func opensAfterAShareOfFailures() {
        let rules = Circuit.Rules(failures: 0, failurePercent: 50, coolDownSeconds: 10)
        var circuit = Circuit()
        for turn in 0..<9 {
            if turn % 2 == 0 {
                circuit.failed(Self.request, at: Self.at(0), rules)
            } else {
                circuit.succeeded(Self.request)
            }
            #expect(circuit.isClosed, "nine outcomes say too little")
        }
        circuit.failed(Self.request, at: Self.at(0), rules)
        #expect(!circuit.isClosed)
        #expect(circuit.failureCount == "6 of the latest 10 requests failed")
    }

    @Test func neverOpensWhenSwitchedOff() {
        var circuit = Circuit()
        for _ in 0..<100 {
            circuit.failed(Self.request, at: Self.at(0), Circuit.Rules(failures: 0, failurePercent: 0))
        }
        #expect(circuit.isClosed)
    }

    @Test func aTrialIsOneRequest() {
        var circuit = opened()
        let (first, second) = (RequestID(rawValue: 2), RequestID(rawValue: 3))
        let began = circuit.begin(first, at: Self.at(5), Self.rules)
        #expect(!began)
        let tries = circuit.begin(first, at: Self.at(10), Self.rules)
        #expect(tries && circuit.isTrying)
        let triesToo = circuit.begin(second, at: Self.at(10), Self.rules)
        #expect(!triesToo)
        // A verdict of a request from before is none.
        circuit.succeeded(Self.request)
        #expect(!circuit.isClosed)
        circuit.succeeded(first)
        #expect(circuit == Circuit())
    }

    @Test func aFailedTrialDoublesTheCoolDown() {
        var circuit = opened()
        var now = 10.0
        for wait in [20.0, 40, 80, 80, 80] {
            let tries = circuit.begin(Self.request, at: Self.at(now), Self.rules)
            #expect(tries)
            circuit.failed(Self.request, at: Self.at(now), Self.rules)
            #expect(circuit.admission(at: Self.at(now + wait - 0.1)) == .open)
            now += wait
            #expect(circuit.admission(at: Self.at(now)) == .trial)
        }
    }

    @Test func aTrialWithoutAVerdictIsRepeated() {
        var circuit = opened()
        _ = circuit.begin(Self.request, at: Self.at(10), Self.rules)
        circuit.abandoned(RequestID(rawValue: 7), at: Self.at(11))
        #expect(circuit.admission(at: Self.at(11)) == .open)
        circuit.abandoned(Self.request, at: Self.at(11))
        #expect(circuit.admission(at: Self.at(11)) == .trial)
        // One that only hangs bars the way no longer than a cool-down.
        _ = circuit.begin(Self.request, at: Self.at(12), Self.rules)
        #expect(circuit.admission(at: Self.at(21.9)) == .open)
        #expect(circuit.admission(at: Self.at(22)) == .trial)
    }

    @Test func aRestartForgivesEverything() {
        var circuit = opened()
        circuit.restarted()
        #expect(circuit == Circuit())
    }

    /// Whatever happens: never two trials at a time, and an open circuit always comes to a trial.
    @Test(arguments: 0..<20) func letsOneTryAndNeverBarsForEver(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var circuit = Circuit()
        var now = 0.0
        var trial: RequestID?
        for number in 1..<2000 {
            now += Double.random(in: 0...3, using: &random)
            let id = RequestID(rawValue: UInt64(number))
            let before = circuit.admission(at: Self.at(now))
            if circuit.begin(id, at: Self.at(now), Self.rules) {
                #expect(before != .open)
                if before == .trial { trial = id }
            } else {
                #expect(before == .open)
            }
            let subject = Bool.random(using: &random) ? id : trial ?? id
            switch Int.random(in: 0..<4, using: &random) {
            case 0: circuit.succeeded(subject)
            case 1, 2: circuit.failed(subject, at: Self.at(now), Self.rules)
            default: circuit.abandoned(subject, at: Self.at(now))
            }
            #expect(circuit.admission(at: Self.at(now + 80)) != .open)
            #expect(circuit.isClosed == (circuit.opensUntil == nil))
        }
    }
}
