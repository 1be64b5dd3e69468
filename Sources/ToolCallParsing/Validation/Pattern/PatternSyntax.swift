/// A regular expression as a tree: what can be decided by a finite automaton, and nothing else.
indirect enum PatternSyntax: Equatable, Sendable {
    case scalar(Unicode.Scalar)
    /// One scalar of the set with this number.
    case set(Int)
    case assertion(PatternAssertion)
    /// One after the other; empty: the empty text.
    case sequence([PatternSyntax])
    /// One of them.
    case choice([PatternSyntax])
    /// `most`: `nil`: any number of times.
    case repeated(PatternSyntax, least: Int, most: Int?)

    /// Every match begins where the text does.
    var isAnchored: Bool {
        switch self {
        case .scalar, .set: false
        case .assertion(let assertion): assertion == .start
        case .sequence(let parts): parts.first?.isAnchored ?? false
        case .choice(let branches): branches.allSatisfy(\.isAnchored)
        case .repeated(let inner, let least, _): least > 0 && inner.isAnchored
        }
    }
}

/// What holds between two scalars of a text.
enum PatternAssertion: Equatable, Sendable {
    case start
    case end
    case wordBoundary
    case noWordBoundary

    /// `before` and `after` are the neighbours; `nil`: the text begins or ends there.
    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: before == nil
        case .end: after == nil
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }
}

/// Why a pattern is not looked for, in a few words that follow "not checked:".
struct PatternRefusal: Error, Equatable, Sendable {
    let reason: String

    static func invalid(_ what: String) -> PatternRefusal {
        PatternRefusal(reason: "its pattern is no regular expression (\(what))")
    }
    static func unsupported(_ what: String) -> PatternRefusal {
        PatternRefusal(reason: "its pattern has \(what)")
    }
    static let tooLarge = PatternRefusal(reason: "its pattern is too large")
}
