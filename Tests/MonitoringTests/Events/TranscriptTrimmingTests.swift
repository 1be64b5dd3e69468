import TestSupport
import Testing
import WireFormats

@testable import Monitoring

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Of long answers beginning and end are kept, and what matters most.
struct TranscriptTrimmingTests {
    /// An answer as the engine tells it: texts of which each stands in the raw text as it is.
    private struct Answer {
        var transcript = Transcript()
        var sent: [UInt8] = []

        mutating func add(_ kind: TranscriptPart.Kind, _ text: String, piece: Int) {
            var rest = Array(text.utf8)[...]
            var kind = kind
            while !rest.isEmpty {
                let piece = Array(rest.prefix(piece))
                rest = rest.dropFirst(piece.count)
                let span = sent.count..<sent.count + piece.count
                transcript.append(
                    TranscriptDelta(
                        raw: piece,
                        parts: [TranscriptPart(kind, text: String(decoding: piece, as: UTF8.self), span: span)]))
                sent += piece
                if case .call(let index, _, _, _) = kind { kind = .arguments(index: index) }
            }
        }

        func text(of isWanted: (TranscriptPart.Kind) -> Bool) -> String {
            transcript.parts.filter { isWanted($0.kind) }.map(\.text).joined()
        }
    }

    private static let call = TranscriptPart.Kind.call(index: 0, id: "c", name: "write", dialect: "hermes-json")
    private static func words(_ count: Int) -> String { (0..<count).map { "word\($0) " }.joined() }

    /// What the client could see and the call stand behind any amount of thinking.
    @Test(arguments: [1, 7, 100, 4096, 1 << 20]) func theEndStandsBehindLongThinking(piece: Int) {
        var answer = Answer()
        let thinking = Self.words(piece == 1 ? 60_000 : 200_000)
        answer.add(.reasoning, thinking, piece: piece)
        answer.add(.content, "The answer is 42.", piece: piece)
        answer.add(Self.call, #"{"path":"a"}"#, piece: piece)
        let kept = answer.transcript
        #expect(kept.isCut && !kept.isTruncated)
        #expect(answer.text { $0 == .content } == "The answer is 42.")
        #expect(answer.text { $0 != .content && $0 != .reasoning } == #"{"path":"a"}"#)
        let reasoning = answer.text { $0 == .reasoning }
        #expect(thinking.hasPrefix(reasoning.prefix(10_000)))
        #expect(thinking.hasSuffix(reasoning.suffix(10_000)))
        #expect(kept.raw.count <= Transcript.maximumRawBytes * 5 / 4)
        #expect(kept.raw.count + kept.gaps.reduce(0) { $0 + $1.bytes } == answer.sent.count)
        expectSound(kept, answer.sent)
    }

    @Test func aLongCallKeepsItsEnds() {
        var answer = Answer()
        let arguments = #"{"path":"a","content":""# + Self.words(200_000) + #""}"#
        answer.add(Self.call, arguments, piece: 1000)
        let text = answer.text { _ in true }
        #expect(text.hasPrefix(#"{"path":"a","content":"word0"#))
        #expect(text.hasSuffix(#"word199999 "}"#))
        let gaps = answer.transcript.parts.compactMap { part -> Int? in
            if case .gap(let bytes, 0) = part.kind { bytes } else { nil }
        }
        #expect(gaps.count == 1)
        #expect((gaps.first ?? 0) + text.utf8.count == arguments.utf8.count)
        expectSound(answer.transcript, answer.sent)
    }

    /// Any answer, in any pieces: bounds, places and the count of what is missing hold.
    @Test(arguments: 0..<30 as Range<UInt64>) func anyAnswerStaysSound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var answer = Answer()
        for index in 0..<Int.random(in: 1...40, using: &random) {
            let kinds: [TranscriptPart.Kind] = [
                .reasoning, .content, .call(index: index, id: "c\(index)", name: "f", dialect: "d"),
            ]
            let kind = kinds.randomElement(using: &random) ?? .content
            let text = ["é", "x\n", "日本 "].randomElement(using: &random) ?? "x"
            let count = Int.random(in: 1...(Bool.random(using: &random) ? 60_000 : 50), using: &random)
            // Whole characters of two and of seven bytes: the engine tells of no halves.
            let piece = 14 * Int.random(in: 200...2000, using: &random)
            answer.add(kind, String(repeating: text, count: count), piece: piece)
        }
        let kept = answer.transcript
        #expect(kept.raw.count <= Transcript.maximumRawBytes * 5 / 4)
        #expect(kept.raw.count + kept.gaps.reduce(0) { $0 + $1.bytes } == answer.sent.count)
        expectSound(kept, answer.sent)
        // The same when it comes from elsewhere.
        let coded = try JSONDecoder().decode(Transcript.self, from: JSONEncoder().encode(kept))
        #expect(coded.raw == kept.raw && coded.gaps == kept.gaps && coded.isCut == kept.isCut)
        #expect(coded.parts.map(\.kind) == kept.parts.map(\.kind))
    }

    /// Each text stands in the raw text where its span says, and there in what was sent.
    private func expectSound(_ transcript: Transcript, _ sent: [UInt8]) {
        var isSound = true
        for part in transcript.parts {
            isSound = isSound && part.span.upperBound <= transcript.raw.count
            guard isSound, !part.text.isEmpty else { continue }
            let start = transcript.original(part.span.lowerBound)
            isSound =
                isSound && transcript.raw[part.span].elementsEqual(part.text.utf8)
                && sent[start..<start + part.span.count].elementsEqual(part.text.utf8)
        }
        #expect(isSound)
    }
}
