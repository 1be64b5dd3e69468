import Testing
import ToolCallParsing

/// Reasoning that the prompt has opened, and calls without declared tools.
struct PromptedReasoningTests {
    private static let call = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"
    private static let other =
        "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"x\"}}\n</tool_call>"

    private func message(_ text: String) -> ParsedMessage { ModelOutputParser.parse(text, tools: ParserSample.tools) }

    /// The whole text shows that its first call was only thought about.
    @Test func callsInIt() {
        let found = message("Maybe \(Self.call) or not.</think>\n\(Self.other)")
        #expect(found.calls.map(\.name) == ["search"])
        #expect(found.reasoning.hasPrefix("Maybe") && found.content.isEmpty)
    }

    /// Nothing came of the thoughts, so the call was meant.
    @Test func callsBeforeAStrayCloser() {
        #expect(message("\(Self.call)\n</think>").calls.map(\.name) == ["now"])
    }

    @Test func isOpenedOnceMore() {
        let text = "\n<think>\nI see.\n</think>\n\(Self.call)"
        let whole = ParsedTrace(Array(text.utf8), startsInReasoning: true)
        #expect(whole.reasoning == "I see." && whole.content.isEmpty && whole.calls.map(\.name) == ["now"])
        for cut in 0...text.utf8.count {
            #expect(ParsedTrace(Array(text.utf8), cuts: [cut], startsInReasoning: true) == whole)
        }
    }

    @Test func isTakenBackBeforeAnyText() {
        var parser = ModelOutputParser(
            tools: ParserSample.tools, options: ParserOptions(startsInReasoning: true))
        #expect(parser.isInPromptedReasoning)
        parser.beginOutsideReasoning()
        var batch = ParsedBatch()
        parser.receive("Hello.", into: &batch)
        parser.finish(into: &batch)
        #expect(ParsedMessage(batch).content == "Hello.")
    }

    @Test(arguments: [
        (call, ["now"]), ("So: " + call, []), ("```\n" + call + "\n```", []),
        ("{\"name\": \"now\", \"arguments\": {}}", []), ("[TOOL_CALLS]launch[ARGS]{\"to\": \"moon\"}", ["launch"]),
        ("TOOL_CALL: {\"name\": \"launch\", \"parameters\": {\"to\": \"moon\"}}", ["launch"]),
        (
            "Let me see.\n<tool_call>\n<function=launch>\n<parameter=to>moon</parameter>\n</function>\n</tool_call>",
            ["launch"]
        ),
    ])
    func undeclaredCalls(text: String, names: [String]) {
        var options = ParserOptions()
        #expect(ModelOutputParser.parse(text, options: options).content == text)
        options.readsUndeclaredCalls = true
        #expect(ModelOutputParser.parse(text, options: options).calls.map(\.name) == names)
    }
}
