import TestSupport
import Testing
import WireFormats

@testable import ProxyEngine

struct PinnedLinesTests {
    private func body(_ system: String, tools: String = "") -> [UInt8] {
        Array(
            #"{"model":"m","messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"9:00"}]\#(tools)}"#
                .utf8)
    }

    private func pinned(_ pins: inout PinnedLines, _ body: [UInt8], _ conversation: Int? = 1) -> (String, [String]) {
        let change = pins.pin(StablePrompt(body, ConversationOutline(body)), of: conversation, in: body)
        var output: [UInt8] = []
        body.withUnsafeBytes { change.splices.append($0, to: &output) }
        return (String(decoding: output, as: UTF8.self), change.rewrites)
    }

    /// The first turn is as it is; later ones begin as it did.
    @Test func laterTurnsTellTheTimeOfTheFirst() {
        var pins = PinnedLines()
        let first = body(#"You help.\nToday is Friday, 2026-11-20.\nTime: 9:07 am"#)
        let later = body(#"You help.\nToday is Saturday, 2026-11-21.\nTime: 12:15 pm"#)
        #expect(pinned(&pins, first).1 == [])
        let (text, rewrites) = pinned(&pins, later)
        #expect(text == String(decoding: first, as: UTF8.self))
        #expect(rewrites == ["cache_stable;lines=2"])
        #expect(pinned(&pins, later, 2).1 == [], "another conversation has its own first turn")
        #expect(pinned(&pins, later, nil).1 == [])
    }

    @Test func leavesAloneWhatSaysSomethingNew() {
        var pins = PinnedLines()
        _ = pinned(&pins, body(#"It is 9:07.\nFiles: 12"#))
        #expect(pinned(&pins, body(#"It is 9:07.\nFiles: 13\nUntil 2026-11-21 all is well."#)).1 == [])
    }

    /// Lines of the same kind are told apart by their order.
    @Test func keepsTheOrderOfLikeLines() {
        var pins = PinnedLines()
        let first = body(#"- 2026-11-01\n- 2026-11-02"#)
        _ = pinned(&pins, first)
        let (text, _) = pinned(&pins, body(#"- 2026-11-01\n- 2026-11-09\n- 2026-11-10"#))
        #expect(text.contains(#"- 2026-11-01\n- 2026-11-02\n- 2026-11-10"#))
    }

    @Test func putsToolsInTheOrderOfTheirNames() {
        func tool(_ name: String) -> String { #"{"type":"function","function":{"name":"\#(name)"}}"# }
        var pins = PinnedLines()
        let (text, rewrites) = pinned(&pins, body("x", tools: #","tools":[\#(tool("b")), \#(tool("a"))]"#), nil)
        #expect(text.hasSuffix(#""tools":[\#(tool("a")),\#(tool("b"))]}"#))
        #expect(rewrites == ["cache_stable;tools"])
        #expect(pinned(&pins, body("x", tools: #","tools":[\#(tool("a")), \#(tool("b"))]"#)).1 == [])
        // What has no name has no place.
        #expect(pinned(&pins, body("x", tools: #","tools":[{"type":"z"},\#(tool("a"))]"#)).1 == [])
    }

    @Test func readsParts() {
        var pins = PinnedLines()
        func parts(_ time: String) -> [UInt8] {
            Array(#"{"messages":[{"content":[{"type":"text","text":"At \#(time)"}],"role":"developer"}]}"#.utf8)
        }
        _ = pinned(&pins, parts("9:07"))
        #expect(pinned(&pins, parts("9:08")).0 == String(decoding: parts("9:07"), as: UTF8.self))
    }

    @Test(arguments: [
        ("Today's date: 2026-11-21", true), ("Date: 21/11/2026", true), ("It is 9:07", true),
        ("Friday, 21 November", true), ("x-anthropic-billing-header: cc_version=2; cch=a1b2f", true),
        ("now: 1795254723", true), ("Use version 1.2.3", false), ("You may use 3 tools", false),
        ("Answer in 200 words.", false), ("port 8080", false), ("", false), ("May we", false),
        ("Sat Nov 21 09:58:23 UTC 2026", true), ("May 5th", true),
    ])
    func knowsWhatChanges(_ line: String, _ isVolatile: Bool) {
        let shape = Array(line.utf8).withUnsafeBytes { VolatileText($0).shape }
        #expect((shape != nil) == isVolatile)
    }

    /// Whatever the body is: the result is the body with lines replaced, and pinning it again changes nothing.
    @Test(arguments: 0..<20) func pinningIsIdempotent(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [#"\n"#, "9:07", "2026-11-21", "May", "5", #"\""#, #"\\"#, "cch=", "ab", " ", #"\u000a"#]
        var pins = PinnedLines()
        for _ in 0..<200 {
            let system = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in words.randomElement(using: &random) ?? "" }.joined()
            let (text, _) = pinned(&pins, body(system))
            let again = pinned(&pins, Array(text.utf8))
            #expect(again.0 == text && again.1.isEmpty)
            #expect((try? ChatRequest(body: Array(text.utf8))) != nil)
        }
    }

    @Test(arguments: ["", "{", #"{"messages":[{"role":"system","content":"9:07"#, #"{"tools":7,"messages":{}}"#])
    func bearsBrokenBodies(_ text: String) {
        var pins = PinnedLines()
        #expect(pinned(&pins, Array(text.utf8)).1 == [])
    }
}
