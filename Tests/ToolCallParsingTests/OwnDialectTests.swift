import Testing
import ToolCallParsing

/// Others declare a dialect of their own, with what is public.
struct OwnDialectTests {
    private static let arrow = Dialect(
        id: "arrow", title: "JSON behind an arrow", models: [],
        openers: [Dialect.Opener("=>tool ", leads: ["{"], strength: .medium)], body: .jsonCalls(), example: "")

    @Test(arguments: [true, false]) func isReadBesideTheOthers(isCutUp: Bool) {
        let text =
            #"Now: =>tool {"name": "search", "arguments": {"query": "x"}}"# + "\n"
            + #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        let trace = ParsedTrace(
            Array(text.utf8), cuts: isCutUp ? Array(0..<text.utf8.count) : [],
            options: ParserOptions(dialects: Dialect.detected + [Self.arrow]))
        #expect(trace.content == "Now:")
        #expect(trace.calls.map(\.name) == ["search", "now"])
        #expect(trace.dialects == ["arrow", "hermes-json"])
    }
}
