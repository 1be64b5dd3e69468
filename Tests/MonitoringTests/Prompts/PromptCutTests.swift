import Testing

@testable import Monitoring

struct PromptCutTests {
    /// The last two are short, or not counted.
    @Test(arguments: [(4_000, 64_000, true), (4_000, 50_000, false), (100, 8_000, false), (0, 64_000, false)])
    func isSuspectedWhereTokensAreFarTooFew(tokens: Int, bytes: Int, isCut: Bool) {
        #expect((PromptCut(tokens: tokens, bytes: bytes) != nil) == isCut)
    }

    private func ended(
        part: String = #"{"type":"text","text":"and this"}"#, tokens: Int? = 1_000, rewrites: [String] = []
    ) -> MonitorState {
        let text = String(repeating: "some words ", count: 8_000)
        let body = #"{"messages":[{"role":"user","content":[{"type":"text","text":"\#(text)"},\#(part)]}]}"#
        var state = MonitorState()
        let received = ReceivedRequest(
            time: 1, client: "127.0.0.1", agent: "pi", method: "POST", route: "/v1/chat/completions", kind: .chat,
            body: Array(body.utf8))
        let outcome = RequestOutcome(status: 200, usage: TokenUsage(prompt: tokens), rewrites: rewrites)
        for (seconds, step) in [(0, RequestStep.received(received)), (2, .finished(outcome))] {
            state.apply(
                .request(RequestEvent(id: RequestID(rawValue: 1), at: .seconds(seconds), step: step)), at: 3)
        }
        return state
    }

    @Test func isToldAndCountsAsAProblem() throws {
        let snapshot = ended().snapshot(at: 4)
        let row = try #require(snapshot.requests.first)
        #expect(row.promptCut?.tokens == 1_000)
        #expect(row.isProblem)
        #expect(snapshot.events.map(\.notice.text).contains { $0.hasPrefix("prompt cut: the backend counted 1.0k") })
        #expect(snapshot.events.first?.notice.request == row.id)
    }

    /// An image has few tokens; what the proxy left out itself is told already; without a count nothing is known.
    @Test(arguments: 0..<3) func isNotSuspectedForGoodReason(_ reason: Int) {
        let state =
            switch reason {
            case 0: ended(part: #"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}"#)
            case 1: ended(rewrites: ["truncated=4"])
            default: ended(tokens: nil)
            }
        let snapshot = state.snapshot(at: 4)
        #expect(snapshot.requests.first?.promptCut == nil)
        #expect(!snapshot.events.contains { $0.notice.text.contains("prompt cut") })
    }
}
