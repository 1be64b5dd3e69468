// What backends report is their word: numbers are put in range before they are added up or shown.

extension Int {
    /// Larger counts are mistakes of the reporter; sums of what is left cannot overflow in practice.
    private static let maximumCount = 1 << 40

    /// The number as a count: not negative, not absurd.
    package var asCount: Int { Swift.min(Swift.max(0, self), Self.maximumCount) }

    /// The sum of counts; what is sent may be anything, so it stops at the ends.
    package func adding(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other > 0 ? .max : .min) : sum
    }
}

extension Sequence where Element == Int {
    /// The same for all of them.
    package var boundedSum: Int { reduce(0) { $0.adding($1) } }
}

extension Double {
    /// The number if it can be a measured value: finite and not negative.
    package var asMeasure: Double? { isFinite && self >= 0 ? self : nil }
}

extension TokenUsage {
    /// The same with what cannot be true left out.
    var plausible: TokenUsage {
        TokenUsage(
            prompt: prompt?.asCount, completion: completion?.asCount, cached: cached?.asCount,
            prefillRate: prefillRate?.asMeasure, decodeRate: decodeRate?.asMeasure)
    }
}
