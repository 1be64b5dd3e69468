import TestSupport
import Testing

@testable import Monitoring

/// Which earlier request a prompt is compared with.
struct PreviousPromptTests {
    private func body(_ texts: [String]) -> String {
        #"{"messages":[\#(texts.map { #"{"role":"user","content":"\#($0)"}"# }.joined(separator: ","))]}"#
    }

    private func comparison(_ bodies: [[String]]) -> PromptComparison? {
        var state = MonitorState(startedAt: RequestScript.start)
        for (number, texts) in bodies.enumerated() {
            state.begin(RequestScript(UInt64(number + 1)), body: body(texts))
        }
        return state.snapshot(after: 1, open: RequestID(rawValue: UInt64(bodies.count))).detail?.comparison
    }

    @Test func theFirstHasNone() {
        #expect(comparison([["a"]]) == nil)
    }

    /// Two conversations in turns: each is compared with itself.
    @Test func turnsOfTwoConversations() {
        let comparison = comparison([["s", "x"], ["s", "y"], ["s", "x", "x2"], ["s", "y", "y2"]])
        #expect(comparison?.previous.rawValue == 2)
        #expect(comparison?.isContinuation == true)
    }

    /// Where the first message has changed already, the last one of the same program is meant.
    @Test func changedFromTheStart() {
        #expect(comparison([["a 1", "x"], ["a 2", "x"]])?.previous.rawValue == 1)
    }

    /// The text of what is open is taken apart once, and forgotten with its request.
    @Test func openedPromptIsThatOfTheRequest() {
        var state = MonitorState(startedAt: RequestScript.start)
        for number in 1...2 as ClosedRange<UInt64> {
            state.begin(RequestScript(number), body: body(["text \(number)"]))
        }
        for number in [1, 2, 1] as [UInt64] {
            let id = RequestID(rawValue: number)
            state.open(id)
            #expect(
                state.snapshot(after: 1, open: id).detail?.prompt?.messages.first?.parts.first?.text == "text \(number)"
            )
        }
        // Not opened before: the same, only slower.
        #expect(state.snapshot(after: 1, open: RequestID(rawValue: 2)).detail?.prompt?.messages.count == 1)
    }
}
