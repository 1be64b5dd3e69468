import Monitoring

/// Conversations with tools.
enum SamplePrompts {
    /// Two steps of an agent's work, the second with another date in the system prompt.
    static func detail(_ detail: RequestDetail) -> RequestDetail {
        var detail = detail
        detail.requestBody = body(minute: 53, answered: true)
        detail.prompt = prompt
        detail.comparison = comparison
        detail.wire = wire
        return detail
    }

    static let system = "You are a careful coding agent. Read before you write, and run the tests after every change."

    static func body(minute: Int, answered: Bool) -> String {
        let answer = """
            ,{"role":"assistant","content":"I will look at it.","tool_calls":[{"id":"call_1","type":"function",\
            "function":{"name":"list_dir","arguments":"{\\"path\\":\\".\\"}"}}]},\
            {"role":"tool","tool_call_id":"call_1","content":"Package.swift\\nSources\\nTests"}
            """
        return """
            {"model":"qwen3-coder-30b","stream":true,"messages":[\
            {"role":"system","content":"\(system)\\nToday is 2026-11-20 21:\(minute)"},\
            {"role":"user","content":"The limit is ignored, please fix it."}\(answered ? answer : "")],\
            "tools":[\(tools)]}
            """
    }

    private static let tools = """
        {"type":"function","function":{"name":"list_dir","description":"Lists a directory.","parameters":\
        {"type":"object","properties":{"path":{"type":"string","description":"Which directory"}},"required":["path"]}}},\
        {"type":"function","function":{"name":"read_file","description":"Reads a file, or some lines of it.","parameters":\
        {"type":"object","properties":{"path":{"type":"string","description":"Which file"},\
        "limit":{"type":"integer","description":"Lines at most"},"offset":{"type":["integer","null"]},\
        "mode":{"enum":["text","hex"]}},"required":["path"]}}}
        """

    private static let state: MonitorSnapshot = {
        var state = MonitorState()
        for (id, body) in [(184, body(minute: 52, answered: false)), (185, body(minute: 53, answered: true))] {
            let received = ReceivedRequest(
                time: 0, client: "127.0.0.1", agent: "aider", method: "POST", route: "/v1/chat/completions",
                kind: .chat, model: "qwen3-coder-30b", body: Array(body.utf8))
            state.apply(
                .request(RequestEvent(id: RequestID(UInt64(id)), at: .zero, step: .received(received))), at: 0)
        }
        return state.snapshot(at: 0, open: RequestID(185))
    }()

    /// A piece that went on as it came, text that was held, and the call that it became.
    private static var wire: WireLog {
        func chunk(_ delta: String) -> String { "data: {\"choices\":[{\"index\":0,\"delta\":{\(delta)}}]}\n\n" }
        var delta = WireDelta()
        delta.append(chunk("\"content\":\"I will read the file first.\""), .through, 1_102)
        delta.append(chunk("\"content\":\"<tool_call>\"") + chunk("\"content\":\"\\n<function=\""), .fromBackend, 8_101)
        delta.append(
            chunk("\"tool_calls\":[{\"index\":0,\"id\":\"call_0185_0\",\"type\":\"function\"}]"), .toClient, 9_200)
        delta.append("data: [DONE]\n\n", .through, 11_900)
        delta.skipped = 1_234
        var log = WireLog()
        log.append(delta)
        return log
    }

    static var prompt: PromptContent? { state.detail?.prompt }
    static var comparison: PromptComparison? { state.detail?.comparison }
}
