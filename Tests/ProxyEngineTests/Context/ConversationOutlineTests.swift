import Monitoring
import TestSupport
import Testing
import WireFormats

@testable import ProxyEngine

struct ConversationOutlineTests {
    private func outline(_ text: String) -> ConversationOutline { ConversationOutline(Array(text.utf8)) }

    private func identity(_ id: String) -> UInt64? { Array("\"\(id)\"".utf8).withUnsafeBytes(Fingerprint.of) }

    @Test func readsRolesAndCalls() {
        let outline = outline(
            #"{"tools":[1,2],"messages":[{"role":"developer"},{"content":"x","role":"assistant","tool_calls":"#
                + #"[{"id":"a","function":{}},{"function":{},"id":"b"}]},{"tool_call_id":"a","role":"tool"}],"#
                + #""max_tokens":7,"max_completion_tokens":null,"n_predict":-1}"#)
        #expect(outline.messages.map(\.role) == [.instructions, .assistant, .result])
        #expect(outline.messages[1].makesCalls)
        #expect(outline.calls(of: outline.messages[1]).map(\.id) == [identity("a"), identity("b")])
        #expect(outline.messages[2].answeredID == identity("a"))
        #expect(outline.toolBytes == 5)
        #expect(outline.answerLimits.map(\.name) == ["max_tokens"])
        #expect(outline.answerLimits.map(\.tokens) == [7])
    }

    /// A picture counts as one, not by its bytes.
    @Test func setsPicturesApart() {
        let picture = #"{"type":"image_url","image_url":{"url":"data:\#(String(repeating: "A", count: 9000))"}}"#
        let outline = outline(
            #"{"messages":[{"role":"user","content":[{"type":"text","text":"see"},\#(picture)]},"#
                + #"{"role":"tool","content":[\#(picture),\#(picture)]},{"role":"user","content":"text"}]}"#)
        #expect(outline.messages.map(\.attachments) == [1, 2, 0])
        #expect(outline.messages.allSatisfy { $0.textBytes < 80 })
    }

    /// Whatever stands there, nothing traps.
    @Test(arguments: [
        "{}", "[]", "", #"{"messages":{}}"#, #"{"messages":[1,null,"x",[]]}"#, #"{"messages":[{"role":5}]}"#,
        #"{"messages":[{"role":"assistant","tool_calls":{}}]}"#, #"{"messages":[{"tool_calls":[1,[],null]}]}"#,
        #"{"messages":[{"content":[1,{"type":1},{"x":2}]}]}"#, #"{"messages":[{"role":"user""#,
        #"{"max_tokens":99999999999999999999,"messages":[]}"#,
    ])
    func standsOddInput(_ text: String) {
        let outline = outline(text)
        #expect(outline.messages.allSatisfy { !$0.makesCalls || text.contains("[1,[],null]") })
        #expect(outline.answerLimits.isEmpty)
    }

    @Test func isForgottenWithTheBody() {
        var received = ReceivedRequest(
            time: 0, client: "", agent: "", method: "POST", route: "/", kind: .chat, body: [1])
        received.outline = ConversationOutline()
        received.body = []
        #expect(received.outline == nil)
    }

    /// A value of any kind.
    private func value(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        func space() -> String { Bool.random(using: &generator) ? "" : " \n" }
        func string() -> String {
            let pieces = ["a", "\\\"", "\\\\", "{", "]", "é", "\\n", ",", ":"]
            let count = [0, 3, 30, 62, 63, 80, 200].randomElement(using: &generator) ?? 0
            return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
        }
        let count = Int.random(in: 0...4, using: &generator)
        switch Int.random(in: 0...(depth > 0 ? 5 : 2), using: &generator) {
        case 0: return ["1", "-2.5e3", "true", "null"].randomElement(using: &generator) ?? "0"
        case 1, 2: return string()
        case 3:
            return "[" + (0..<count).map { _ in space() + value(depth - 1, &generator) }.joined(separator: ",") + "]"
        default:
            let members = (0..<count).map { _ in string() + space() + ":" + space() + value(depth - 1, &generator) }
            return "{" + space() + members.joined(separator: ",") + "}"
        }
    }

    /// All that is read of a request is the same with it.
    @Test(arguments: 0..<80) func changesNothingThatIsRead(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let messages = (0..<Int.random(in: 1...6, using: &generator)).map { index in
            let role = ["system", "user", "assistant", "tool", "odd"].randomElement(using: &generator) ?? "user"
            let word = Int.random(in: 0..<6, using: &generator) == 0 ? "" : #""role":"\#(role)","#
            return #"{\#(word)"type":"t","content":\#(value(3, &generator)),"more":\#(value(2, &generator))}"#
        }
        let list = #""messages":[\#(messages.joined(separator: ","))]"#
        let tools =
            #""tools":[{"type":"function","function":{"description":\#(value(1, &generator)),"name":"f"}},"#
            + #"{"name":"g"},{"type":"search"},\#(value(2, &generator))]"#
        let members =
            [#""user":"u""#, list, tools, #""max_tokens":5"#, #""x":\#(value(3, &generator))"#, #""input":"i""#]
            .shuffled(using: &generator)
        let body = Array("{\(members.joined(separator: ","))}".utf8)
        try body.withUnsafeBytes { bytes in
            let outline = try ConversationOutline(bytes)
            #expect(PromptOutline(bytes, outline) == PromptOutline(bytes))
            #expect(SessionName(bytes, outline) == SessionName(bytes))
            #expect(
                SessionAffinity.Keys(body: body, sessionName: "", outline: outline)
                    == SessionAffinity.Keys(body: body, sessionName: ""))
        }
    }
}
