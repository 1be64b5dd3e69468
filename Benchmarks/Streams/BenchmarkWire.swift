/// A protocol in which a client of the benchmark asks: the same request and the same answer in each.
enum BenchmarkWire: String, CaseIterable {
    case chat, messages, responses, ollama

    private static let schema =
        #"{"type":"object","properties":{"path":{"type":"string"},"content":{"type":"string"}}}"#

    private var path: String {
        switch self {
        case .chat: "/v1/chat/completions"
        case .messages: "/v1/messages"
        case .responses: "/v1/responses"
        case .ollama: "/api/chat"
        }
    }

    private var members: String {
        let messages = #""messages":[{"role":"user","content":"go"}]"#
        let function = #"{"name":"write_file","parameters":\#(Self.schema)}"#
        let tools = #""tools":[{"type":"function","function":\#(function)}]"#
        return switch self {
        case .chat, .ollama: "\(messages),\(tools)"
        case .messages:
            #""max_tokens":4096,\#(messages),"tools":[{"name":"write_file","input_schema":\#(Self.schema)}]"#
        case .responses:
            #""input":"go","tools":[{"type":"function","name":"write_file","parameters":\#(Self.schema)}]"#
        }
    }

    var request: String {
        let body = #"{"model":"bench","stream":true,\#(members)}"#
        return """
            POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }

    /// What stands in the end of an answer, and nowhere else.
    var endMark: [UInt8] {
        switch self {
        case .chat: Array("data: [DONE]".utf8)
        case .messages: Array("event: message_stop".utf8)
        case .responses: Array("event: response.completed".utf8)
        case .ollama: Array(#""done":true"#.utf8)
        }
    }

    /// What stands in an answer with a call.
    var callMark: [UInt8] {
        switch self {
        case .chat: Array(#""finish_reason":"tool_calls""#.utf8)
        case .messages: Array(#""stop_reason":"tool_use""#.utf8)
        case .responses: Array(#""type":"function_call""#.utf8)
        case .ollama: Array(#""tool_calls":[{"#.utf8)
        }
    }
}
