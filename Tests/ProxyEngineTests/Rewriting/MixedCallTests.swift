import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// Calls of the backend's own beside calls in the text; one call only; answers in JSON.
struct MixedCallTests {
    private static let hermes =
        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>"
    private static let same =
        #"{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}]}"#
    private static let now =
        #"{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"now","arguments":"{}"}}]}"#

    private func stream(_ deltas: [String]) -> String {
        BackendSample.role + deltas.joined() + BackendSample.chunk("{}", finish: "tool_calls") + BackendSample.done
    }

    private func request(_ more: String = "", streams: Bool = true) throws -> ChatRequest {
        try ChatRequest(
            body: Array(
                (#"{"stream":\#(streams),"messages":[{"role":"user","content":"hi"}],"tools":\#(BackendSample.tools)"#
                    + more + "}").utf8))
    }

    private func message(_ answer: String, _ more: String = "") throws -> StrictStreamReader.Choice {
        try StrictStreamReader(TranslationRun.output(of: answer, request: try request(more))).message
    }

    @Test(arguments: [true, false]) func callsInTheTextCountBesideTheBackends(textIsFirst: Bool) throws {
        let parts = [BackendSample.text("Well.\n" + Self.hermes), BackendSample.chunk(Self.now)]
        let message = try message(stream(textIsFirst ? parts : parts.reversed()))
        #expect(message.content == "Well.")
        #expect(message.calls.map(\.name).sorted() == ["get_weather", "now"])
    }

    /// A backend that leaves the text from which it made a call has not called twice.
    @Test(arguments: [true, false]) func theSameCallIsToldOnce(textIsFirst: Bool) throws {
        let parts = [BackendSample.text(Self.hermes), BackendSample.chunk(Self.same)]
        let message = try message(stream(textIsFirst ? parts : parts.reversed()))
        #expect(message.calls.map(\.name) == ["get_weather"])
        #expect(message.content.isEmpty)
        let body = BackendSample.completion(
            #"{"role":"assistant","content":\#(JSONValue.string(Self.hermes).jsonText),"tool_calls":[{"id":"call_a","type":"function","function":{"name":"get_weather","arguments":"{\"city\": \"Oslo\"}"}}]}"#
        )
        let output = TranslationRun.output(
            of: body, request: try request(streams: false), contentType: "application/json")
        let calls = try JSONValue(parsing: output)["choices"]?.arrayValue?.first?["message"]?["tool_calls"]
        #expect(calls?.arrayValue?.count == 1)
    }

    /// The first call goes on; the screen names the others.
    @Test(arguments: [
        BackendSample.text(hermes + "\n" + hermes.replacing("Oslo", with: "Rome")),
        BackendSample.chunk(same)
            + BackendSample.chunk(now.replacing(#""index":0,"id":"call_a""#, with: #""index":1,"id":"call_b""#)),
        BackendSample.chunk(same) + BackendSample.text(hermes.replacing("Oslo", with: "Rome")),
    ])
    func oneCallIsKept(_ deltas: String) throws {
        let answer = stream([deltas])
        #expect(try message(answer).calls.count == 2)
        let message = try message(answer, #","parallel_tool_calls":false"#)
        #expect(message.calls.map(\.name) == ["get_weather"])
        var run = TranslationRun(try request(#","parallel_tool_calls":false"#))
        run.feed(Array(answer.utf8))
        let reports = run.translator.takeCalls()
        #expect(reports.count == 2)
        #expect(reports.filter { $0.problem?.contains("parallel_tool_calls") == true }.count == 1)
    }

    @Test(arguments: [#"{"type":"json_object"}"#, #"{"type":"json_schema","json_schema":{"name":"x","schema":{}}}"#])
    func anAnswerInJSONIsNoCall(_ format: String) throws {
        let text = #"{"name": "get_weather", "arguments": {"city": "Oslo"}}"#
        for text in [text, "[\(text)]", "```json\n\(text)\n```"] {
            let answer = BackendSample.stream([text])
            #expect(try message(answer).calls.count == 1)
            let message = try message(answer, #","response_format":"# + format)
            #expect(message.calls.isEmpty && message.content == text)
        }
        #expect(try message(BackendSample.stream([Self.hermes]), #","response_format":"# + format).calls.count == 1)
    }

    /// A character in two halves, in text, reasoning and arguments.
    @Test func halvesOfACharacterAreJoined() throws {
        for key in ["content", "reasoning_content"] {
            let deltas = [#"{"\#(key)":"a\ud83d"}"#, #"{"\#(key)":"\ude00b"}"#, #"{"\#(key)":"\ud83d"}"#]
            let message = try message(stream(deltas.map { BackendSample.chunk($0) }))
            #expect((key == "content" ? message.content : message.reasoning) == "a😀b\u{FFFD}")
        }
        let head = Self.now.replacing("\"{}\"", with: #""{\"x\":\"\ud83d""#)
        let rest = #"{"tool_calls":[{"index":0,"function":{"arguments":"\ude00\"}"}}]}"#
        let message = try message(stream([BackendSample.chunk(head), BackendSample.chunk(rest)]))
        #expect(message.calls.map(\.arguments) == [#"{"x":"😀"}"#])
    }

    @Test func theFinishReasonNeedsACall() throws {
        let message = try message(stream([BackendSample.text("Hello.")]))
        #expect(message.finishReason == "stop")
    }
}
