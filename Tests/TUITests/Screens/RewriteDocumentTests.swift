import Monitoring
import TestSupport
import Testing

@testable import TUI

struct RewriteDocumentTests {
    /// Markers around a call are part of it; the sentence before is not.
    @Test func callTakesItsMarkers() {
        let detail = SampleTranscripts.badArguments()
        let passages = detail.transcripts[0].map { RewriteDocument($0).passages } ?? []
        #expect(passages.count == 2)
        #expect(passages[0].span == 0..<27)
        #expect(passages[1].span == 27..<166)
        #expect(passages[1].text == "{\"path\":\"src/main.swift\",\"limit\":\"all\"}")
        #expect(passages[1].repairs == ["trailing-comma"])
        guard case .call(let call) = passages[1].kind else {
            Issue.record("no call")
            return
        }
        #expect(call.name == "read_file")
    }

    /// What no part covers yet is held.
    @Test func restIsHeld() {
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(raw: Array("hello <tool".utf8), parts: [.init(.content, text: "hello ", span: 0..<6)]))
        let passages = RewriteDocument(transcript).passages
        #expect(passages.map(\.span) == [0..<6, 6..<11])
        guard case .held = passages[1].kind else {
            Issue.record("not held")
            return
        }
    }

    /// White space is held for a moment behind nearly every text, and is not worth a word.
    @Test(arguments: [" ", "\n", "\r\n  "]) func whiteSpaceIsNoNews(_ rest: String) {
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(raw: Array(("hello" + rest).utf8), parts: [.init(.content, text: "hello", span: 0..<5)]))
        #expect(RewriteDocument(transcript).passages.count == 1)
    }

    /// What the proxy put in front is no text of the model.
    @Test func aNoticeIsAPassageOfItsOwn() {
        var transcript = Transcript()
        for parts in [
            [TranscriptPart(.reasoning, text: "hm", span: 0..<2)],
            [
                TranscriptPart(.notice, text: "[notice]\n\n", span: 2..<2),
                TranscriptPart(.content, text: "Yes", span: 2..<5),
            ],
            [TranscriptPart(.content, text: ".", span: 5..<6)],
        ] {
            transcript.append(TranscriptDelta(raw: transcript.raw.isEmpty ? Array("hmYes.".utf8) : [], parts: parts))
        }
        let passages = RewriteDocument(transcript).passages
        #expect(passages.map(\.text) == ["hm", "[notice]\n\n", "Yes."])
        #expect(passages.map(\.span) == [0..<2, 2..<2, 2..<6])
        guard case .notice = passages[1].kind else {
            Issue.record("no notice")
            return
        }
    }

    @Test func nearMissMarksItsText() {
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(
                raw: Array("{\"name\": oops}".utf8),
                parts: [
                    .init(.nearMiss(dialect: "hermes-json", reason: "malformed"), span: 0..<14),
                    .init(.content, text: "{\"name\": oops}", span: 0..<14),
                ]))
        let passages = RewriteDocument(transcript).passages
        #expect(passages.count == 1)
        #expect(passages[0].nearMisses.map(\.reason) == ["malformed"])
    }

    /// The passages of any parts never overlap and never go beyond the text.
    @Test(arguments: 0..<100)
    func spansStayInOrder(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var transcript = Transcript()
        var position = 0
        for index in 0..<20 {
            let length = Int.random(in: 1...9, using: &random)
            let span = position..<position + length
            let kinds: [TranscriptPart.Kind] = [
                .content, .reasoning, .removed, .arguments(index: index / 4),
                .call(index: index, id: "c", name: "n", dialect: "native"),
            ]
            let kind = kinds.randomElement(using: &random) ?? .content
            transcript.append(
                TranscriptDelta(
                    raw: [UInt8](repeating: 0x61, count: length), parts: [.init(kind, text: "x", span: span)]))
            position += length
        }
        for passage in RewriteDocument(transcript).passages {
            #expect(passage.span.lowerBound >= 0 && passage.span.upperBound <= transcript.raw.count)
        }
    }
}
