import Monitoring
import TestSupport

/// Proxies that are watched, without any connection.
enum WatchedSample {
    static let start = 1_795_211_606.0

    static func proxy(_ name: String, index: Int?) -> WatchedProxy {
        WatchedProxy(name: name, url: "http://\(name)", index: index)
    }

    /// A proxy that has just said `snapshot`.
    static func proxy(
        _ name: String, index: Int?, _ snapshot: MonitorSnapshot, at now: Double
    ) -> WatchedProxy {
        var proxy = proxy(name, index: index)
        proxy.link.attemptBegan(at: now)
        proxy.link.heard(at: now)
        _ = proxy.take(snapshot, at: now)
        return proxy
    }

    /// Requests `numbers`, one a second from the start, all finished but for the last one, each with a call that has a
    /// problem, or none.
    static func state(
        _ numbers: ClosedRange<UInt64>, backend: String = "main", every seconds: Double = 1, problem: String? = "bad"
    ) -> MonitorState {
        var state = MonitorState(startedAt: start)
        for number in numbers {
            let script = RequestScript(number, at: start + Double(number) * seconds)
            state.begin(script, body: #"{"messages":[{"role":"user","content":"hello \#(number)"}]}"#)
            state.play(script, [(.sent(backend: backend), 0.1), (.firstToken, 0.2)])
            guard number < numbers.upperBound else { continue }
            state.play(
                script, [(.toolCall(.sample(problem: problem)), 0.3), (.finished(RequestOutcome(status: 200)), 0.4)])
        }
        return state
    }
}
