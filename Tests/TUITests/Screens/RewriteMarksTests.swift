import Monitoring
import Testing

@testable import TUI

/// Which words of the model the client got otherwise.
struct RewriteMarksTests {
    private func marks(_ said: String, _ got: String) -> (said: [String], got: [String]) {
        let (left, right) = (Array(said.utf8), Array(got.utf8))
        let marks = RewriteMarks(said: left[...], got: right[...])
        return (
            marks.said.map { String(decoding: left[$0], as: UTF8.self) },
            marks.got.map { String(decoding: right[$0], as: UTF8.self) }
        )
    }

    @Test func wordsThatWereReplaced() {
        let found = marks("I will reed the file now", "I will read the file now")
        #expect(found.said == ["reed"] && found.got == ["read"])
    }

    /// The markup of a call is not for the client, and what stands between is the same.
    @Test(arguments: [
        #"<tool_call>{"name": "read_file", "arguments": {"path": "a.swift"}}</tool_call>"#,
        "<function=read_file>\n<parameter=path>\na.swift\n</parameter>\n</function>",
    ])
    func markupIsNoWord(said: String) {
        let found = marks(said, #"read_file {"path":"a.swift"}"#)
        #expect(found.said.isEmpty && found.got.isEmpty)
    }

    @Test func repairedArguments() {
        let found = marks(
            #"<tool_call>{"name": "read", "arguments": {"path": "a", limit: 1O}}</tool_call>"#,
            #"read {"path":"a","limit":10}"#)
        #expect(found.said == ["1O"] && found.got == ["10"])
        // What the model never wrote is marked where the client got it.
        let added = marks(#"{"name":"read","arguments":{"path":"a"}}"#, #"read {"path":"a","depth":3}"#)
        #expect(added.said.isEmpty && added.got == ["depth", "3"])
    }

    /// Line breaks are written in one notation and stand as such in another.
    @Test func escapesAreNoDifference() {
        let found = marks(
            "<parameter=text>\nlet a = 1\nlet b = \"two\"\n</parameter>", #"{"text":"let a = 1\nlet b = \"two\""}"#)
        #expect(found.said.isEmpty && found.got.isEmpty)
    }

    @Test func rowsAreMarked() {
        let text = Array("one two three".utf8)
        let row = RewriteMarks.row(text[2...], .plain, marks: [0..<3, 4..<7], RewriteMarks.saidStyle)
        #expect(row.pieces.map(\.text) == ["e", " ", "two", " three"])
        #expect(row.pieces.map(\.style.isUnderlined) == [true, false, true, false])
    }

    /// In rows of ours the words are found again, however they are laid out.
    @Test func wordsAreFoundInOtherRows() {
        let rows = [StyledText("path  ", .dim) + StyledText("a.swift"), StyledText("limit ") + StyledText("10 ok")]
        let text = Array(#"read {"path":"a.swift","limit":10}"#.utf8)
        let marks = RewriteMarks(said: Array(#"read path a swift limit 1O"#.utf8)[...], got: text[...])
        let marked = MarkedRows.mark(rows, of: text, marks.got, RewriteMarks.gotStyle)
        #expect(marked[0] == rows[0])
        #expect(marked[1].pieces.map(\.text) == ["limit ", "10", " ok"])
        #expect(marked[1].pieces[1].style == RewriteMarks.gotStyle)
    }

    /// In the tab both sides show it.
    @Test func theTabMarksBothSides() throws {
        let raw = #"<tool_call>{"name":"read","arguments":{"path":"a","limit":1O}}</tool_call>"#
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(
                choice: 0, raw: Array(raw.utf8),
                parts: [
                    TranscriptPart(
                        .call(index: 0, id: "c1", name: "read", dialect: "hermes-json"), span: 0..<raw.utf8.count),
                    TranscriptPart(
                        .arguments(index: 0), text: #"{"path":"a","limit":10}"#, span: 0..<raw.utf8.count),
                ]))
        let source = RewriteRows.Source(
            id: RequestID(1), receivedAt: 0, transcripts: [0: transcript], calls: [], finishReason: "tool_calls",
            symbols: .unicode, widths: RewriteRows.Widths(said: 60, got: 60), wraps: true)
        let rows = RewriteRows(source)
        func marked(_ pane: RewritePane) -> [String] {
            (0..<rows.count).flatMap { rows[$0][pane]?.styled.pieces ?? [] }.filter(\.style.isUnderlined).map(\.text)
        }
        #expect(marked(.said) == ["1O"])
        #expect(marked(.got) == ["10"])
    }
}
