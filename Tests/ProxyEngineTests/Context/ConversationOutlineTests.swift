import Testing

@testable import ProxyEngine

struct ConversationOutlineTests {
    private func outline(_ text: String) -> ConversationOutline { ConversationOutline(Array(text.utf8)) }

    @Test func readsRolesAndCalls() {
        let outline = outline(
            #"{"tools":[1,2],"messages":[{"role":"developer"},{"content":"x","role":"assistant","tool_calls":"#
                + #"[{"id":"a","function":{}},{"function":{},"id":"b"}]},{"tool_call_id":"a","role":"tool"}],"#
                + #""max_tokens":7,"max_completion_tokens":null,"n_predict":-1}"#)
        #expect(outline.messages.map(\.role) == [.instructions, .assistant, .result])
        #expect(outline.messages[1].makesCalls)
        #expect(outline.messages[1].callIDs == ["\"a\"", "\"b\""])
        #expect(outline.messages[2].answeredID == "\"a\"")
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
}
