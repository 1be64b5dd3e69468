/// A marker that may begin a block, until what follows has told the dialect.
struct BlockOpening: Sendable {
    /// Position of the marker.
    var start: Int
    var markerEnd: Int
    /// Dialects and openers that begin with this marker.
    var choices: [(dialect: Int, opener: Int)]
    /// The marker was written twice.
    var isDoubled = false
}

extension ModelOutputParser {
    mutating func readOpening(_ opening: BlockOpening, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        if let choice = opening.choices.first(where: { self.opener($0).leads.isEmpty }) {
            beginCall(choice, opening, at: opening.markerEnd, needsEvidence: true)
            return true
        }
        let index = text.skippingWhitespace(from: cursor - text.base)
        guard index < text.count else {
            if text.isFinal { rejectOpening(opening) }
            return text.isFinal
        }
        var isDecided = true
        for choice in opening.choices {
            for lead in opener(choice).leads {
                switch text.compare(lead.utf8, at: index) {
                case .undecided: isDecided = false
                case .differs: continue
                case .matches:
                    // An object is the body itself; a bracket or a tag only leads to it.
                    let skipped = lead == "{" ? 0 : lead.utf8.count
                    beginCall(choice, opening, at: text.base + index + skipped, needsEvidence: false)
                    return true
                }
            }
        }
        guard let first = opening.choices.first else { return true }
        let marker = opener(first).marker
        switch text.compare(marker.utf8, at: index) {
        case .matches where !opening.isDoubled:
            var doubled = opening
            doubled.isDoubled = true
            cursor = text.base + index + marker.utf8.count
            mode = .opening(doubled)
            return true
        case .undecided where !opening.isDoubled: isDecided = false
        case .undecided, .matches, .differs: break
        }
        guard isDecided else { return false }
        rejectOpening(opening)
        return true
    }

    private func opener(_ choice: (dialect: Int, opener: Int)) -> Dialect.Opener {
        table.dialects[choice.dialect].openers[choice.opener]
    }

    /// The marker was only mentioned.
    private mutating func rejectOpening(_ opening: BlockOpening) {
        mode = .text
        spans.text()
        cursor = opening.markerEnd
    }

    private mutating func beginCall(
        _ choice: (dialect: Int, opener: Int), _ opening: BlockOpening, at position: Int, needsEvidence: Bool
    ) {
        let dialect = table.dialects[choice.dialect]
        // A tag that was tried behind its wrapper need not be tried without it.
        let isTagged = if case .taggedParameters = dialect.body { true } else { false }
        var reading = CallReading(
            dialect: choice.dialect, strength: dialect.openers[choice.opener].strength, start: opening.start,
            resumption: isTagged ? position : opening.markerEnd, body: dialect.body, needsEvidence: needsEvidence)
        if opening.isDoubled { reading.output.repaired(.endMarker, at: opening.markerEnd) }
        call = reading
        cursor = position
        mode = .call
    }
}
