import ProxyEngine

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
        var aider = SessionSummary(
            id: "s2", source: .prefix, agent: "aider", client: "127.0.0.1", model: "qwen3-coder-30b",
            startedAt: now - 4_000, lastRequest: RequestID(188))
        aider.requests = 23
        aider.lastAt = now - 17
        aider.running = 1
        var pi = SessionSummary(
            id: "s1", source: .header, name: "0b5c-77", agent: "pi", client: "127.0.0.1", model: "qwen3-coder-30b",
            startedAt: now - 7_000, lastRequest: RequestID(189))
        pi.requests = 161
        pi.lastAt = now - 2
        pi.running = 2
        return [aider, pi]
    }
}
