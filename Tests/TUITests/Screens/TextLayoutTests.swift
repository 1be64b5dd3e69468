import Monitoring
import TestSupport
import Testing

@testable import TUI

/// A text that is kept from one picture to the next is the one that would be laid out for it.
struct TextLayoutTests {
    /// An answer that grows by pieces of every kind.
    private struct Answer {
        var transcripts: [Int: Transcript] = [:]
        var calls: [ToolCallReport] = []
        var open: [OpenCall] = []
        private var length: [Int: Int] = [:]

        private static let pieces = [
            "word ", "Слово, ещё — и ещё. ", "漢字かな混じり文。", "한국어 ", "👩‍💻", "e\u{301}", "🇩🇪", "\n", "\t", "\r\n", "x",
            String(repeating: "long ", count: 30), "\u{1B}[2J",
        ]

        mutating func grow(_ random: inout SeededGenerator) {
            let choice = Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }.joined()
            var raw = Array(text.utf8)
            // Characters come in halves, and some are none.
            if Int.random(in: 0..<4, using: &random) == 0 { raw.removeLast() }
            let start = length[choice] ?? 0
            let span = start..<start + raw.count
            length[choice] = span.upperBound
            var delta = TranscriptDelta(choice: choice, raw: raw)
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<4: delta.parts = [.init(.content, text: text, span: span)]
            case 4: delta.parts = [.init(.reasoning, text: text, span: span)]
            case 5: delta.parts = [.init(.removed, span: span)]
            case 6: delta.parts = [.init(.nearMiss(dialect: "hermes-json", reason: "no name"), span: span)]
            case 7: delta.parts = [.init(.repair("trailing-comma"), span: span)]
            case 8, 9: begin(choice, span, &delta, &random)
            case 10:
                if let call = open.last(where: { $0.choice == choice }) {
                    delta.parts = [.init(.arguments(index: call.index), text: "\"b\": \(start), ", span: span)]
                }
            default: report(&random)
            }
            transcripts[choice, default: Transcript()].append(delta)
        }

        private mutating func begin(
            _ choice: Int, _ span: Range<Int>, _ delta: inout TranscriptDelta, _ random: inout SeededGenerator
        ) {
            let index = calls.count + open.count
            let name = ["read_file", "list_dir", "other"].randomElement(using: &random) ?? ""
            delta.parts = [
                .init(.call(index: index, id: "c\(index)", name: name, dialect: "hermes-json"), span: span),
                .init(.arguments(index: index), text: "{\"path\": \"a\(index)\", ", span: span),
            ]
            open.append(OpenCall(choice: choice, index: index))
        }

        private mutating func report(_ random: inout SeededGenerator) {
            guard let index = open.indices.randomElement(using: &random) else { return }
            let call = open.remove(at: index)
            calls.append(
                ToolCallReport(
                    choice: call.choice, index: call.index, id: "c\(call.index)", name: "read_file",
                    dialect: "hermes-json", arguments: "{}"))
        }
    }

    private static let keys =
        "1234567wzjkGg=nN/ae\u{20}".map { Key.character($0) } + [.escape, .enter, .left, .right, .pageDown, .pageUp]

    private func state(_ answer: Answer, _ id: RequestID, _ former: MonitorSnapshot) -> MonitorSnapshot {
        var snapshot = former
        var detail = SamplePrompts.detail(RequestDetail(id: id, transcripts: answer.transcripts))
        detail.openCalls = answer.open
        detail.repeats = answer.calls.isEmpty ? nil : [CallRepeat(index: 0, requests: [RequestID(171)], times: 2)]
        snapshot.detail = detail
        for index in snapshot.requests.indices where snapshot.requests[index].id == id {
            snapshot.requests[index].calls = answer.calls
        }
        return snapshot
    }

    @Test(arguments: 0..<4)
    func theSamePicturesWithoutIt(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var snapshot = SampleSnapshots.busy()
        var answer = Answer()
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        var model = ScreenModel(view: view, snapshot: snapshot)
        var size = Size(width: 100, height: 30)
        for _ in 0..<150 {
            if model.view.screen == .overview { _ = model.press(.enter) }
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8:
                for _ in 0..<3 { answer.grow(&random) }
            case 8:
                size = Size(width: .random(in: 20...170, using: &random), height: .random(in: 5...50, using: &random))
            case 9:
                // A watched proxy begins anew: other requests with the same numbers.
                answer = Answer()
                for index in snapshot.requests.indices { snapshot.requests[index].receivedAt += 1 }
            case 10: _ = model.press(.character("]"))
            case 11: _ = model.press(.character("["))
            default: _ = model.press(Self.keys.randomElement(using: &random) ?? .enter)
            }
            if case .detail(let id) = model.view.screen { snapshot = state(answer, id, snapshot) }
            snapshot.now += 0.1
            model.receive(snapshot, secondsSinceKey: 3)
            expectSame(&model, size)
        }
    }

    private func expectSame(_ model: inout ScreenModel, _ size: Size) {
        var view = model.view
        var fresh = TextLayout()
        view.settle(model.shown, size: size, &fresh)
        let plain = Screen.render(model.shown, view, size: size)
        #expect(model.render(size: size) == plain, "\(view.tab) \(size)")
        #expect(model.view == view)
    }

    /// Rows that are taken over from when less of the text was there are those of the whole.
    @Test(arguments: 0..<50)
    func growingTextIsWrappedAlike(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", " ", "日", "👩‍💻", "e\u{301}", "\t", "\u{1B}", "word ", "❤\u{FE0F}", "🇩🇪", "\n", "\r\n", "ещё "]
        let width = Int.random(in: 2...40, using: &random)
        let wraps = Int.random(in: 0..<4, using: &random) > 0
        var bytes: [UInt8] = [1, 2, 3]
        var rows: [Range<Int>]?
        for _ in 0..<40 {
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
            // In the middle of a character too.
            if Bool.random(using: &random) { bytes.append(.random(in: 0x80...0xFF, using: &random)) }
            let text = bytes[3...]
            let grown = TextWrap.rows(text, width: width, wraps: wraps, after: rows)
            #expect(grown == TextWrap.rows(text, width: width, wraps: wraps))
            rows = grown
        }
    }

    @Test func earlierTextsAreKnown() {
        let text = Array("0123456789 0123456789".utf8)
        for count in 0...text.count {
            #expect(TextWrap.begins(text, with: Array(text.prefix(count))))
            guard count > 0 else { continue }
            var other = Array(text.prefix(count))
            other[count - 1] ^= 1
            #expect(!TextWrap.begins(text, with: other))
        }
        #expect(!TextWrap.begins([1], with: [1, 2]))
    }
}
