/// The model's text beside what the client received, linked by byte spans.
///
/// Of long answers the beginning and the end are kept. What is left out between is told by a part of its own, reasoning goes
/// first, and spans count bytes of what is kept.
package struct Transcript: Equatable, Sendable {
    /// Bytes that were left out of the raw text.
    package struct Gap: Equatable, Codable, Sendable {
        /// Byte of the kept text before which they stood.
        package var at: Int
        package var bytes: Int
    }

    /// The model's text before translation, as far as it is kept.
    package internal(set) var raw: [UInt8] = []
    /// What the client got, in order.
    package internal(set) var parts: [TranscriptPart] = []
    /// In order.
    package internal(set) var gaps: [Gap] = []
    /// A piece of the text was lost on the way; nothing after that place was kept.
    package private(set) var isTruncated = false
    /// UTF-8 bytes of the texts of `parts`.
    var partBytes = 0

    /// 256 KiB hold some 60,000 tokens; what a person can read on a screen is far less.
    package static let maximumRawBytes = 256 * 1024
    /// What a client gets is about as long as the raw text; structured calls have no raw text at all.
    package static let maximumPartBytes = 2 * maximumRawBytes
    /// A response in pieces that never join up (a marker in each line) stays bounded too.
    package static let maximumParts = 20_000

    package init() {}

    /// A transcript as it was stored.
    init(raw: [UInt8], parts: [TranscriptPart], isTruncated: Bool, gaps: [Gap] = []) {
        self.raw = raw
        self.parts = parts
        self.gaps = gaps
        self.isTruncated = isTruncated
        partBytes = parts.reduce(0) { $0 + $1.text.utf8.count }
    }

    /// Bytes that this transcript holds in memory, roughly.
    package var byteCount: Int { raw.count + partBytes + parts.count * MemoryLayout<TranscriptPart>.stride }

    /// Something was left out between beginning and end.
    package var isCut: Bool {
        parts.contains { part in
            if case .gap = part.kind { true } else { false }
        }
    }

    /// Ends the transcript here: what follows does not join on.
    package mutating func truncate() { isTruncated = true }

    /// Adds what came since the last delta. Where it has become too much, less is kept of the middle.
    package mutating func append(_ delta: TranscriptDelta) {
        guard !isTruncated else { return }
        raw.reserveSparingly(delta.raw.count)
        raw.append(contentsOf: delta.raw)
        for var part in delta.parts {
            partBytes += part.text.utf8.count
            if !gaps.isEmpty { part.span = kept(part.span.lowerBound)..<kept(part.span.upperBound) }
            append(part)
        }
        trim()
    }

    private mutating func append(_ part: TranscriptPart) {
        guard let last = parts.indices.last, parts[last].absorb(part) else {
            parts.append(part)
            return
        }
    }
}

/// What was added to the transcript of one choice.
package struct TranscriptDelta: Equatable, Sendable {
    /// `choices[].index` of the response.
    package var choice: Int
    /// More of the model's text.
    package var raw: [UInt8]
    /// More of what the client got.
    package var parts: [TranscriptPart]

    package init(choice: Int = 0, raw: [UInt8] = [], parts: [TranscriptPart] = []) {
        self.choice = choice
        self.raw = raw
        self.parts = parts
    }
}

/// A piece of the client's message and where in the raw text it came from.
package struct TranscriptPart: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case reasoning
        case content
        /// A word of the proxy in front of the text; none of the model's.
        case notice
        /// A call's head; the text of the part is its arguments so far.
        case call(index: Int, id: String, name: String, dialect: String)
        /// More arguments of the call that the last part began.
        case arguments(index: Int)
        /// Raw text that the client did not get.
        case removed
        /// A repair (`RepairKind` raw value) at this place.
        case repair(String)
        /// Text that looked like a call; it is content as well.
        case nearMiss(dialect: String, reason: String)
        /// So many bytes are not kept of what stands before and behind it, which is one: part of a call, or of a text.
        case gap(bytes: Int, call: Int?)
    }
    package var kind: Kind
    package var text: String
    /// Bytes of the raw text, counted from the start of the message.
    package var span: Range<Int>

    package init(_ kind: Kind, text: String = "", span: Range<Int>) {
        self.kind = kind
        self.text = text
        self.span = span
    }

    /// Takes up `next` where it goes on with the same thing; `false` where it is something new.
    mutating func absorb(_ next: TranscriptPart) -> Bool {
        switch (kind, next.kind) {
        case (.reasoning, .reasoning), (.content, .content), (.removed, .removed): break
        case (.call(let index, _, _, _), .arguments(let more)) where index == more: break
        case (.arguments(let index), .arguments(let more)) where index == more: break
        default: return false
        }
        guard next.span.lowerBound <= span.upperBound else { return false }
        text += next.text
        span = span.lowerBound..<max(span.upperBound, next.span.upperBound)
        return true
    }
}
