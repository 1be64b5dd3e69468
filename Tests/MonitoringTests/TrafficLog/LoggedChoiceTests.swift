import Testing

@testable import Monitoring

struct LoggedChoiceTests {
    private func delta(_ raw: String, _ parts: [TranscriptPart]) -> TranscriptDelta {
        TranscriptDelta(raw: Array(raw.utf8), parts: parts)
    }

    private func text(_ text: String, _ kind: TranscriptPart.Kind = .content) -> TranscriptPart {
        TranscriptPart(kind, text: text, span: 0..<text.utf8.count)
    }

    /// The message is kept only from where it is another than the model's text; it is whole all the same.
    @Test func keepsTheMessageOfATextThatIsTranslatedLater() {
        var choice = LoggedChoice()
        choice.append(delta("I look", [text("I look")]))
        #expect(choice.message.content == "I look")
        choice.append(delta(": <tool", []))
        #expect(choice.message.content == "I look")
        let call = TranscriptPart(.call(index: 0, id: "a", name: "now", dialect: "x"), text: "{}", span: 6..<20)
        choice.append(delta("_call>{}", [text(": "), call]))
        #expect(choice.message.content == "I look: ")
        #expect(choice.message.calls == [AssembledMessage.Call(index: 0, id: "a", name: "now", arguments: "{}")])
        #expect(String(decoding: choice.raw, as: UTF8.self) == "I look: <tool_call>{}")
    }

    /// Half a character is none, and what is no content is none of it.
    @Test(arguments: [TranscriptPart.Kind.reasoning, .notice, .removed])
    func tellsOtherPartsFromContent(_ kind: TranscriptPart.Kind) {
        var choice = LoggedChoice()
        choice.append(delta("a", [text("a")]))
        choice.append(delta("b", [text("b", kind)]))
        #expect(choice.message.content == (kind == .notice ? "ab" : "a"))
        #expect(choice.message.reasoning == (kind == .reasoning ? "b" : ""))
        #expect(choice.raw == Array("ab".utf8))
    }
}
