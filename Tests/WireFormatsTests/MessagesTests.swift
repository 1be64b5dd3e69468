import Testing
import ToolCallParsing

@testable import WireFormats

struct MessagesTests {
    @Test func anAnswerIsWrittenAsTheClientsReadIt() {
        let expected = AnswerSamples.events(AnswerSamples.messages)
        for pieces in AnswerSamples.cuts(AnswerSamples.chat) {
            #expect(AnswerSamples.write(pieces, with: MessagesStreamWriter(AnswerSamples.context())) == expected)
        }
    }

    @Test func aWholeAnswerSaysTheSame() throws {
        var collector = AnswerCollector()
        for batch in AnswerSamples.read([Array(AnswerSamples.chat.utf8)[...]]) { collector.take(batch) }
        let body = MessagesWholeWriter.body(collector.collected(), AnswerSamples.context())
        let expected = #"""
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"I look.","signature":"bG9jYWw="},{"type":"text","text":"Let me check."},{"type":"tool_use","id":"call_a","name":"get_weather","input":{"city":"Oslo"}},{"type":"tool_use","id":"call_b","name":"get_weather","input":{"city":"Bergen"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":40,"cache_creation_input_tokens":0,"cache_read_input_tokens":60,"output_tokens":20}}
            """#
        #expect(body.jsonText == expected)
    }

    static let secondRequest = #"""
        {"model":"local","max_tokens":32000,"stream":true,
         "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.332.f38; cc_entrypoint=sdk-cli;"},
                   {"type":"text","text":"You are a Claude agent, ...","cache_control":{"type":"ephemeral"}},
                   {"type":"text","text":"\nYou are an agent","cache_control":{"type":"ephemeral"}}],
         "messages":[
          {"role":"user","content":[{"type":"text","text":"<system-reminder>A</system-reminder>"},{"type":"text","text":"Say hi with bash"}]},
          {"role":"system","content":"# Environment"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":""},{"type":"text","text":"I run two."},
             {"type":"tool_use","id":"toolu_00","name":"Bash","input":{"command":"echo hi0","description":"say hi"}},
             {"type":"tool_use","id":"toolu_01","name":"Bash","input":{"command":"echo hi1","description":"say hi"}}]},
          {"role":"user","content":[{"tool_use_id":"toolu_01","type":"tool_result","content":"hi1","is_error":false},
             {"type":"text","text":"go on"},
             {"tool_use_id":"toolu_00","type":"tool_result","content":"hi0","is_error":true,"cache_control":{"type":"ephemeral"}}]},
          {"role":"system","content":[{"type":"text","text":"late"}]}],
         "tools":[{"name":"Bash","description":"Runs","input_schema":{"$schema":"x","type":"object","properties":{}}},
                  {"type":"web_search_20250305","name":"web_search"},
                  {"name":"DeferredToolPlaceholder","description":"...","input_schema":{},"defer_loading":true}],
         "metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"UUID\"}"},
         "thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"},
         "context_management":{"edits":[]}}
        """#

    @Test func aRequestOfClaudeCodeBecomesChat() throws {
        let conversation = try MessagesRequestReader.read(JSONValue(parsing: Self.secondRequest))
        #expect(conversation.names.session == "UUID")
        #expect(conversation.leftOut == ["web_search_20250305", "context_management"])
        let body = ChatBodyWriter(conversation.settled(), names: FlatToolNames(conversation.tools)).body
        let expected = #"""
            {"model":"local","messages":[
            {"role":"system","content":"You are a Claude agent, ...\n\n\nYou are an agent\n\n# Environment"},
            {"role":"user","content":"<system-reminder>A</system-reminder>\n\nSay hi with bash"},
            {"role":"assistant","content":"I run two.","reasoning_content":"Hm","tool_calls":[
            {"id":"toolu_00","type":"function","function":{"name":"Bash","arguments":"{\"command\":\"echo hi0\",\"description\":\"say hi\"}"}},
            {"id":"toolu_01","type":"function","function":{"name":"Bash","arguments":"{\"command\":\"echo hi1\",\"description\":\"say hi\"}"}}]},
            {"role":"tool","tool_call_id":"toolu_00","content":"Error: hi0"},
            {"role":"tool","tool_call_id":"toolu_01","content":"hi1"},
            {"role":"user","content":"go on\n\n<system-reminder>\nlate\n</system-reminder>"}],
            "tools":[{"type":"function","function":{"name":"Bash","description":"Runs","parameters":{"type":"object","properties":{}}}}],
            "max_tokens":32000,"reasoning_effort":"high","stream":true,"stream_options":{"include_usage":true}}
            """#.split(separator: "\n").joined()
        #expect(String(decoding: body, as: UTF8.self) == expected)
    }

    /// Arguments that the limit of tokens has cut stay cut: no client takes them for what the model meant.
    @Test func aCallThatWasCutOffStaysCut() throws {
        let stream = AnswerSamples.stream([
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"#, "[DONE]",
        ])
        for pieces in AnswerSamples.cuts(stream) {
            let events = try AnswerSamples.write(pieces, with: MessagesStreamWriter(AnswerSamples.context()))
                .split(separator: "\n").filter { $0.hasPrefix("data: ") }
                .map { try JSONValue(parsing: String($0.dropFirst(6))) }
            #expect(events.compactMap { $0["delta"]?["partial_json"]?.stringValue }.joined() == #"{"a":"#)
            #expect(events.compactMap { $0["delta"]?["stop_reason"]?.stringValue } == ["max_tokens"])
        }
    }

    @Test(arguments: [
        (
            WireError.Kind.overflow(tokens: 210_000, limit: 200_000),
            "prompt is too long: 210000 tokens > 200000 maximum"
        ),
        (.overflow(tokens: nil, limit: nil), "input is too long for requested model: m"), (.other, "m"),
    ])
    func anOverflowIsSaidInTheWordsThatClientsActOn(_ kind: WireError.Kind, _ message: String) {
        let body = MessagesErrors.body(WireError(kind: kind, status: 400, message: "m"), requestID: "r")
        #expect(
            body.jsonText
                == #"{"type":"error","error":{"type":"invalid_request_error","message":"\#(message)"},"request_id":"r"}"#
        )
    }
}
