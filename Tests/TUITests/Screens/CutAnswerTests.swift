import Monitoring
import TUI
import Testing

/// Of an answer that was too long to be kept whole: both panes say what is missing, and nothing is judged.
struct CutAnswerTests {
    private func user(_ parts: [(TranscriptPart.Kind, String)]) -> ScreenDriver {
        var transcript = Transcript()
        var place = 0
        for (kind, text) in parts {
            let bytes = Array(text.utf8)
            let span = place..<place + bytes.count
            transcript.append(TranscriptDelta(raw: bytes, parts: [TranscriptPart(kind, text: text, span: span)]))
            place = span.upperBound
        }
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SamplePrompts.detail(RequestDetail(id: RequestID(185), transcripts: [0: transcript]))
        for index in snapshot.requests.indices where snapshot.requests[index].id == RequestID(185) {
            snapshot.requests[index].calls = [
                ToolCallReport(index: 0, id: "c", name: "read_file", dialect: "hermes-json", arguments: "{}")
            ]
        }
        var view = ViewState()
        (view.isFollowing, view.selection) = (false, RequestID(185))
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        return user
    }

    private static let long = String(repeating: "word and word ", count: 40_000)

    private func texts(_ user: ScreenDriver) -> String {
        var all = ""
        user.press("g")
        for _ in 0..<12_000 {
            let text = user.text
            all += text
            if text.contains("not kept") { return text }
            user.press(.pageDown)
        }
        return all
    }

    @Test(arguments: [100, 160]) func aLongCallIsNotJudged(_ width: Int) {
        let arguments = #"{"path":"a","content":"\#(Self.long)"}"#
        let user = user([(.call(index: 0, id: "c", name: "read_file", dialect: "hermes-json"), arguments)])
        user.size = Size(width: width, height: 50)
        let head = user.text
        #expect(head.contains("(not all kept)"))
        let text = texts(user)
        #expect(text.contains("not kept"))
        #expect(!text.contains("BAD missing") && !text.contains("(absent)"))
    }

    /// What was said behind the thinking is there.
    @Test func theEndOfALongAnswerIsThere() {
        let user = user([(.reasoning, Self.long), (.content, "The answer is 42.")])
        user.size = Size(width: 120, height: 50)
        user.press("G")
        #expect(user.text.contains("The answer is 42."))
        #expect(texts(user).contains("not kept"))
    }
}
