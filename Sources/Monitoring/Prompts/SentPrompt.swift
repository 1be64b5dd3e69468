import WireFormats

/// A prompt as the backend got it: the client's, with what the proxy changed in it.
struct SentPrompt {
    /// What became of a message.
    enum Entry: Equatable {
        /// It was sent, as it is or changed. Numbers from 0, of the client's prompt and of the one that was sent.
        case sent(client: Int, sent: Int, isChanged: Bool)
        case leftOut(client: Int)
        /// The proxy's own, in front of the client's message of this number.
        case added(before: Int, sent: Int)
    }

    let body: [UInt8]
    let outline: PromptOutline
    /// In the order of the client's prompt.
    private(set) var entries: [Entry] = []

    /// `outline` is that of `body`, the client's.
    init(_ body: [UInt8], _ outline: PromptOutline, _ edits: PromptEdits) {
        guard !edits.splices.isEmpty, edits.bodyBytes == body.count else {
            self.body = body
            self.outline = outline
            entries = outline.messages.indices.map { .sent(client: $0, sent: $0, isChanged: false) }
            return
        }
        var sent: [UInt8] = []
        body.withUnsafeBytes { edits.splices.append($0, to: &sent) }
        self.body = sent
        self.outline = sent.withUnsafeBytes { PromptOutline($0) }
        entries = Self.entries(client: outline, sent: self.outline, edits.splices)
    }

    /// Where each message of the client's stands now is known from how much was taken out and put in before it.
    private static func entries(client: PromptOutline, sent: PromptOutline, _ splices: [Splice]) -> [Entry] {
        let splices = splices.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        var entries: [Entry] = []
        var (passed, shift, next) = (0, 0, 0)
        func addOwn(upTo place: Int, before index: Int) {
            while next < sent.messages.count, sent.messages[next].span.lowerBound < place {
                entries.append(.added(before: index, sent: next))
                next += 1
            }
        }
        for (index, piece) in client.messages.enumerated() {
            while passed < splices.count, splices[passed].range.upperBound <= piece.span.lowerBound {
                shift += splices[passed].text.count - splices[passed].range.count
                passed += 1
            }
            if passed < splices.count, splices[passed].range.covers(piece.span) {
                // What stands in the place of a run of messages stands where the run began.
                if splices[passed].range.lowerBound == piece.span.lowerBound {
                    addOwn(upTo: piece.span.lowerBound + shift + splices[passed].text.count, before: index)
                }
                entries.append(.leftOut(client: index))
                continue
            }
            addOwn(upTo: piece.span.lowerBound + shift, before: index)
            guard next < sent.messages.count else { break }
            let isChanged = sent.messages[next].fingerprint != piece.fingerprint
            entries.append(.sent(client: index, sent: next, isChanged: isChanged))
            next += 1
        }
        addOwn(upTo: .max, before: client.messages.count)
        return entries
    }

    /// For each message that was sent the client's number of it; of one of the proxy's own that of the message before which
    /// it stands.
    var numbers: [Int] {
        entries.compactMap { entry in
            switch entry {
            case .sent(let client, _, _): client
            case .added(let before, _): before
            case .leftOut: nil
            }
        }
    }
}

extension Range<Int> {
    fileprivate func covers(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && upperBound >= other.upperBound
    }
}

extension PromptContent {
    /// The client's prompt with what became of each message.
    init(_ sent: SentPrompt, of body: UnsafeRawBufferPointer, _ outline: PromptOutline) {
        self.init()
        var room = Self.maximumBytes
        sent.body.withUnsafeBytes { bytes in
            takeTools(bytes, sent.outline, &room)
            for entry in sent.entries {
                switch entry {
                case .sent(_, let index, let isChanged):
                    take(bytes, sent.outline.messages[index], fate: isChanged ? .changed : nil, &room)
                case .added(_, let index): take(bytes, sent.outline.messages[index], fate: .added, &room)
                case .leftOut(let index): take(body, outline.messages[index], fate: .leftOut, &room)
                }
            }
        }
        isCut = room <= 0
    }
}
