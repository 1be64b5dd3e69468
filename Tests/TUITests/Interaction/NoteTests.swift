import Monitoring
import TUI
import Testing

struct NoteTests {
    private func marked() -> ScreenDriver {
        let user = ScreenDriver()
        user.size = Size(width: 120, height: 40)
        user.type(":185")
        user.press(.enter)
        user.press("M")
        user.type("the schema is wrong")
        user.press(.enter)
        return user
    }

    /// A comment stands in the list, in the request, and can be changed and taken away.
    @Test func aCommentIsSeenAndChanged() {
        let user = marked()
        #expect(user.view.notes == [RequestID(185): "the schema is wrong"])
        let row = user.look().lines.first { $0.contains("#0185") && $0.contains("the schema is wrong") }
        #expect(row?.contains("!¶") == true)
        user.press(.enter)
        #expect(user.text.contains("¶ the schema"))
        user.press("M")
        user.type("!")
        user.press(.enter)
        #expect(user.view.notes[RequestID(185)] == "the schema is wrong!")
        user.press("M")
        user.press(.control("u"))
        user.type("note")
        user.press(.enter)
        #expect(user.view.notes.isEmpty)
    }

    /// What is written out has it.
    @Test(arguments: RequestExport.Kind.allCases)
    func exportsHaveIt(_ kind: RequestExport.Kind) throws {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        let request = try #require(snapshot.request(RequestID(185)))
        var detail = try #require(snapshot.detail)
        detail.requestBody = #"{"messages":[{"role":"user","content":"hi"}]}"#
        let without = try #require(RequestExport(kind, snapshot.exported(request, detail)))
        let with = try #require(RequestExport(kind, snapshot.exported(request, detail, note: "mine \"it\" is")))
        #expect(!without.text.contains("mine"))
        #expect(with.text.contains(kind == .curl ? "# mine \"it\" is" : #"mine \"it\" is"#))
        #expect(
            with.text.split(separator: "\n").count == without.text.split(separator: "\n").count
                + (kind == .curl ? 1 : 0))
    }
}
