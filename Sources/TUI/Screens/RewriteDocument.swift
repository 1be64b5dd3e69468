import Monitoring
import ToolCallParsing

/// The model's text and what the client got, cut into passages that belong together.
///
/// The parser's spans cover the raw text in order. What is removed around a call (markers, padding) is part of the
/// call's passage; what the parser still holds is a passage of its own at the end.
struct RewriteDocument {
    struct Passage: Equatable {
        enum Kind: Equatable {
            case content
            case reasoning
            /// A word of the proxy.
            case notice
            case call(Call)
            /// Nobody got it, and it belongs to no call.
            case removed
            /// Not decided yet.
            case held
        }
        var kind: Kind
        /// Bytes of the raw text.
        var span: Range<Int>
        /// What the client got.
        var text = ""
        /// What looked like a call here.
        var nearMisses: [NearMiss] = []
        var repairs: [String] = []
        /// What is not kept of it.
        var cuts: [Cut] = []
    }
    /// Bytes that are not kept.
    struct Cut: Equatable {
        /// Byte of the raw text, and of the passage's own, before which they stood.
        var place: Int
        var textPlace: Int
        var bytes: Int
    }
    struct NearMiss: Equatable {
        var dialect: String
        var reason: String
    }
    struct Call: Equatable {
        var index: Int
        var id: String
        var name: String
        var dialect: String
        var isNative: Bool { dialect == "native" }
    }
    private(set) var passages: [Passage] = []

    init(_ transcript: Transcript) {
        var pendingMisses: [NearMiss] = []
        var pendingRepairs: [String] = []
        for part in transcript.parts {
            switch part.kind {
            case .content: add(.content, part)
            case .reasoning: add(.reasoning, part)
            case .notice: add(.notice, part)
            case .removed: add(.removed, part)
            case .call(let index, let id, let name, let dialect):
                startCall(Call(index: index, id: id, name: name, dialect: dialect), part)
            case .arguments(let index): extendCall(index, part)
            case .gap(let bytes, let call):
                addCut(bytes, call, at: part.span.lowerBound)
                continue
            case .repair(let kind):
                if isCall(passages.last) {
                    passages[passages.count - 1].repairs.append(kind)
                } else {
                    pendingRepairs.append(kind)
                }
                continue
            case .nearMiss(let dialect, let reason):
                pendingMisses.append(NearMiss(dialect: dialect, reason: reason))
                if let last = passages.indices.last, passages[last].span.overlaps(part.span) {
                    passages[last].nearMisses += pendingMisses
                    pendingMisses = []
                }
                continue
            }
            guard let last = passages.indices.last else { continue }
            if !pendingMisses.isEmpty {
                passages[last].nearMisses += pendingMisses
                pendingMisses = []
            }
            if !pendingRepairs.isEmpty, isCall(passages[last]) {
                passages[last].repairs += pendingRepairs
                pendingRepairs = []
            }
        }
        let end = passages.map(\.span.upperBound).max() ?? 0
        // White space is held for a moment behind nearly everything.
        if transcript.raw[min(end, transcript.raw.count)...].contains(where: { $0 > 0x20 }) {
            passages.append(Passage(kind: .held, span: end..<transcript.raw.count))
        }
    }

    private mutating func addCut(_ bytes: Int, _ index: Int?, at place: Int) {
        let found = index.flatMap { index in
            passages.lastIndex {
                if case .call(let call) = $0.kind { call.index == index } else { false }
            }
        }
        guard let target = found ?? passages.indices.last else {
            passages.append(
                Passage(kind: .removed, span: place..<place, cuts: [Cut(place: place, textPlace: 0, bytes: bytes)]))
            return
        }
        passages[target].cuts.append(
            Cut(place: place, textPlace: passages[target].text.utf8.count, bytes: bytes))
    }

    private func isCall(_ passage: Passage?) -> Bool {
        if case .call = passage?.kind { true } else { false }
    }

    private mutating func add(_ kind: Passage.Kind, _ part: TranscriptPart) {
        if let last = passages.indices.last, passages[last].span.upperBound >= part.span.lowerBound {
            switch (passages[last].kind, kind) {
            case (.content, .content), (.reasoning, .reasoning), (.call, .removed), (.removed, .removed):
                extend(last, part)
                return
            default: break
            }
        }
        passages.append(Passage(kind: kind, span: part.span, text: part.text))
    }

    private mutating func startCall(_ call: Call, _ part: TranscriptPart) {
        var passage = Passage(kind: .call(call), span: part.span, text: part.text)
        // The marker that stands right before it.
        if let last = passages.last, case .removed = last.kind, last.span.upperBound >= part.span.lowerBound,
            !part.span.isEmpty
        {
            passage.span = last.span.lowerBound..<max(last.span.upperBound, part.span.upperBound)
            passages.removeLast()
        }
        passages.append(passage)
    }

    private mutating func extendCall(_ index: Int, _ part: TranscriptPart) {
        let found = passages.lastIndex {
            if case .call(let call) = $0.kind { call.index == index } else { false }
        }
        if let found { extend(found, part) }
    }

    private mutating func extend(_ index: Int, _ part: TranscriptPart) {
        passages[index].text += part.text
        let span = passages[index].span
        passages[index].span =
            min(span.lowerBound, part.span.lowerBound)..<max(span.upperBound, part.span.upperBound)
    }
}
