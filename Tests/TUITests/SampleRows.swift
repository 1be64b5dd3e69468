import Monitoring

/// Rows of the lists besides that of requests.
enum SampleRows {
    static func events(now: Double) -> [MonitorSnapshot.EventEntry] {
        [
            event(3, now - 17, .warning, "BAD-ARGS read_file /limit: expected integer, got \"all\"", 185),
            event(2, now - 45, .info, "KV cache of llama-server purged", nil),
            event(1, now - 88, .error, "backend refused the connection, back after 1.4 s", nil),
        ]
    }

    private static func event(
        _ number: Int, _ time: Double, _ level: Notice.Level, _ text: String, _ request: UInt64?
    ) -> MonitorSnapshot.EventEntry {
        .init(
            id: number, time: time, notice: Notice(level, text, request: request.map(RequestID.init(rawValue:))))
    }

    static func tools(now: Double) -> [ToolUse] {
        var native = ToolUse(tool: "read_file", dialect: "native", lastUsedAt: now - 20, lastRequest: RequestID(184))
        native.calls = 66
        native.argumentBytes = 66 * 41
        native.answerP50 = 0.4
        native.answerP95 = 2.1
        var bad = ToolUse(tool: "read_file", dialect: "qwen3-coder", lastUsedAt: now - 17, lastRequest: RequestID(185))
        bad.calls = 9
        bad.badArguments = 4
        bad.repaired = 5
        bad.repairs = [.init(name: "trailing-comma", count: 5)]
        bad.argumentBytes = 9 * 53
        bad.lastProblem = "/limit: expected integer, got \"all\""
        bad.lastProblemRequest = RequestID(185)
        var near = ToolUse(tool: "", dialect: "hermes-json", lastUsedAt: now - 160, lastRequest: RequestID(182))
        near.nearMisses = 2
        near.lastProblem = "text like a hermes-json call is malformed, and stayed text"
        near.lastProblemRequest = RequestID(182)
        var long = ToolUse(
            tool: "mcp__filesystem__list_directory_with_sizes", dialect: "hermes-json", lastUsedAt: now - 30,
            lastRequest: RequestID(186))
        long.calls = 22
        long.argumentBytes = 22 * 120
        long.answerP50 = 14.2
        long.answerP95 = 71
        return [native, long, bad, near]
    }

    static func sessions(now: Double) -> [SessionSummary] {
        var aider = session("s2", .prefix, agent: "aider", startedAt: now - 4_000, last: 188)
        aider.requests = 23
        aider.lastAt = now - 17
        aider.running = 1
        aider.calls = 22
        aider.badArguments = 4
        aider.promptTokens = 610_000
        aider.outputTokens = 8_120
        aider.cachedTokens = 561_000
        aider.cacheablePromptTokens = 610_000
        aider.messages = 46
        aider.context = (0..<20).map { 9_000 + $0 * 1_100 + $0 * 7_919 % 400 }
        aider.parts = parts([6_400, 3_100, 1_900, 4_000, 15_800])
        aider.breaks = 1
        aider.lastBreakRequest = RequestID(188)
        aider.lastBreak = prefixBreak
        aider.loops = 1
        aider.lastLoop = loop
        aider.lastLoopRequest = RequestID(183)
        var pi = session("s1", .header, name: "0b5c-77", agent: "pi", startedAt: now - 7_000, last: 189)
        pi.requests = 161
        pi.lastAt = now - 2
        pi.running = 2
        pi.context = [9_800]
        pi.messages = 3
        pi.parts = parts([nil, 900, 300, nil, nil])
        let long = session("s3", .user, agent: SampleTranscripts.hostile, startedAt: now - 100, last: 160)
        return [long, aider, pi]
    }

    private static func session(
        _ id: String, _ source: SessionSummary.Source, name: String = "", agent: String, startedAt: Double, last: UInt64
    ) -> SessionSummary {
        SessionSummary(
            id: id, source: source, name: name, agent: agent, client: "127.0.0.1", model: "qwen3-coder-30b",
            startedAt: startedAt, lastRequest: RequestID(last))
    }

    private static func parts(_ tokens: [Int?]) -> [SessionSummary.Part] {
        zip(PromptRole.allCases, tokens).compactMap { role, tokens in
            tokens.map { SessionSummary.Part(role: role, bytes: $0 * 4, tokens: $0) }
        }
    }

    static let loop = ToolLoop(tool: "list_dir", arguments: "{\"path\":\".\"}", times: 3)

    static let prefixBreak = PrefixBreak(
        previous: RequestID(185), role: .system, message: 0, byte: 1_204, before: "Today is 2026-11-20 21:52",
        after: "Today is 2026-11-20 21:53", keptBytes: 7_400, formerBytes: 104_000)
}
