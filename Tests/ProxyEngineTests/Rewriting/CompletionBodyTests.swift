import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// A backend's JSON answer for a client that wants one.
struct CompletionBodyTests {
    private func text(of body: String, tools: String? = BackendSample.tools) throws -> String {
        let request = try BackendSample.request(streams: false, tools: tools)
        let output = TranslationRun.output(of: body, request: request, contentType: "application/json")
        return String(decoding: output, as: UTF8.self)
    }

    private func message(_ body: String) throws -> (message: JSONValue, finish: String?) {
        let choice = try JSONValue(parsing: Array(text(of: body).utf8))["choices"]?.arrayValue?.first
        return (try #require(choice?["message"]), choice?["finish_reason"]?.stringValue)
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).jsonText }

    /// What needs no change comes out to the byte.
    @Test(arguments: [
        #"{ "id":"x", "choices" : [ {"index":0,"message":{"role":"assistant","content":"a <b> TOOL"},"finish_reason":"stop"} ], "usage":{"total_tokens":1.0} }"#,
        #"{"choices":[{"index":0,"message":{"content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#,
        #"{"choices":[{"message":{"content":"a","reasoning_content":"<tool_call>"},"finish_reason":"length","logprobs":{"x":1}}]}"#,
        #"{"object":"something else"}"#, #"{"choices":[]}"#, "",
    ])
    func passes(_ body: String) throws {
        #expect(try text(of: body) == body)
    }

    @Test(arguments: WrittenMessage.samples) func translatesText(_ sample: WrittenMessage) throws {
        let body = BackendSample.completion(
            #"{"role":"assistant","content":\#(quoted(sample.text)),"odd":1}"#, choice: #","logprobs":null"#,
            more: #","timings":{"x":1}"#)
        let choice = try JSONValue(parsing: Array(text(of: body).utf8))["choices"]?.arrayValue?.first
        sample.expect(choice: choice)
        let message = try #require(choice?["message"])
        #expect(message["odd"] == .number("1"))
        #expect(message["role"] == .string("assistant"))
        if sample.calls.isEmpty { #expect(try text(of: body) == body) }
    }

    @Test(
        arguments: zip(
            [
                #"{"function":{"name":"now","arguments":{"x": [1]}}}"#,
                #"{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}"#,
                #"{"id":"a","type":"function","function":{"name":"now"}}"#,
                #"{"id":"a","type":"function","function":{"name":"now","arguments":""}}"#,
                #"{"id":"","type":"function","function":{"name":"now","arguments":null}}"#,
            ],
            [
                ["call_made1", #"{"x": [1]}"#], ["a", "{}"], ["a", "{}"], ["a", "{}"], ["call_made1", "{}"],
            ]))
    func putsCallsInShape(_ call: String, _ wanted: [String]) throws {
        let (message, finish) = try message(BackendSample.completion(#"{"content":null,"tool_calls":[\#(call)]}"#))
        let found = try #require(message["tool_calls"]?.arrayValue?.first)
        #expect(found.objectValue?.map(\.key) == ["id", "type", "function"])
        #expect(found["id"]?.stringValue == wanted[0])
        let arguments = try #require(found["function"]?["arguments"]?.stringValue)
        #expect(try JSONValue(parsing: Array(arguments.utf8)) == JSONValue(parsing: Array(wanted[1].utf8)))
        #expect(finish == "tool_calls")
        #expect(message["content"] == .null)
    }

    /// A prompt that opened the reasoning shows by the end of it.
    @Test func findsReasoningThatThePromptOpened() throws {
        let (message, _) = try message(BackendSample.completion(#"{"content":"Hm.\n</think>\n\nYes."}"#))
        #expect(message["reasoning_content"] == .string("Hm."))
        #expect(message["content"] == .string("Yes."))
    }

    @Test func keepsChoicesApart() throws {
        let call = quoted(#"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#)
        let body =
            #"{"choices":[{"index":1,"message":{"content":"a"},"finish_reason":"stop"},{"index":0,"message":{"content":\#(call)},"finish_reason":"stop"}]}"#
        let choices = try #require(try JSONValue(parsing: Array(text(of: body).utf8))["choices"]?.arrayValue)
        #expect(choices.map { $0["finish_reason"]?.stringValue } == ["stop", "tool_calls"])
        #expect(choices[0]["message"]?["content"] == .string("a"))
        #expect(choices[1]["message"]?["tool_calls"]?.arrayValue?.count == 1)
    }

    /// What the monitor is told: the whole text, the reasoning, the calls.
    @Test func tellsTheMonitor() throws {
        let call = quoted(#"a<tool_call>{"name": "now", "arguments": {}}</tool_call>"#)
        let body = BackendSample.completion(
            #"{"content":\#(call),"reasoning_content":"Hm."}"#,
            more: #","usage":{"prompt_tokens":7,"completion_tokens":3}"#)
        var run = TranslationRun(try BackendSample.request(streams: false), contentType: "application/json")
        run.feed(Array(body.utf8))
        #expect(run.translator.hasFirstToken)
        #expect(run.translator.takeCalls().map(\.name) == ["now"])
        let outcome = run.translator.outcome(status: 200)
        #expect(outcome.usage == TokenUsage(prompt: 7, completion: 3))
        #expect(outcome.finishReason == "tool_calls" && outcome.backendFinishReason == "stop")
        #expect(outcome.rewrites == ["tool_calls=hermes-json;n=1"])
        #expect(outcome.progress.tokens == 3)
        let told = try #require(outcome.progress.transcript.first)
        #expect(
            String(decoding: told.raw, as: UTF8.self) == "Hm."
                + #"a<tool_call>{"name": "now", "arguments": {}}</tool_call>"#)
        #expect(told.parts.first == TranscriptPart(.reasoning, text: "Hm.", span: 0..<3))
        #expect(told.parts.dropFirst().first == TranscriptPart(.content, text: "a", span: 3..<4))
    }
}
