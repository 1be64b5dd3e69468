import Testing
import ToolCallParsing

@testable import WireFormats

struct ResponsesTests {
    static let listing = #"""
        response.output_item.added {"sequence_number":2,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[],"content":[],"status":"in_progress"}}
        response.reasoning_text.delta {"sequence_number":3,"item_id":"rs_1","output_index":0,"content_index":0,"delta":"I look."}
        response.reasoning_text.done {"sequence_number":4,"item_id":"rs_1","output_index":0,"content_index":0,"text":"I look."}
        response.output_item.done {"sequence_number":5,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"I look."}],"status":"completed"}}
        response.output_item.added {"sequence_number":6,"output_index":1,"item":{"id":"msg_1","type":"message","role":"assistant","status":"in_progress","content":[]}}
        response.content_part.added {"sequence_number":7,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}
        response.output_text.delta {"sequence_number":8,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"Let me check.","logprobs":[]}
        response.output_text.done {"sequence_number":9,"item_id":"msg_1","output_index":1,"content_index":0,"text":"Let me check.","logprobs":[]}
        response.content_part.done {"sequence_number":10,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"Let me check.","annotations":[]}}
        response.output_item.done {"sequence_number":11,"output_index":1,"item":{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Let me check.","annotations":[]}]}}
        response.output_item.added {"sequence_number":12,"output_index":2,"item":{"id":"fc_1","type":"function_call","call_id":"call_a","name":"get_weather","arguments":"","status":"in_progress"}}
        response.function_call_arguments.delta {"sequence_number":13,"item_id":"fc_1","output_index":2,"delta":"{\"city\":\"Oslo\"}"}
        response.function_call_arguments.done {"sequence_number":14,"item_id":"fc_1","output_index":2,"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}
        response.output_item.done {"sequence_number":15,"output_index":2,"item":{"id":"fc_1","type":"function_call","call_id":"call_a","name":"get_weather","arguments":"{\"city\":\"Oslo\"}","status":"completed"}}
        """#

    @Test func anAnswerIsWrittenAsTheClientsReadIt() {
        let expected = AnswerSamples.events(Self.listing)
        for pieces in AnswerSamples.cuts(AnswerSamples.chat) {
            let written = AnswerSamples.write(pieces, with: ResponsesStreamWriter(AnswerSamples.context()))
            #expect(
                written.hasPrefix(
                    "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"))
            #expect(written.contains(expected))
            let last = written.split(separator: "\n").last ?? ""
            #expect(last.hasPrefix(#"data: {"type":"response.completed","sequence_number":20,"#))
            #expect(
                last.contains(
                    #""usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":60},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":120}"#
                ))
        }
    }

    /// Items are the same in `output_item.done` and in the end.
    @Test func theEndRepeatsTheItems() throws {
        let written = AnswerSamples.write(
            [Array(AnswerSamples.chat.utf8)[...]], with: ResponsesStreamWriter(AnswerSamples.context()))
        let events = try written.split(separator: "\n").filter { $0.hasPrefix("data: ") }
            .map { try JSONValue(parsing: String($0.dropFirst(6))) }
        let items = events.filter { $0["type"] == .string("response.output_item.done") }.compactMap { $0["item"] }
        #expect(events.last?["response"]?["output"] == .array(items))
        #expect(items.count == 4)
        #expect(events.map { $0["sequence_number"]?.intValue } == Array(0..<events.count))
    }

    /// What the request said stands in its answer too, what is large at the beginning and the end only.
    @Test func theAnswerRepeatsTheRequest() throws {
        let body = #"""
            {"model":"m","input":"Hi","instructions":"Be short.","temperature":0.5,"parallel_tool_calls":false,"store":true,
            "metadata":{"a":"b"},"tools":[{"type":"web_search"}],"tool_choice":"required","secret":1}
            """#
        let conversation = try ResponsesRequestReader.read(JSONValue(parsing: body))
        var context = AnswerSamples.context()
        context.repeated = conversation.repeated
        let written = AnswerSamples.write(
            [Array(AnswerSamples.chat.utf8)[...]], with: ResponsesStreamWriter(context))
        let answers = try StrictReaders.events(written).compactMap { $0["response"] }
        #expect(answers.map { $0["status"]?.stringValue } == ["in_progress", "in_progress", "completed"])
        for (number, answer) in answers.enumerated() {
            let isBrief = number == 1
            #expect(answer["instructions"] == (isBrief ? .null : .string("Be short.")))
            #expect(answer["tools"]?.arrayValue?.count == (isBrief ? 0 : 1))
            #expect(answer["temperature"] == .number("0.5"))
            #expect(answer["parallel_tool_calls"] == .bool(false))
            #expect(answer["tool_choice"] == .string("required"))
            #expect(answer["metadata"] == .members([("a", .string("b"))]))
            #expect(answer["store"] == .bool(false))
            #expect(answer["truncation"] == .string("disabled"))
            #expect(answer["secret"] == nil)
        }
    }

    @Test func heartbeatsBeginTheAnswerAndGoOn() {
        let written = AnswerSamples.write(
            [": waiting\n\n", ": waiting\n\n" + AnswerSamples.chat].map { Array($0.utf8)[...] },
            with: ResponsesStreamWriter(AnswerSamples.context()))
        let types = written.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
        #expect(
            types.prefix(4) == [
                "response.created", "response.in_progress", "response.in_progress", "response.output_item.added",
            ])
        #expect(types.filter { $0 == "response.created" }.count == 1)
        #expect(!written.contains(": waiting"))
    }

    /// An event of hundreds of bytes for each three of a backend's would be work that it makes others wait with.
    @Test func aThousandHeartbeatsAtOnceAreOne() {
        let comments = String(repeating: ":\n\n", count: 1000)
        let thought = #"data: {"choices":[{"index":0,"delta":{"reasoning_content""#
        let answer = AnswerSamples.chat.replacing(thought, with: comments + thought)
        let written = AnswerSamples.write(
            [Array(answer.utf8)[...]], with: ResponsesStreamWriter(AnswerSamples.context()))
        let types = written.split(separator: "\n").filter { $0 == "event: response.in_progress" }
        #expect(types.count == 2)
    }

    static let tools = #"""
        [{"type":"function","name":"exec_command","description":"Runs","strict":false,"parameters":{"type":"object","properties":{}}},
         {"type":"namespace","name":"multi_agent_v1","description":"Agents","tools":[{"type":"function","name":"close_agent","description":"Closes","parameters":{}}]},
         {"type":"custom","name":"apply_patch","description":"FREEFORM","format":{"type":"grammar","syntax":"lark","definition":"start: begin_patch"}},
         {"type":"web_search","external_web_access":true}]
        """#
    static let request = #"""
        {"model":"local","stream":true,"store":false,"include":["reasoning.encrypted_content"],"prompt_cache_key":"UUID","tool_choice":"auto","parallel_tool_calls":true,
         "reasoning":{"summary":"auto"},"client_metadata":{"session_id":"UUID"},
         "input":[
          {"type":"message","id":"msg_a","role":"developer","content":[{"type":"input_text","text":"You are a coding agent"}]},
          {"type":"message","role":"developer","content":[{"type":"input_text","text":"<skills>"},{"type":"input_text","text":"<permissions>"}]},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"<environment>"}]},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"Say hi"}]},
          {"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"Hm"}],"encrypted_content":null},
          {"type":"function_call","status":"completed","id":"fc_1","name":"exec_command","arguments":"{\"cmd\": \"echo hi\"}","call_id":"call_1"},
          {"type":"custom_tool_call","name":"apply_patch","input":"*** \"x\"\n","call_id":"call_2"},
          {"type":"function_call","name":"close_agent","namespace":"multi_agent_v1","arguments":"{}","call_id":"call_3"},
          {"type":"future_item","what":1},
          {"role":"assistant","content":"and"},
          {"type":"function_call_output","id":"fco_1","call_id":"call_3","output":[{"type":"input_text","text":"closed"},{"type":"input_image","image_url":"data:image/png;base64,AA"}]},
          {"type":"custom_tool_call_output","call_id":"call_2","output":"patched"},
          {"type":"function_call_output","call_id":"call_1","output":"hi\n"}],
         "tools":TOOLS}
        """#

    @Test func aRequestOfCodexBecomesChat() throws {
        let body = Self.request.replacing("TOOLS", with: Self.tools)
        let conversation = try ResponsesRequestReader.read(JSONValue(parsing: body))
        #expect(conversation.leftOut == ["future_item", "web_search"])
        #expect(conversation.names.session == "UUID")
        let written = ChatBodyWriter(conversation.settled(), names: FlatToolNames(conversation.tools)).body
        let expected = #"""
            {"model":"local","messages":[
            {"role":"system","content":"You are a coding agent\n\n<skills>\n\n<permissions>"},
            {"role":"user","content":"<environment>\n\nSay hi"},
            {"role":"assistant","content":"and","reasoning_content":"Hm","tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"exec_command","arguments":"{\"cmd\": \"echo hi\"}"}},
            {"id":"call_2","type":"function","function":{"name":"apply_patch","arguments":"{\"input\":\"*** \\\"x\\\"\\n\"}"}},
            {"id":"call_3","type":"function","function":{"name":"multi_agent_v1__close_agent","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"hi\n"},
            {"role":"tool","tool_call_id":"call_2","content":"patched"},
            {"role":"tool","tool_call_id":"call_3","content":"closed"},
            {"role":"user","content":[{"type":"text","text":"Image from multi_agent_v1__close_agent:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}],
            "tools":[{"type":"function","function":{"name":"exec_command","description":"Runs","parameters":{"type":"object","properties":{}},"strict":false}},
            {"type":"function","function":{"name":"multi_agent_v1__close_agent","description":"Closes","parameters":{}}},
            {"type":"function","function":{"name":"apply_patch","description":"FREEFORM\n\nThe input must follow this grammar:\nstart: begin_patch","parameters":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}}],
            "tool_choice":"auto","parallel_tool_calls":true,"prompt_cache_key":"UUID","stream":true,"stream_options":{"include_usage":true}}
            """#.split(separator: "\n").joined()
        #expect(String(decoding: written, as: UTF8.self) == expected)
    }

    static func call(_ name: String, _ arguments: String) -> String {
        let head = JSONValue.members([
            ("index", .integer(0)), ("id", .string("call_1")), ("type", .string("function")),
            ("function", .members([("name", .string(name)), ("arguments", .string(arguments))])),
        ])
        return AnswerSamples.stream([
            #"{"choices":[{"index":0,"delta":{"tool_calls":[\#(head.jsonText)]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#, "[DONE]",
        ])
    }

    static func declared() throws -> [Tool] {
        try ResponsesRequestReader.read(JSONValue(parsing: request.replacing("TOOLS", with: tools))).tools
    }

    /// The text of a freeform tool comes out whatever a model wrapped it in, and its pieces make the whole.
    @Test(arguments: [
        (#"{"input":"*** Begin \"a\"\n\u00e9"}"#, "*** Begin \"a\"\né"), (#" { "input" : "x" } "#, "x"),
        (#"{"patch":"x\ny"}"#, "x\ny"), ("*** Begin", "*** Begin"), (#"{"input":{"a":1}}"#, #"{"input":{"a":1}}"#),
        (#""bare""#, "bare"), (#"{"input":""}"#, ""),
    ])
    func freeformInputIsPlainText(_ arguments: String, _ text: String) throws {
        let context = AnswerSamples.context(try Self.declared())
        for pieces in AnswerSamples.cuts(Self.call("apply_patch", arguments)) {
            let events = try AnswerSamples.write(pieces, with: ResponsesStreamWriter(context))
                .split(separator: "\n").filter { $0.hasPrefix("data: ") }
                .map { try JSONValue(parsing: String($0.dropFirst(6))) }
            let item = events.first { $0["type"] == .string("response.output_item.done") }?["item"]
            #expect(item?["type"] == .string("custom_tool_call"))
            #expect(item?["input"] == .string(text))
            let deltas = events.filter { $0["type"] == .string("response.custom_tool_call_input.delta") }
            #expect(deltas.compactMap { $0["delta"]?.stringValue }.joined() == text)
        }
    }

    @Test func aCallInANamespaceGoesBackThere() throws {
        let written = AnswerSamples.write(
            [Array(Self.call("multi_agent_v1__close_agent", "{}").utf8)[...]],
            with: ResponsesStreamWriter(AnswerSamples.context(try Self.declared())))
        #expect(
            written.contains(
                #""type":"function_call","call_id":"call_1","name":"close_agent","arguments":"{}","namespace":"multi_agent_v1","status":"completed""#
            ))
    }

    @Test(.timeLimit(.minutes(2))) func ofToolsOfOneNameTheFirstCounts() throws {
        let names = (0..<50_000).flatMap { ["f\($0)", "f\($0 / 2)"] }
        let declared = try names.map { try JSONValue(parsing: #"{"type":"function","name":"\#($0)"}"#) }
        #expect(ResponsesRequestReader.tools(declared).map(\.name.name) == (0..<50_000).map { "f\($0)" })
    }

    @Test func whatWasStoredElsewhereIsRefused() {
        #expect(throws: WireError.self) {
            try ResponsesRequestReader.read(
                JSONValue(parsing: #"{"model":"m","input":"x","previous_response_id":"r"}"#))
        }
    }
}
