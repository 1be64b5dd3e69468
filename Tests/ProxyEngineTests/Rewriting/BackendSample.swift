import ProxyEngine
import ToolCallParsing

/// What a backend sends, and what the proxy makes of it.
struct BackendSample {
    static let tools =
        #"[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}}}}},{"type":"function","function":{"name":"write_file","parameters":{"type":"object","properties":{"path":{"type":"string"},"content":{"type":"string"}}}}},{"type":"function","function":{"name":"set_config"}},{"type":"function","function":{"name":"now"}}]"#

    /// The client's request.
    static func request(streams: Bool = true, usage: Bool = false, tools: String? = Self.tools) throws -> ChatRequest {
        var body = #"{"model":"m","stream":\#(streams),"messages":[{"role":"user","content":"hi"}]"#
        if usage { body += #","stream_options":{"include_usage":true}"# }
        if let tools { body += #","tools":\#(tools)"# }
        return try ChatRequest(body: Array((body + "}").utf8))
    }

    /// A chunk as llama-server sends it; `more` are further members, beginning with a comma.
    static func chunk(
        _ delta: String, finish: String? = nil, index: Int = 0, choice: String = "", more: String = ""
    ) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"data: {"choices":[{"finish_reason":\#(reason),"index":\#(index),"delta":\#(delta)\#(choice)}],"#
            + #""created":1700000000,"id":"chatcmpl-1","model":"m","system_fingerprint":"b1","#
            + #""object":"chat.completion.chunk"\#(more)}"# + "\n\n"
    }

    static let role = chunk(#"{"role":"assistant","content":null}"#)
    static let done = "data: [DONE]\n\n"

    /// A chunk with text.
    static func text(_ text: String, key: String = "content", index: Int = 0) -> String {
        var quoted: [UInt8] = []
        JSONString.appendQuoted(text, to: &quoted)
        return chunk("{\"\(key)\":\(String(decoding: quoted, as: UTF8.self))}", index: index)
    }

    /// A whole stream of text deltas.
    static func stream(_ deltas: [String], finish: String = "stop") -> String {
        role + deltas.map { text($0) }.joined() + chunk("{}", finish: finish) + done
    }

    /// What is left out of a chunk that only counts.
    static let usage =
        #"data: {"choices":[],"created":1700000000,"id":"chatcmpl-1","model":"m","object":"chat.completion.chunk","usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#
        + "\n\n"

    /// What the client reads of a backend's stream.
    static func read(
        _ answer: String, usage: Bool = false, tools: String? = Self.tools, ending: UpstreamEnding = .complete
    ) throws -> StrictStreamReader {
        let request = try request(usage: usage, tools: tools)
        return try StrictStreamReader(TranslationRun.output(of: answer, request: request, ending: ending))
    }

    /// The client's bytes for a backend's stream.
    static func output(_ answer: String, usage: Bool = false) throws -> String {
        String(decoding: TranslationRun.output(of: answer, request: try request(usage: usage)), as: UTF8.self)
    }

    /// A whole completion.
    static func completion(_ message: String, finish: String = "stop", choice: String = "", more: String = "") -> String
    {
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"\#(choice)}]\#(more)}"#
    }
}
