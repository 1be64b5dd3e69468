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

    /// A whole completion.
    static func completion(_ message: String, finish: String = "stop", choice: String = "", more: String = "") -> String
    {
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"\#(choice)}]\#(more)}"#
    }
}

/// Runs a ``ResponseTranslator`` over a backend's bytes.
struct TranslationRun {
    var translator: ResponseTranslator
    private(set) var output: [UInt8] = []
    /// The most that was held back, in bytes.
    private(set) var mostHeld = 0

    init(
        _ request: ChatRequest, contentType: String = "text/event-stream", status: Int = 200, isCommitted: Bool = false,
        isStreamWanted: Bool? = nil, settings: TranslationSettings = TranslationSettings()
    ) {
        var count = 0
        translator = ResponseTranslator(
            request: request, settings: settings, isStreamWanted: isStreamWanted ?? request.wantsStream,
            newCallID: {
                count += 1
                return "call_made\(count)"
            })
        _ = translator.begin(status: status, contentType: contentType, isCommitted: isCommitted)
    }

    /// Feeds `bytes`, cut at the places `cuts`, and ends.
    mutating func feed(_ bytes: [UInt8], cuts: [Int] = [], ending: UpstreamEnding? = .complete) {
        var start = 0
        for cut in cuts.sorted() + [bytes.count] where cut > start || cut == bytes.count {
            bytes.withUnsafeBytes {
                translator.receive(UnsafeRawBufferPointer(rebasing: $0[start..<cut]), into: &output)
            }
            start = cut
            mostHeld = max(mostHeld, translator.takeProgress().heldBytes)
        }
        if let ending { translator.finish(ending, into: &output) }
    }

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The client's bytes for a backend's whole answer.
    static func output(
        of answer: String, request: ChatRequest, contentType: String = "text/event-stream", cuts: [Int] = [],
        ending: UpstreamEnding = .complete, settings: TranslationSettings = TranslationSettings()
    ) -> [UInt8] {
        var run = TranslationRun(request, contentType: contentType, settings: settings)
        run.feed(Array(answer.utf8), cuts: cuts, ending: ending)
        return run.output
    }
}
