import Testing
import ToolCallParsing

/// A model's text, and the message that it says.
struct WrittenMessage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var content = ""
    var reasoning = ""
    /// Names and arguments.
    var calls: [[String]] = []
    var finish = "tool_calls"

    func expect(_ message: StrictStreamReader.Choice) {
        #expect(message.content == content)
        #expect(message.reasoning == reasoning)
        #expect(message.calls.map { [$0.name, $0.arguments] } == calls)
        #expect(message.finishReason == finish)
        #expect(message.calls.map(\.id) == message.calls.indices.map { "call_made\($0 + 1)" })
    }

    /// The same for a whole completion's choice.
    func expect(choice: JSONValue?) {
        let message = choice?["message"] ?? .null
        let found = message["tool_calls"]?.arrayValue ?? []
        #expect((message["content"]?.stringValue ?? "") == content)
        #expect((message["reasoning_content"]?.stringValue ?? "") == reasoning)
        let wanted: [[String?]] = calls
        #expect(
            found.map { [$0["function"]?["name"]?.stringValue, $0["function"]?["arguments"]?.stringValue] } == wanted)
        #expect(found.allSatisfy { $0.objectValue?.map(\.key) == ["id", "type", "function"] })
        #expect(choice?["finish_reason"] == .string(finish))
    }

    static let samples = [
        WrittenMessage(
            testDescription: "hermes",
            text: """
                Let me see.
                <tool_call>
                {"name": "get_weather", "arguments": {"city": "Zürich", "days": 2}}
                </tool_call>
                """,
            content: "Let me see.", calls: [["get_weather", #"{"city": "Zürich", "days": 2}"#]]),
        WrittenMessage(
            testDescription: "hermes twice",
            text: """
                <tool_call>{"name": "now", "arguments": {}}</tool_call>
                <tool_call>{"name": "set_config", "arguments": {"a": [1, {"b": null}]}}</tool_call>
                """,
            calls: [["now", "{}"], ["set_config", #"{"a": [1, {"b": null}]}"#]]),
        WrittenMessage(
            testDescription: "tool call line",
            text: """
                Look.
                TOOL_CALL: {"name": "get_weather", "parameters": {"city": "Oslo"}}

                """,
            content: "Look.", calls: [["get_weather", #"{"city": "Oslo"}"#]]),
        WrittenMessage(
            testDescription: "qwen3 coder",
            text: """
                <tool_call>
                <function=get_weather>
                <parameter=city>
                Oslo
                </parameter>
                <parameter=days>
                3
                </parameter>
                </function>
                </tool_call>
                """,
            calls: [["get_weather", #"{"city":"Oslo","days":3}"#]]),
        WrittenMessage(
            testDescription: "reasoning, text and a call",
            text: """
                <think>
                Hm. <tool_call> is a tag.
                </think>

                Yes.
                <tool_call>{"name": "now", "arguments": {}}</tool_call>
                """,
            content: "Yes.", reasoning: "Hm. <tool_call> is a tag.", calls: [["now", "{}"]]),
        WrittenMessage(
            testDescription: "text after",
            text: #"a <tool_call>{"name": "now", "arguments": {}}</tool_call>b 🌦"#,
            content: "ab 🌦", calls: [["now", "{}"]]),
        WrittenMessage(
            testDescription: "no call", text: "Wrap it in <tool_call> tags.", content: "Wrap it in <tool_call> tags.",
            finish: "stop"),
        WrittenMessage(
            testDescription: "undeclared", text: #"Or TOOL_CALL: {"name": "rm", "arguments": {}}"#,
            content: #"Or TOOL_CALL: {"name": "rm", "arguments": {}}"#, finish: "stop"),
    ]
}
