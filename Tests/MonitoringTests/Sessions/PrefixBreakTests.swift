import Testing

@testable import Monitoring

struct PrefixBreakTests {
    private func compare(_ former: String, _ new: String) -> PrefixBreak? {
        Array(former.utf8).withUnsafeBytes { old in
            Array(new.utf8).withUnsafeBytes { body in
                PrefixBreak(
                    PromptComparing.compare(
                        .init(body: body, outline: PromptOutline(body)),
                        with: .init(body: old, outline: PromptOutline(old)),
                        of: RequestID(rawValue: 7)))
            }
        }
    }

    private func chat(_ system: String, _ rest: String = "", tools: String = "[]") -> String {
        #"{"tools":\#(tools),"messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"hi"}\#(rest)]}"#
    }

    private func tool(_ name: String) -> String { #"[{"type":"function","function":{"name":"\#(name)"}}]"# }

    /// Going on, and going back, keeps the cache.
    @Test func noBreak() {
        let more = #",{"role":"assistant","content":"yes"}"#
        #expect(compare(chat("a"), chat("a", more)) == nil)
        #expect(compare(chat("a", more), chat("a")) == nil)
        #expect(compare(chat("a"), chat("a")) == nil)
    }

    @Test func aSystemPromptThatTellsTheTime() throws {
        let found = try #require(
            compare(chat(#"Rules.\nToday is 21:52\nBe brief."#), chat(#"Rules.\nToday is 21:53\nBe brief."#)))
        #expect(found.role == .system)
        #expect(found.place == "the system prompt")
        #expect(found.byte == "Rules.\nToday is 21:5".utf8.count)
        #expect(found.before.hasSuffix("Today is 21:52"))
        #expect(found.after.hasSuffix("Today is 21:53"))
        #expect(found.previous == RequestID(rawValue: 7))
        #expect((1..<99).contains(found.keptPercent))
    }

    @Test func otherPlaces() throws {
        let tools = try #require(compare(chat("a", tools: tool("ls")), chat("a", tools: tool("cat"))))
        #expect(tools.place == "the tool definitions")
        #expect(tools.before == "ls")
        #expect(tools.after == "cat")
        #expect(tools.keptPercent == 0)
        let message = try #require(
            compare(
                chat("a", #",{"role":"assistant","content":"one two"}"#),
                chat("a", #",{"role":"assistant","content":"one three"}"#)))
        #expect(message.place == "messages[2] (assistant)")
        #expect(message.byte == 5)
    }

    /// What would act on a terminal is shown as a mark.
    @Test func hostileTexts() throws {
        let found = try #require(compare(chat(#"\u001b[2J"#), chat(#"\u001b[3J"#)))
        #expect(!(found.before + found.after).unicodeScalars.contains { $0.value < 0x20 })
    }
}
