import WireFormats

/// Sees to it that one prompt fits: counts, drops what must go, limits the answer. A pure machine; whoever drives it
/// asks the backend for counts.
struct ContextCheck {
    enum Step: Equatable {
        /// Count the prompt of the request with this edit, and tell it to ``counted(_:)``.
        case count(ContextEdit)
        case done(ContextEdit)
        /// It is too long, and nothing more can be dropped.
        case refuse(tokens: Int, limit: Int)
    }

    struct Rules {
        var limits: ContextLimits
        var ratio: TokenRatios.Ratio
        /// The backend can count.
        var canCount: Bool
        /// Turns may be dropped.
        var trims: Bool
    }

    /// Estimates from this share of a threshold on are made sure of by counting; from the lower one where nothing is known
    /// yet of how the model's tokens are cut.
    private static let nearShare = 0.7
    private static let nearShareUnlearnt = 0.35
    /// An estimate by a ratio that was not learnt from this model may be so wrong.
    private static let doubt = 1.3
    private static let maximumRounds = 4
    /// Servers count the first token of the answer, or the end of a turn, in different ways.
    private static let exactMargin = 16

    private let outline: ConversationOutline
    private let rules: Rules
    private var edit = ContextEdit()
    private var rounds = 0
    /// Tokens for each byte and attachment as estimated become so many in truth.
    private var scale = 1.0
    /// The prompt's tokens with the edit so far, and whether the backend has counted them.
    private(set) var total = 0
    private(set) var isExact = false

    init(_ outline: ConversationOutline, _ rules: Rules) {
        self.outline = outline
        self.rules = rules
    }

    /// Whether a prompt of `bytes` may be so long that an earlier cut matters.
    static func mayNeedCut(bytes: Int, _ rules: Rules) -> Bool {
        guard let hard = rules.limits.hard, rules.trims else { return false }
        return Double(bytes) * rules.ratio.value >= Double(hard) / 2
    }

    /// - Parameter earlier: how the conversation was cut on an earlier turn.
    mutating func begin(earlier: HistoryCut?) -> Step {
        if let earlier, rules.trims, trimming.permits(earlier) { edit.cut = earlier }
        total = trimming.total(after: edit.cut)
        return rules.canCount && needsCount ? count() : settle()
    }

    /// The backend's count of the prompt; `nil`: it could not tell.
    mutating func counted(_ tokens: Int?) -> Step {
        if let tokens, tokens > 0 {
            let estimate = trimming.total(after: edit.cut)
            if estimate > 0 { scale *= Double(tokens) / Double(estimate) }
            total = tokens
            isExact = true
        }
        return settle()
    }

    /// Goes on where the backend has refused the request with `edit` for its `tokens`.
    mutating func resume(from edit: ContextEdit, tokens: Int) -> Step {
        self.edit = edit
        return counted(tokens)
    }

    private mutating func count() -> Step {
        rounds += 1
        return .count(edit)
    }

    private var needsCount: Bool {
        let near = Double(total) / (rules.ratio.isLearnt ? Self.nearShare : Self.nearShareUnlearnt)
        if let warning = rules.limits.warning, near >= Double(warning) { return true }
        if let hard = rules.limits.hard, near >= Double(hard) { return true }
        guard let window = rules.limits.window, let wanted = wantedAnswer else { return false }
        return near + Double(wanted) > Double(window)
    }

    private var trimming: HistoryTrimming {
        HistoryTrimming(
            outline,
            tokens: outline.conversation.map { tokens(bytes: $0.textBytes, attachments: $0.attachments) },
            otherTokens: tokens(bytes: outline.toolBytes, attachments: 0),
            markerTokens: tokens(bytes: HistoryCut.markerBytes, attachments: 0))
    }

    private func tokens(bytes: Int, attachments: Int) -> Int {
        let estimate = Double(bytes) * rules.ratio.value + Double(attachments * TokenRatios.tokensPerAttachment)
        return Int((estimate * scale).rounded(.up))
    }

    /// Whether it fits now, and if not, what to drop.
    private mutating func settle() -> Step {
        guard let hard = rules.limits.hard, total > hard else { return finish() }
        guard rules.trims, rounds < Self.maximumRounds, let cut = trimming.cut(toFit: hard), cut != edit.cut else {
            // Where nobody has counted, the backend may decide.
            return isExact || rules.ratio.isLearnt || Double(total) > Double(hard) * Self.doubt
                ? .refuse(tokens: total, limit: hard) : finish()
        }
        edit.cut = cut
        total = trimming.total(after: cut)
        let wasExact = isExact
        isExact = false
        return rules.canCount && wasExact ? count() : settle()
    }

    private mutating func finish() -> Step {
        guard let window = rules.limits.window, let wanted = wantedAnswer else { return .done(edit) }
        let room = window - total - (isExact ? Self.exactMargin : total / 10)
        if wanted > room, room > 0 { edit.answerTokens = room }
        return .done(edit)
    }

    private var wantedAnswer: Int? { outline.answerLimits.map(\.tokens).max() }
}
