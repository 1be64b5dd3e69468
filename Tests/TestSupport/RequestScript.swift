package import Monitoring

/// Plays the events of one request, on a clock of its own.
package struct RequestScript {
    package static let start = 1_000_000.0

    package let id: RequestID
    /// Seconds since 1970 at which the request was received.
    package let receivedAt: Double

    package init(_ number: UInt64 = 1, at receivedAt: Double = start) {
        id = RequestID(rawValue: number)
        self.receivedAt = receivedAt
    }

    package func event(_ step: RequestStep, after seconds: Double) -> EngineEvent {
        .request(RequestEvent(id: id, at: .milliseconds(Int64(seconds * 1000)), step: step))
    }

    package func received(
        wantsStream: Bool = true, kind: RouteKind = .chat, route: String = "/v1/chat/completions",
        body: String = #"{"model":"qwen3"}"#
    ) -> EngineEvent {
        event(
            .received(
                ReceivedRequest(
                    time: receivedAt, client: "127.0.0.1", agent: "aider", method: "POST", route: route, kind: kind,
                    model: "qwen3", wantsStream: wantsStream, toolCount: 2, messageCount: 3, requestID: "req-\(id)",
                    body: Array(body.utf8))),
            after: 0)
    }

    package func progress(
        _ tokens: Int, after seconds: Double, prefill: PrefillProgress? = nil, transcript: [TranscriptDelta] = []
    ) -> EngineEvent {
        event(.progress(RequestProgress(tokens: tokens, prefill: prefill, transcript: transcript)), after: seconds)
    }
}

extension MonitorState {
    /// Applies an event of `script` at the moment at which it happens.
    package mutating func play(_ script: RequestScript, _ steps: [(RequestStep, after: Double)]) {
        for (step, seconds) in steps { apply(script.event(step, after: seconds), at: script.receivedAt + seconds) }
    }

    package mutating func begin(_ script: RequestScript, wantsStream: Bool = true, body: String = "{}") {
        apply(script.received(wantsStream: wantsStream, body: body), at: script.receivedAt)
    }

    /// The state `seconds` after the scripts' start.
    package func snapshot(after seconds: Double, open: RequestID? = nil) -> MonitorSnapshot {
        snapshot(at: RequestScript.start + seconds, open: open)
    }
}

extension ToolCallReport {
    package static func sample(
        _ name: String = "read_file", dialect: String = "hermes-json", arguments: String = #"{"path":"a"}"#,
        repairs: [String] = [], problem: String? = nil
    ) -> ToolCallReport {
        ToolCallReport(
            index: 0, id: "call_1", name: name, dialect: dialect, arguments: arguments, repairs: repairs,
            isValid: problem == nil, problem: problem)
    }
}
