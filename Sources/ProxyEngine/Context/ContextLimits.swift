/// The thresholds for one request, in tokens; `nil`: none.
struct ContextLimits: Equatable, Sendable {
    /// Shares of the window: what `auto` is, and what no threshold exceeds, since the backend would refuse.
    static let warningShare = 0.80
    static let hardShare = 0.95

    var warning: Int?
    var hard: Int?
    /// What prompt and answer may have together.
    var window: Int?

    init(warning: TokenThreshold, hard: TokenThreshold, window: Int?) {
        self.window = window.flatMap { $0 > 0 ? $0 : nil }
        self.warning = Self.limit(warning, Self.warningShare, self.window)
        self.hard = Self.limit(hard, Self.hardShare, self.window)
    }

    private static func limit(_ threshold: TokenThreshold, _ share: Double, _ window: Int?) -> Int? {
        let most = window.map { max(1, Int(Double($0) * share)) }
        switch threshold {
        case .off: return nil
        case .automatic: return most
        case .tokens(let tokens): return most.map { min($0, tokens) } ?? tokens
        }
    }
}
