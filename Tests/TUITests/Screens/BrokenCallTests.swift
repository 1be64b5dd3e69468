import Monitoring
import TUI
import Testing

/// An answer that broke off within a call: what did not come is not held against the model.
struct BrokenCallTests {
    private static let text = "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"li"

    private func screen(_ phase: RequestSummary.Phase, isValid: Bool = true, width: Int) -> String {
        user(phase, isValid: isValid, width: width).text
    }

    private func user(
        _ phase: RequestSummary.Phase, isValid: Bool = true, hasText: Bool = true, width: Int,
        change: (inout RequestSummary) -> Void = { _ in }
    ) -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        let end = Self.text.utf8.count
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(
                raw: Array(Self.text.utf8),
                parts: [
                    .init(.call(index: 0, id: "c", name: "read_file", dialect: "hermes-json"), span: 0..<end),
                    .init(.arguments(index: 0), text: "{", span: end..<end),
                ]))
        var report = ToolCallReport(index: 0, id: "c", name: "read_file", dialect: "hermes-json", arguments: "{")
        report.isValid = isValid
        for index in snapshot.requests.indices where snapshot.requests[index].id == RequestID(185) {
            snapshot.requests[index].phase = phase
            snapshot.requests[index].calls = [report]
            change(&snapshot.requests[index])
        }
        let transcripts = hasText ? [0: transcript] : [:]
        snapshot.detail = SamplePrompts.detail(RequestDetail(id: RequestID(185), transcripts: transcripts))
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        let user = ScreenDriver(snapshot, view: view)
        user.size = Size(width: width, height: 40)
        user.press(.enter)
        return user
    }

    @Test(arguments: [RequestSummary.Phase.failed, .cancelled], [100, 160])
    func isNotJudged(_ phase: RequestSummary.Phase, _ width: Int) {
        let text = screen(phase, width: width)
        #expect(text.contains("broke off: not judged"))
        #expect(!text.contains("BAD missing") && !text.contains("(absent)"))
    }

    /// The tab of the tools does not call it right either.
    @Test(arguments: [RequestSummary.Phase.failed, .cancelled, .done])
    func isNotCalledRight(_ phase: RequestSummary.Phase) {
        let user = user(phase, width: 100)
        user.press("3")
        #expect(user.text.contains("cut off: not judged") == (phase != .done))
        #expect(user.text.contains("\n      ok") == (phase == .done))
    }

    /// Of a call that the length limit cut neither.
    @Test func theLimitIsNoVerdict() {
        let user = user(.done, width: 100) {
            $0.backendFinishReason = "length"
            $0.calls[0].problem = ToolCallReport.cutOff
        }
        user.press("3")
        #expect(user.text.contains("cut off: not judged") && !user.text.contains("\n      ok"))
    }

    /// Where the model wrote nothing the client got an error, which is shown.
    @Test(arguments: [80, 160]) func theErrorIsWhatTheClientGot(_ width: Int) {
        let user = user(.failed, hasText: false, width: width) {
            ($0.status, $0.calls, $0.outputTokens) = (500, [], 0)
            $0.usage.completion = nil
            ($0.finishReason, $0.backendFinishReason) = (nil, nil)
            $0.failure = RequestFailure(code: "server_error", message: "No such grammar.", side: .backend)
        }
        #expect(user.text.contains("the model wrote nothing") && user.text.contains("error 500 server_error"))
        // The sentence on top has no full stop.
        #expect(user.text.contains("No such grammar."))
    }

    /// What a model ended itself, or was found wrong, stays wrong.
    @Test(arguments: [(RequestSummary.Phase.done, true), (.failed, false)], [100, 160])
    func isJudgedOtherwise(_ example: (RequestSummary.Phase, Bool), _ width: Int) {
        let text = screen(example.0, isValid: example.1, width: width)
        #expect(!text.contains("broke off") && (text.contains("BAD missing") || text.contains("(absent) BAD")))
    }
}
