import Testing

@testable import Monitoring

/// What stands on top of a request: what happened, why, and what to do about it.
struct RequestSentenceTests {
    private func words(after seconds: Double = 0, _ change: (inout RequestSummary) -> Void) -> String {
        let received = ReceivedRequest(
            time: 100, client: "127.0.0.1", agent: "pi", method: "POST", route: "/v1/chat/completions", kind: .chat)
        var row = RequestSummary(id: RequestID(rawValue: 1), received: received)
        change(&row)
        return RequestSentence.of(row, at: 100 + seconds)
    }

    private func done(_ change: (inout RequestSummary) -> Void) -> String {
        words { row in
            (row.phase, row.status, row.endedSeconds, row.outputTokens) = (.done, 200, 1, 8)
            row.finishReason = "stop"
            change(&row)
        }
    }

    /// Why text that looks like a call was none.
    @Test func withoutToolsTextIsNoCall() {
        #expect(done { $0.toolCount = 0 }.contains("declares no tools, so text is no call"))
        let some = done { $0.toolCount = 2 }
        #expect(some.hasSuffix("no call") && !some.contains("declares"))
    }

    /// A backend that reads another prompt first says nothing of ours.
    @Test(arguments: [(1.0, false), (5.0, true)]) func aWaitInTheBackendIsTold(_ seconds: Double, _ isTold: Bool) {
        let text = words(after: seconds + 1) {
            $0.phase = .prefill
            $0.sentSeconds = 1
        }
        #expect(text.contains("may read another one's prompt first") == isTold)
        #expect(!isTold || text.contains("5 s ago"))
    }

    @Test func whatTheOperatorHoldsIsHisDoing() {
        let text = words {
            $0.phase = .queued
            $0.queueHold = .paused
        }
        #expect(text == "waits, because the operator holds new requests")
    }

    @Test(arguments: [(1, "1 byte waits until it is clear whether it is"), (2, "2 bytes wait until it is clear")])
    func bytesAreCounted(_ count: Int, _ expected: String) {
        let text = words {
            ($0.phase, $0.heldBytes) = (.decode, count)
        }
        #expect(text.contains(expected))
    }

    @Test func anUnfinishedCallSaysWhatHelps() {
        let text = done { row in
            row.finishReason = "length"
            var call = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: "{")
            call.problem = ToolCallReport.cutOff
            row.calls = [call]
        }
        #expect(text.contains("call of edit was cut off") && text.contains("max_tokens"))
    }

    @Test func whatTheBackendBrokeOffHasAdvice() {
        let text = words {
            $0.phase = .failed
            $0.failure = RequestFailure(code: "backend_broke_off", message: "It broke off.", side: .backend)
        }
        #expect(text == "failed: It broke off - the server has likely crashed or was stopped: its log says why")
    }
}
