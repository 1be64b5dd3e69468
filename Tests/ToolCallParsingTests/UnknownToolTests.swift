import Testing
import ToolCallParsing

/// Well-formed calls of tools that the request does not declare.
struct UnknownToolTests {
    private static let hermes = "<tool_call>\n{\"name\": \"launch\", \"arguments\": {\"to\": \"moon\"}}\n</tool_call>"
    private static let bare = "{\"name\": \"launch\", \"arguments\": {\"to\": \"moon\"}}"

    private func trace(_ text: String, _ unknown: UnknownTools = .automatic, cuts: [Int] = []) -> ParsedTrace {
        var options = ParserOptions()
        options.unknownTools = unknown
        return ParsedTrace(Array(text.utf8), cuts: cuts, options: options)
    }

    @Test(arguments: [
        hermes, "Let me see.\n\n" + hermes, "<think>Up.</think>" + hermes, hermes + "\n" + hermes,
        "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>\n" + hermes,
        "<tool_call>\n<function=launch>\n<parameter=to>\nmoon\n</parameter>\n</function>\n</tool_call>",
        "TOOL_CALL: {\"name\": \"launch\", \"parameters\": {\"to\": \"moon\"}}\nDone.",
        "<function_calls>\nlaunch(to=\"moon\")\n</function_calls>",
        "<|tool_call>call:launch{to:<|\"|>moon<|\"|>}<tool_call|>",
        "<tool_call>\n{\"name\": \"launch\", \"arguments\": {\"to\": \"moon\"}}",
    ])
    func areHandedOnBetweenUnmistakableMarkers(_ text: String) {
        let whole = trace(text)
        #expect(whole.calls.last?.name == "launch" && whole.calls.last.map { $0.arguments.contains("moon") } == true)
        #expect(whole.nearMisses.isEmpty)
        for cut in 0...text.utf8.count { #expect(trace(text, cuts: [cut]) == whole) }
        #expect(!trace(text, .text).calls.contains { $0.name == "launch" })
    }

    @Test(arguments: [
        // In prose, in code, in reasoning.
        "So: " + hermes, "You write " + hermes + " for it.", "Like this:\n```\n" + hermes + "\n```\n",
        "<think>" + hermes + "</think>ok", "<think>" + hermes,
        // Not to its end, or not well.
        "<tool_call>\n{\"name\": \"launch\", \"arguments\": {\"to\": ",
        "<tool_call>\n{\"name\": \"launch\"}\n</tool_call>",
        "<tool_call>\n{\"name\": \"launch\", \"arguments\": {}}\nand then it goes on", "<tool_call>launch</tool_call>",
        // Bare.
        bare, "[" + bare + "]", "```json\n" + bare + "\n```", "Action: launch\nAction Input: {}",
        "[launch(to=\"moon\")]",
    ])
    func areTextElsewhere(_ text: String) {
        #expect(trace(text).calls.isEmpty)
        for cut in 0...text.utf8.count { #expect(trace(text, cuts: [cut]) == trace(text)) }
    }

    @Test(arguments: [bare, "[" + bare + "]", "So: " + hermes, hermes])
    func areCallsWhereThatIsWanted(_ text: String) {
        #expect(trace(text, .call).calls.map(\.name) == ["launch"])
    }

    /// Somebody who reads the answer sees a call that was not made.
    @Test(arguments: [
        (bare, NearMiss.Reason.undeclaredName), ("[" + bare + "]", .undeclaredName), ("So: " + hermes, .undeclaredName),
        ("<tool_call>\nI would look it up.\n</tool_call>", .malformed), ("Well.\n[TOOL_CALLS] none", .malformed),
    ])
    func areNearMisses(text: String, reason: NearMiss.Reason) {
        #expect(trace(text).nearMisses == [reason])
    }

    @Test(arguments: [
        "The <tool_call> tag begins a call.", "Data:\n" + bare + "\n", "`<tool_call>` is a tag.",
        "```\n<tool_call>\n```\n", "Fine.\n<|message_sep|>",
    ])
    func areNotSeenEverywhere(_ text: String) {
        #expect(trace(text).nearMisses.isEmpty)
    }
}
