import ToolCallParsing

@testable import WireFormats

/// One answer on every wire: reasoning, text, two calls, usage.
enum AnswerSamples {
    static let chat = stream([
        #"{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}"#,
        #"{"choices":[{"index":0,"delta":{"reasoning_content":"I look."}}]}"#,
        #"{"choices":[{"index":0,"delta":{"content":"Let me check."}}]}"#,
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Oslo\"}"}}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"city\":\"Bergen\"}"}}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60},"completion_tokens_details":{"reasoning_tokens":4}}}"#,
        "[DONE]",
    ])

    static let messages = """
        message_start        {"message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}
        content_block_start  {"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
        content_block_delta  {"index":0,"delta":{"type":"thinking_delta","thinking":"I look."}}
        content_block_delta  {"index":0,"delta":{"type":"signature_delta","signature":"bG9jYWw="}}
        content_block_stop   {"index":0}
        content_block_start  {"index":1,"content_block":{"type":"text","text":""}}
        content_block_delta  {"index":1,"delta":{"type":"text_delta","text":"Let me check."}}
        content_block_stop   {"index":1}
        content_block_start  {"index":2,"content_block":{"type":"tool_use","id":"call_a","name":"get_weather","input":{}}}
        content_block_delta  {"index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":\\"Oslo\\"}"}}
        content_block_stop   {"index":2}
        content_block_start  {"index":3,"content_block":{"type":"tool_use","id":"call_b","name":"get_weather","input":{}}}
        content_block_delta  {"index":3,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":\\"Bergen\\"}"}}
        content_block_stop   {"index":3}
        message_delta        {"delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":40,"cache_creation_input_tokens":0,"cache_read_input_tokens":60,"output_tokens":20}}
        message_stop         {}
        """

    static func stream(_ payloads: [String]) -> String { payloads.map { "data: \($0)\n\n" }.joined() }

    /// Named events written as `TYPE {...}` lines, as they go over the wire.
    static func events(_ listing: String) -> String {
        listing.split(separator: "\n").map { line in
            let type = line.prefix { $0 != " " }
            let members = line.dropFirst(type.count).drop { $0 == " " }.dropFirst()
            return "event: \(type)\ndata: {\"type\":\"\(type)\"\(members == "}" ? "" : ",")\(members)\n\n"
        }.joined()
    }

    static func context(_ tools: [Tool] = []) -> AnswerContext {
        AnswerContext(
            model: "m", names: FlatToolNames(tools), created: 1, createdText: "2026-11-30T07:00:00Z",
            newID: { $0 + "1" }, elapsed: { 1_200_000_000 })
    }

    /// Every cut of a text in two, and one byte at a time.
    static func cuts(_ text: String) -> [[ArraySlice<UInt8>]] {
        let bytes = Array(text.utf8)
        return [bytes.indices.map { bytes[$0..<$0 + 1] }] + bytes.indices.map { [bytes[..<$0], bytes[$0...]] }
    }

    static func read(_ pieces: [ArraySlice<UInt8>]) -> [AnswerBatch] {
        var reader = ChatStreamReader()
        var batches = pieces.map { piece in
            var batch = AnswerBatch()
            piece.withUnsafeBytes { reader.receive($0, into: &batch) }
            return batch
        }
        var last = AnswerBatch()
        reader.finish(into: &last)
        batches.append(last)
        return batches
    }

    static func write(_ pieces: [ArraySlice<UInt8>], with writer: any AnswerWriting) -> String {
        var writer = writer
        var output: [UInt8] = []
        for batch in read(pieces) { writer.write(batch, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
