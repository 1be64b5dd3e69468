import Testing
import ToolCallParsing

/// What other languages, templates and tools leave in calls, each in one text.
struct SpellingTests {
    private static let command = #"{"command":"ls -la"}"#

    @Test(arguments: [
        "<tool_call>\n{\"name\": \"run run\", \"arguments\": {\"command\": \"ls -la\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"runrun\", \"arguments\": {\"command\": \"ls -la\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"run\u{200B}\", \"arguments\": {\"command\": \"ls -la\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"run\", // it lists\n\"arguments\": {\"command\": \"ls -la\"}}\n</tool_call>",
        "<tool_call>\n```json\n{\"name\": \"run\", \"arguments\": {\"command\": \"ls -la\"}}\n```\n</tool_call>",
        "<tool_call>\n{\"name\"：\"run\"，\"arguments\"：{\"command\"：\"ls -la\"}}\n</tool_call>",
        "<tool_call>\n{&quot;name&quot;: &quot;run&quot;, &quot;arguments&quot;: {&quot;command&quot;: &quot;ls -la&quot;}}\n</tool_call>",
        "</tool_call>\n<tool_call>\n{\"name\": \"run\", \"arguments\": {\"command\": \"ls -la\"}}\n</tool_call>",
        "\u{FEFF}TOOL_CALL: {\"name\": \"run\", \"arguments\": {\"command\": \"ls -la\"}}",
        "[TOOL_CALLS]run[ARGS]\n```json\n{\"command\": \"ls -la\"}\n```",
        "<tool_call>\r\n<function=run>\r\n<parameter=command>\r\nls -la\r\n</parameter>\r\n</function>\r\n</tool_call>",
        "<tool_call>run<arg_key>command\u{200B}</arg_key><arg_value>ls -la</arg_value></tool_call>",
    ])
    func isReadAsItWasMeant(_ text: String) {
        let trace = ParsedTrace(Array(text.utf8), parser: DamageTests.parser)
        #expect(trace.calls.map(\.name) == ["run"], "\(trace)")
        let arguments = trace.calls.first.flatMap { try? JSONValue(parsing: $0.arguments) }
        #expect(arguments?.isSame((try? JSONValue(parsing: Self.command)) ?? .null) == true, "\(trace)")
        #expect(trace.content.isEmpty, "\(trace)")
    }

    /// A tag's text does not end with its first line, nor a name where it stands once more.
    @Test(arguments: [
        "<function=run\nrun>{\"command\": \"ls\", \"timeout\": 62}</function>",
        "<function=run>\n```json\n{\"command\": \"ls\", \"timeout\": 62}\n```</function>",
    ])
    func markupIsNoValue(_ text: String) {
        let trace = ParsedTrace(Array(text.utf8), parser: DamageTests.parser)
        for call in trace.calls {
            let command = (try? JSONValue(parsing: call.arguments))?["command"]?.stringValue
            #expect(command == nil || command == "ls", "\(trace)")
        }
    }

    /// What cannot be read is handed on to the byte.
    @Test(arguments: [
        (
            "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\" => Paris the capital { \"x\" ] , 3 }}</tool_call>",
            "{\"city\" => Paris the capital { \"x\" ] , 3 }}"
        ),
        (
            "[TOOL_CALLS]get_weather[ARGS]{\"city\" => Paris the capital { \"x\" ] , 3 }",
            "{\"city\" => Paris the capital { \"x\" ] , 3 }"
        ),
        (
            "<|tool_call>call:get_weather{city => Paris the capital { x ] , 3 }<tool_call|>",
            "{city => Paris the capital { x ] , 3 }"
        ),
    ])
    func isHandedOnToTheByte(_ text: String, _ written: String) {
        let trace = ParsedTrace(Array(text.utf8), parser: DamageTests.parser)
        let arguments = trace.calls.map(\.arguments)
        #expect(
            arguments.allSatisfy { $0 == written || text.contains($0) && (try? JSONValue(parsing: $0)) == nil },
            "\(trace)")
        #expect(trace.calls.isEmpty == trace.content.contains("Paris"), "\(trace)")
    }

    /// A tag that is damaged behind a value which was handed out whole.
    @Test func nothingOfATagIsLeftOut() {
        let open = "]<]minimax[>["
        let text =
            "\(open)<tool_call>\n\(open)<invoke name=\"get_weather\">\(open)<metric>false\(open)</metric\u{200B}>"
            + "\(open)</invoke>\n\(open)</tool_call>"
        let trace = ParsedTrace(Array(text.utf8), parser: DamageTests.parser)
        for call in trace.calls where (try? JSONValue(parsing: call.arguments)) == nil {
            let rest = call.arguments.drop { $0 != "]" }
            #expect(call.arguments.hasPrefix("{\"metric\":false\(open)") && text.contains(rest), "\(trace)")
        }
    }
}
