import Monitoring
import Testing

@testable import ProxyEngine

struct DetailShelfTests {
    private func row(receivedAt: Double = 10, tokens: Int = 0) -> RequestSummary {
        let received = ReceivedRequest(
            time: receivedAt, client: "", agent: "", method: "POST", route: "/", kind: .chat)
        var row = RequestSummary(id: RequestID(rawValue: 3), received: received)
        row.outputTokens = tokens
        return row
    }

    private func detail(_ body: String) -> RequestDetail {
        RequestDetail(id: RequestID(rawValue: 3), requestBody: body)
    }

    /// A proxy that was started again gives the same numbers to other requests.
    @Test func forgetsARequestOfAFormerRun() {
        var shelf = DetailShelf()
        shelf.put(detail("old"), for: row(), at: 0)
        let same = shelf.forgetFormer(of: row(tokens: 5))
        #expect(!same && shelf[row().id] != nil)
        let former = shelf.forgetFormer(of: row(receivedAt: 99))
        #expect(former && shelf[row().id] == nil)
        let none = shelf.forgetFormer(of: row(receivedAt: 99))
        #expect(!none)
    }

    /// An answer to the question about the former run may come late, and none may come at all.
    @Test func anAnswerIsNotMixedWithThatOfAFormerRun() {
        var shelf = DetailShelf()
        shelf.put(detail("old"), for: row(), at: 0)
        shelf.put(nil, for: row(receivedAt: 99), at: 1)
        #expect(shelf[row().id] == nil)
    }

    @Test func isSettledOnceTheRowIsAnswered() {
        var shelf = DetailShelf()
        #expect(!shelf.isSettled(row()))
        let asksFirst = shelf.shouldAsk(for: row(), at: 0)
        #expect(asksFirst)
        shelf.put(detail("half"), for: row(), at: 0)
        #expect(!shelf.isSettled(row()))
        shelf.answered(row().id)
        #expect(shelf.isSettled(row()))
        let asksAgain = shelf.shouldAsk(for: row(), at: 1)
        #expect(!asksAgain)
        // It went on.
        #expect(!shelf.isSettled(row(tokens: 7)))
        let asksForMore = shelf.shouldAsk(for: row(tokens: 7), at: 1)
        #expect(asksForMore)
        // Nothing is kept of it any more: that is an answer too.
        shelf.put(nil, for: row(tokens: 7), at: 1)
        shelf.answered(row().id)
        #expect(shelf.isSettled(row(tokens: 7)))
        #expect(shelf[row().id]?.requestBody == "half")
    }
}
