import Testing
import ToolCallParsing

@testable import WireFormats

struct OllamaTests {
    static let head = #"{"model":"m","created_at":"2026-11-30T07:00:00Z","#
    static let lines = [
        #""message":{"role":"assistant","content":"","thinking":"I look."},"done":false}"#,
        #""message":{"role":"assistant","content":"Let me check."},"done":false}"#,
        #""message":{"role":"assistant","content":"","tool_calls":[{"id":"call_a","index":0,"function":{"index":0,"name":"get_weather","arguments":{"city":"Oslo"}}}]},"done":false}"#,
        #""message":{"role":"assistant","content":"","tool_calls":[{"id":"call_b","index":1,"function":{"index":1,"name":"get_weather","arguments":{"city":"Bergen"}}}]},"done":false}"#,
        #""message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":1200000000,"load_duration":0,"prompt_eval_count":100,"prompt_eval_duration":1200000000,"eval_count":20,"eval_duration":1}"#,
    ].map { head + $0 + "\n" }.joined()

    @Test func anAnswerIsWrittenAsTheClientsReadIt() {
        for pieces in AnswerSamples.cuts(AnswerSamples.chat) {
            #expect(AnswerSamples.write(pieces, with: OllamaStreamWriter(.chat, AnswerSamples.context())) == Self.lines)
        }
    }

    @Test func aHeartbeatIsALineThatClientsCanRead() {
        let written = AnswerSamples.write(
            [Array(": waiting\n\n".utf8)[...]], with: OllamaStreamWriter(.chat, AnswerSamples.context()))
        #expect(written.hasPrefix(Self.head + #""message":{"role":"assistant","content":""},"done":false}"# + "\n"))
        #expect(written.hasSuffix(#"{"error":"The answer broke off."}"# + "\n"))
    }

    @Test func aRequestBecomesChat() throws {
        let body = #"""
            {"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"Look","images":["iVBORw0KGgoAA"]},
            {"role":"assistant","content":"","thinking":"T","tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},{"function":{"name":"b","arguments":{}}}]},
            {"role":"tool","content":"rb","tool_name":"b"},{"role":"tool","content":"ra","tool_name":"a"}],
            "tools":[{"type":"function","function":{"name":"a","description":"A","parameters":{"type":"object"}}}],
            "format":{"type":"object"},"think":false,"options":{"num_ctx":4096,"num_predict":5,"temperature":0,"stop":["x"]}}
            """#
        let conversation = try OllamaRequestReader.read(chat: JSONValue(parsing: body))
        #expect(conversation.leftOut == ["num_ctx"])
        let written = ChatBodyWriter(conversation.settled(), names: FlatToolNames(conversation.tools)).body
        let expected = #"""
            {"model":"m","messages":[{"role":"system","content":"S"},
            {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAA"}},{"type":"text","text":"Look"}]},
            {"role":"assistant","content":null,"reasoning_content":"T","tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}},
            {"id":"call_2","type":"function","function":{"name":"b","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"ra"},{"role":"tool","tool_call_id":"call_2","content":"rb"}],
            "tools":[{"type":"function","function":{"name":"a","description":"A","parameters":{"type":"object"}}}],
            "max_tokens":5,"temperature":0,"stop":["x"],
            "response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":true}},
            "chat_template_kwargs":{"enable_thinking":false},"stream":true,"stream_options":{"include_usage":true}}
            """#.split(separator: "\n").joined()
        #expect(String(decoding: written, as: UTF8.self) == expected)
    }

    /// By its identifier, else its tool's name, else in their order; each has one result.
    @Test(
        arguments: [
            ([("1", nil), ("2", nil)], ["1", "2"]), ([("2", nil), (nil, "f")], ["2", "1"]),
            ([(nil, "f"), ("1", nil)], ["1", "1"]),
            ([(nil, nil), (nil, "f"), (nil, nil)], ["1", "2", "3"]), ([(nil, "g"), ("3", "f")], ["3", "1"]),
            ([("9", nil), (nil, "h")], ["9", ""]), ([("9", "f")], ["1"]),
        ] as [([(id: String?, name: String?)], [String])])
    func resultsFindTheirCalls(_ results: [(id: String?, name: String?)], _ expected: [String]) {
        var calls = OpenCalls()
        for (id, name) in [("1", "f"), ("2", "f"), ("3", "g")] { calls.open(id: id, name: name) }
        #expect(results.map { calls.close(id: $0.id, name: $0.name) ?? $0.id ?? "" } == expected)
    }

    @Test(.timeLimit(.minutes(2))) func thousandsOfOpenCallsAreFound() {
        var calls = OpenCalls()
        let count = 100_000
        for number in 0..<count { calls.open(id: "\(number)", name: "f") }
        #expect((0..<count).reversed().allSatisfy { calls.close(id: "\($0)", name: nil) == "\($0)" })
        #expect(calls.close(id: nil, name: "f") == nil)
    }

    /// So are their results, each once and in the order of the calls.
    @Test(.timeLimit(.minutes(2))) func thousandsOfResultsAreSettled() {
        let count = 100_000
        var conversation = Conversation()
        conversation.messages = (0..<count).map { number in
            .init(.assistant, [.call(.init(id: "\(number)", name: ToolName("f"), arguments: "{}"))])
        }
        for text in ["early", "late"] {
            conversation.messages += (0..<count).reversed().map { number in
                .init(.user, [.result(.init(callID: "\(number)", text: text))])
            }
        }
        let settled = conversation.settled().messages
        #expect(settled.map(\.role) == [.assistant, .user])
        let results = (0..<count).map { number in
            Conversation.Part.result(.init(callID: "\(number)", toolName: "f", text: "late"))
        }
        #expect(settled.last?.parts == results)
    }

    @Test func aPromptIsAConversationToo() throws {
        let conversation = try OllamaRequestReader.read(
            generate: JSONValue(parsing: #"{"model":"m","prompt":"P","system":"S","stream":false,"raw":true}"#))
        #expect(conversation.messages == [.init(.instructions, [.text("S")]), .init(.user, [.text("P")])])
        #expect(conversation.leftOut == ["raw"] && !conversation.wantsStream)
    }

    @Test(arguments: [(#"{"model":"m"}"#, "load"), (#"{"model":"m","messages":[],"keep_alive":0}"#, "unload")])
    func anEmptyRequestLoads(_ body: String, _ reason: String) throws {
        let conversation = try OllamaRequestReader.read(chat: JSONValue(parsing: body))
        #expect(conversation.messages.isEmpty)
        let answer = OllamaShapes.empty(.chat, conversation, AnswerSamples.context())
        #expect(answer["done_reason"] == .string(reason))
    }

    /// A call that was cut off is no object: its text is told.
    @Test func aCallThatWasCutOffIsText() {
        let stream = AnswerSamples.stream([
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"#, "[DONE]",
        ])
        let written = AnswerSamples.write(
            [Array(stream.utf8)[...]], with: OllamaStreamWriter(.chat, AnswerSamples.context()))
        #expect(written.contains(#""content":"f {\"a\":"}"#) && written.contains(#""done_reason":"length""#))
        #expect(!written.contains("tool_calls"))
    }
}
