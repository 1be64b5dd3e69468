import Monitoring
import TUI
import Testing

/// An answer that broke off within a call: what did not come is not held against the model.
struct BrokenCallTests {
    private static let text = "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"li"

    private func screen(_ phase: RequestSummary.Phase, isValid: Bool = true, width: Int) -> String {
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
        }
        snapshot.detail = SamplePrompts.detail(RequestDetail(id: RequestID(185), transcripts: [0: transcript]))
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        let user = ScreenDriver(snapshot, view: view)
        user.size = Size(width: width, height: 40)
        user.press(.enter)
        return user.text
    }

    @Test(arguments: [RequestSummary.Phase.failed, .cancelled], [100, 160])
    func isNotJudged(_ phase: RequestSummary.Phase, _ width: Int) {
        let text = screen(phase, width: width)
        #expect(text.contains("broke off: not judged"))
        #expect(!text.contains("BAD missing") && !text.contains("(absent)"))
    }

    /// What a model ended itself, or was found wrong, stays wrong.
    @Test(arguments: [(RequestSummary.Phase.done, true), (.failed, false)], [100, 160])
    func isJudgedOtherwise(_ example: (RequestSummary.Phase, Bool), _ width: Int) {
        let text = screen(example.0, isValid: example.1, width: width)
        #expect(!text.contains("broke off") && (text.contains("BAD missing") || text.contains("(absent) BAD")))
    }
}
