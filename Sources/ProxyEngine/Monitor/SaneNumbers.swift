// What backends report is their word: numbers are put in range before they are added up or shown.

extension Int {
    /// Larger counts are mistakes of the reporter; sums of what is left cannot overflow in practice.
    private static let maximumCount = 1 << 40

    /// The number as a count: not negative, not absurd.
    var asCount: Int { Swift.min(Swift.max(0, self), Self.maximumCount) }
}

extension Double {
    /// The number if it can be a measured value: finite and not negative.
    var asMeasure: Double? { isFinite && self >= 0 ? self : nil }
}

extension TokenUsage {
    /// The same with what cannot be true left out.
    var plausible: TokenUsage {
        TokenUsage(
            prompt: prompt?.asCount, completion: completion?.asCount, cached: cached?.asCount,
            prefillRate: prefillRate?.asMeasure, decodeRate: decodeRate?.asMeasure)
    }
}
