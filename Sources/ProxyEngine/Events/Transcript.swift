/// The model's text beside what the client received, linked by byte spans.
package struct Transcript: Equatable, Codable, Sendable {
    /// The model's text before translation. Bounded: see `isTruncated`.
    package private(set) var raw: [UInt8] = []
    /// What the client got, in order.
    package private(set) var parts: [TranscriptPart] = []
    /// The text grew beyond `maximumRawBytes`; the rest was not kept.
    package private(set) var isTruncated = false

    /// 256 KiB hold some 60,000 tokens; what a person can read on a screen is far less.
    package static let maximumRawBytes = 256 * 1024

    package init() {}

    /// Adds what came since the last delta.
    package mutating func append(_ delta: TranscriptDelta) {
        if raw.count + delta.raw.count > Self.maximumRawBytes {
            isTruncated = true
            return
        }
        raw.append(contentsOf: delta.raw)
        for part in delta.parts { append(part) }
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
package struct TranscriptPart: Equatable, Codable, Sendable {
    package enum Kind: Equatable, Codable, Sendable {
        case reasoning
        case content
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
        default: return false
        }
        guard next.span.lowerBound <= span.upperBound else { return false }
        text += next.text
        span = span.lowerBound..<max(span.upperBound, next.span.upperBound)
        return true
    }
}
