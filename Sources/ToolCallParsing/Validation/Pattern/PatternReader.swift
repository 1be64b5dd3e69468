/// Reads a regular expression as JSON Schema wants it: ECMA-262 with the flag `u`, and what Annex B allows beyond it where
/// that leaves no doubt (`\-`, a lone `]`, `{` or `}`).
///
/// Throws where the text is none, where it asks for what no finite automaton can do (references back), for what this one
/// does not do (looking around, flags, scripts), and where other engines' signs have a meaning of their own (`\A`, `(?i)`,
/// `[[:alpha:]]`): better not checked than checked for something else. Source: ECMA-262, section 22.2.1.
struct PatternReader {
    /// Longer patterns are not read, in scalars.
    static let maximumLength = 4_096
    /// Groups stand in each other so deep.
    static let maximumDepth = 100
    /// Nobody counts further: {1,1000000} is beyond any program.
    private static let maximumCount = 1_000_000

    var scalars: [Unicode.Scalar]
    var position = 0
    private var depth = 0
    /// Those that ``PatternSyntax/set(_:)`` means. The first is `.`.
    private(set) var sets = [ScalarSet.dot]

    init(_ pattern: String) throws(PatternRefusal) {
        scalars = Array(pattern.unicodeScalars.prefix(Self.maximumLength + 1))
        guard scalars.count <= Self.maximumLength else { throw .tooLarge }
    }

    mutating func read() throws(PatternRefusal) -> PatternSyntax {
        let result = try choice()
        guard position == scalars.count else { throw .invalid("a ) closes nothing") }
        return result
    }

    // MARK: Grammar

    private mutating func choice() throws(PatternRefusal) -> PatternSyntax {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternRefusal) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let next = peek, next != "|", next != ")" {
            let isGroup = next == "("
            let term = try term()
            guard let (least, most) = try quantifier() else {
                if term != .sequence([]) { parts.append(term) }
                continue
            }
            if case .assertion = term, !isGroup { throw .invalid("nothing to repeat") }
            // What is nothing, however often, is left out: so each node of the tree becomes at least one instruction.
            guard term != .sequence([]), most != 0 else { continue }
            parts.append(least == 1 && most == 1 ? term : .repeated(term, least: least, most: most))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func term() throws(PatternRefusal) -> PatternSyntax {
        let next = scalars[position]
        position += 1
        switch next {
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case ".": return .set(0)
        case "(": return try group()
        case "[": return set(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw .invalid("nothing to repeat")
        case "{" where startsCount(): throw .invalid("nothing to repeat")
        default: return .scalar(next)
        }
    }

    private mutating func group() throws(PatternRefusal) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooLarge }
        if take("?") {
            if take("=") || take("!") { throw .unsupported("a lookahead") }
            if take("<") {
                if take("=") || take("!") { throw .unsupported("a lookbehind") }
                guard skip(past: ">") else { throw .invalid("a group's name is not closed") }
            } else if !take(":") {
                throw .unsupported("flags or a group that ECMA-262 does not know")
            }
        }
        let inner = try choice()
        guard take(")") else { throw .invalid("a ( is not closed") }
        return inner
    }

    /// `nil`: what stands there is none. Whether it is lazy decides nothing: all that is asked for is whether there is a match.
    private mutating func quantifier() throws(PatternRefusal) -> (least: Int, most: Int?)? {
        var result: (least: Int, most: Int?)?
        if take("*") {
            result = (0, nil)
        } else if take("+") {
            result = (1, nil)
        } else if take("?") {
            result = (0, 1)
        } else if peek == "{" {
            position += 1
            guard startsCount() else {
                position -= 1
                return nil
            }
            result = try count()
        }
        if result != nil { _ = take("?") }
        return result
    }

    /// Whether a count follows the brace that was just taken. `{,5}` is one in some engines and text in others.
    private func startsCount() -> Bool {
        peek.map { Self.isDigit($0) || $0 == "," } ?? false
    }

    private mutating func count() throws(PatternRefusal) -> (least: Int, most: Int?) {
        guard let least = try number() else { throw .unsupported("a count that ECMA-262 does not know") }
        var most: Int? = least
        if take(",") { most = try number() }
        guard take("}") else { throw .invalid("a count is not closed") }
        if let most, most < least { throw .invalid("a count from more to less") }
        return (least, most)
    }

    private mutating func number() throws(PatternRefusal) -> Int? {
        var result: Int?
        while let next = peek, Self.isDigit(next) {
            position += 1
            let value = (result ?? 0) * 10 + Int(next.value - 0x30)
            guard value <= Self.maximumCount else { throw .tooLarge }
            result = value
        }
        return result
    }

    // MARK: Scalars

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    /// Goes behind the next `scalar`; `false`: there is none.
    mutating func skip(past scalar: Unicode.Scalar) -> Bool {
        guard let place = scalars[position...].firstIndex(of: scalar) else { return false }
        position = place + 1
        return true
    }

    mutating func set(_ set: ScalarSet) -> PatternSyntax {
        sets.append(set)
        return .set(sets.count - 1)
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
