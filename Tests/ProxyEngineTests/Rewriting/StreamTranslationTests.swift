import Testing
import ToolCallParsing

@testable import ProxyEngine

struct StreamTranslationTests {
    private func read(
        _ answer: String, usage: Bool = false, tools: String? = BackendSample.tools, ending: UpstreamEnding = .complete
    ) throws -> StrictStreamReader {
        let request = try BackendSample.request(usage: usage, tools: tools)
        return try StrictStreamReader(TranslationRun.output(of: answer, request: request, ending: ending))
    }

    /// What needs no change comes out to the byte.
    @Test(arguments: [nil, BackendSample.tools]) func passesText(tools: String?) throws {
        let answer = BackendSample.stream(["Hello", " ", "wörld 🌦", "\n\"quoted\"", " <b> { [x] TOOL"])
        let output = TranslationRun.output(of: answer, request: try BackendSample.request(tools: nil))
        #expect(String(decoding: output, as: UTF8.self) == answer)
        #expect(try read(answer, tools: tools).message.content == "Hello wörld 🌦\n\"quoted\" <b> { [x] TOOL")
    }

    struct Dialogue: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var content = ""
        var reasoning = ""
        var calls: [[String]] = []
        var finish = "tool_calls"
    }
    static let dialogues = [
        Dialogue(
            testDescription: "hermes",
            text: "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich\", \"days\": 2}}\n</tool_call>",
            content: "Let me see.", calls: [["get_weather", #"{"city": "Zürich", "days": 2}"#]]),
        Dialogue(
            testDescription: "hermes twice",
            text: "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>\n<tool_call>{\"name\": \"set_config\", \"arguments\": {\"a\": [1, {\"b\": null}]}}</tool_call>",
            calls: [["now", "{}"], ["set_config", #"{"a": [1, {"b": null}]}"#]]),
        Dialogue(
            testDescription: "tool call line",
            text: "Look.\nTOOL_CALL: {\"name\": \"get_weather\", \"parameters\": {\"city\": \"Oslo\"}}\n",
            content: "Look.", calls: [["get_weather", #"{"city": "Oslo"}"#]]),
        Dialogue(
            testDescription: "qwen3 coder",
            text: "<tool_call>\n<function=get_weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
            calls: [["get_weather", #"{"city":"Oslo","days":3}"#]]),
        Dialogue(
            testDescription: "reasoning, text and a call",
            text: "<think>\nHm. <tool_call> is a tag.\n</think>\n\nYes.\n<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>",
            content: "Yes.", reasoning: "Hm. <tool_call> is a tag.", calls: [["now", "{}"]]),
        Dialogue(
            testDescription: "text between and after",
            text: "a\n<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>\nb",
            content: "ab", calls: [["now", "{}"]]),
        Dialogue(
            testDescription: "no call", text: "Wrap it in <tool_call> tags.", content: "Wrap it in <tool_call> tags.",
            finish: "stop"),
        Dialogue(
            testDescription: "undeclared",
            text: "TOOL_CALL: {\"name\": \"rm\", \"arguments\": {}}",
            content: "TOOL_CALL: {\"name\": \"rm\", \"arguments\": {}}", finish: "stop"),
    ]

    /// The same message, in whatever deltas the text comes.
    @Test(arguments: dialogues, [1, 2, 3, 7, 1000]) func translatesText(_ dialogue: Dialogue, deltaSize: Int) throws {
        let scalars = Array(dialogue.text.unicodeScalars)
        let deltas = stride(from: 0, to: scalars.count, by: deltaSize).map { start in
            String(String.UnicodeScalarView(scalars[start..<min(start + deltaSize, scalars.count)]))
        }
        let message = try read(BackendSample.stream(deltas)).message
        #expect(message.content.filter { $0 != "\n" } == dialogue.content)
        #expect(message.reasoning == dialogue.reasoning)
        #expect(message.calls.map { [$0.name, $0.arguments] } == dialogue.calls)
        #expect(message.finishReason == dialogue.finish)
        #expect(message.calls.map(\.id) == message.calls.indices.map { "call_made\($0 + 1)" })
    }
}
