import Monitoring

/// Requests of every kind, newest first.
enum SampleRequests {
    static func all(now: Double) -> [RequestSummary] {
        [
            queued(now), filling(now), decoding(now), rewritten(186, now), badArguments(now), native(184, now),
            looping(now), nearMiss(now), failed(now), cancelled(now),
        ] + (160..<180).reversed().map { $0 % 3 == 0 ? rewritten($0, now) : native($0, now) }
    }

    static func base(_ id: UInt64, agent: String, at received: Double) -> RequestSummary {
        var request = RequestSummary(
            id: RequestID(rawValue: id),
            received: ReceivedRequest(
                time: received, client: "127.0.0.1", agent: agent, method: "POST", route: "/v1/chat/completions",
                kind: .chat, model: "qwen3-coder-30b", wantsStream: true, toolCount: 11, messageCount: 23,
                requestID: "req-\(id)", body: [UInt8](repeating: 0x20, count: 48_211)))
        request.backend = "llama-server"
        request.session = agent == "aider" ? "s2" : "s1"
        request.about = subjects[Int(id) % subjects.count]
        return request
    }

    private static let subjects = [
        "Why is the build red since this morning?", "read_file: let port = 8066", "Fix the failing parser test",
        "bash: 3 tests failed", "Rename the setting everywhere", "grep: no match in Sources",
    ]

    private static func queued(_ now: Double) -> RequestSummary {
        var request = base(189, agent: "pi", at: now - 2)
        request.phase = .queued
        request.queuePosition = 1
        return request
    }

    private static func filling(_ now: Double) -> RequestSummary {
        var request = base(188, agent: "aider", at: now - 17.1)
        request.phase = .prefill
        request.sentSeconds = 0.1
        request.prefill = PrefillProgress(processed: 20_010, total: 31_244, cached: 2_100)
        request.prefixBreak = SampleRows.prefixBreak
        return request
    }

    private static func decoding(_ now: Double) -> RequestSummary {
        var request = base(187, agent: "pi", at: now - 8.2)
        request.phase = .decode
        request.sentSeconds = 0
        request.firstByteSeconds = 0.3
        request.firstTokenSeconds = 0.4
        request.usage = TokenUsage(prompt: 9_800, cached: 9_600)
        request.outputTokens = 311
        request.tokensPerSecond = 41.8
        request.heldBytes = 23
        return request
    }

    static func finished(_ id: UInt64, agent: String, _ now: Double) -> RequestSummary {
        var request = base(id, agent: agent, at: now - Double(190 - id) * 20)
        request.phase = .done
        request.status = 200
        request.sentSeconds = 0.1
        request.firstByteSeconds = 0.2
        request.firstTokenSeconds = 1.1
        request.endedSeconds = 11.9
        request.usage = TokenUsage(prompt: 29_000, completion: 402, cached: 28_700, prefillRate: 1_053)
        request.outputTokens = 402
        request.tokensPerSecond = 38.2
        request.bytesOut = 9_126
        request.finishReason = "tool_calls"
        request.backendFinishReason = "tool_calls"
        return request
    }

    static func rewritten(_ id: UInt64, _ now: Double) -> RequestSummary {
        var request = finished(id, agent: "pi", now)
        request.backendFinishReason = "stop"
        request.calls = [call("hermes-json")]
        request.rewrites = ["tool_calls=hermes-json;n=1"]
        return request
    }

    private static func looping(_ now: Double) -> RequestSummary {
        var request = native(183, now)
        request.loop = SampleRows.loop
        return request
    }

    private static func native(_ id: UInt64, _ now: Double) -> RequestSummary {
        var request = finished(id, agent: "opencode", now)
        request.calls = [call("native")]
        return request
    }

    static func badArguments(_ now: Double) -> RequestSummary {
        var request = finished(185, agent: "aider", now)
        var bad = call("qwen3-coder")
        bad.arguments = "{\"path\":\"src/main.swift\",\"limit\":\"all\"}"
        bad.isValid = false
        bad.problem = "/limit: expected integer, got \"all\""
        bad.repairs = ["trailing-comma"]
        bad.finding = CallFinding(others: ["hermes-json", "glm-4.5"], isSure: true)
        bad.timing = CallTiming(openedSeconds: 9.2, closedSeconds: 11.8, delaySeconds: 0.31)
        request.calls = [bad]
        request.repairs = 1
        request.firstVisibleSeconds = 1.102
        request.firstCallSeconds = 9.2
        request.heldSeconds = 0.31
        request.backendFinishReason = "stop"
        return request
    }

    private static func nearMiss(_ now: Double) -> RequestSummary {
        var request = finished(182, agent: "aider", now)
        request.finishReason = "stop"
        request.nearMisses = 1
        return request
    }

    private static func failed(_ now: Double) -> RequestSummary {
        var request = base(181, agent: "", at: now - 180)
        request.phase = .failed
        request.status = 502
        request.endedSeconds = 0.01
        request.failure = RequestFailure(
            code: "backend_unreachable", message: "connection refused at http://127.0.0.1:8080", side: .backend)
        return request
    }

    private static func cancelled(_ now: Double) -> RequestSummary {
        var request = finished(180, agent: "aider", now)
        request.phase = .cancelled
        request.cancelReason = .clientLeft
        request.finishReason = nil
        return request
    }

    private static func call(_ dialect: String) -> ToolCallReport {
        ToolCallReport(
            index: 0, id: "call_0185_0", name: "read_file", dialect: dialect,
            arguments: "{\"path\":\"src/main.swift\"}")
    }
}

extension RequestID {
    init(_ number: UInt64) { self.init(rawValue: number) }
}
