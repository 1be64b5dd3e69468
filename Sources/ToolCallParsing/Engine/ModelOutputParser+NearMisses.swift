/// What looked like a call to whoever reads the answer, and was none.
extension ModelOutputParser {
    /// Whether nothing came before the object: data with these very keys stands elsewhere.
    func isFirstInMessage(_ reading: CallReading) -> Bool {
        guard case .jsonCalls = reading.origin.body else { return false }
        return !hasReadContent && callCount == 0
    }

    /// A marker on a line of its own with nothing behind it that could be a call.
    mutating func tellEmptyBlock(_ opening: BlockOpening, into batch: inout ParsedBatch) {
        guard spans.isAtLineStart, !isReasoning, opening.start >= missedUpTo,
            let choice = opening.choices.first(where: { $0.opener.isWholeToken })
        else { return }
        let miss = NearMiss(dialect: table.dialects[choice.dialect].id, reason: .malformed)
        batch.events.append(.nearMiss(miss, span: opening.start..<opening.markerEnd))
        missedUpTo = opening.markerEnd
    }
}

extension Dialect.Opener {
    /// The marker says by itself that a call begins. One that ends turns as well does not, nor does one that leads to code.
    var isWholeToken: Bool {
        guard strength >= .medium, !vanishes, !EndOfTurn.literals.contains(marker) else { return false }
        return marker.hasPrefix("<") && marker.hasSuffix(">") || marker.hasPrefix("[") && marker.hasSuffix("]")
    }
}
