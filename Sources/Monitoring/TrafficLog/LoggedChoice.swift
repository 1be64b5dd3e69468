/// What the traffic log collects of one choice: the model's text before translation, and what the client got.
struct LoggedChoice: Equatable, Sendable {
    private(set) var raw: [UInt8] = []
    /// `nil`: the client got the text as it is. Most answers are that, and there may be thousands that are not read.
    private var translated: AssembledMessage?

    var message: AssembledMessage { translated ?? AssembledMessage(content: String(decoding: raw, as: UTF8.self)) }

    mutating func append(_ delta: TranscriptDelta) {
        if translated == nil, !delta.isContentAsWritten { translated = message }
        delta.raw.withUnsafeBytes { raw.appendSparingly($0) }
        for part in delta.parts { translated?.append(part) }
    }
}

extension TranscriptDelta {
    /// The client got just what the model wrote.
    fileprivate var isContentAsWritten: Bool {
        guard let part = parts.first else { return raw.isEmpty }
        return parts.count == 1 && part.kind == .content && part.text.utf8.elementsEqual(raw)
    }
}
