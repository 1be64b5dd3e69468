/// What must follow a marker before it counts: a short pattern that only looks ahead. White space before it is skipped.
public struct Lead: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// One part of the pattern.
    public enum Step: Sendable, ExpressibleByStringLiteral {
        case literal(String)
        case anyOf([String])
        /// White space, or none.
        case space
        /// Blanks, then a line feed.
        case lineFeed
        /// One of these words in quotes.
        case key(LiteralSet)
        /// A tool's name, perhaps in quotes.
        case name
        /// What a tokenizer puts before the `>` of each of its tags, and that `>`.
        case suffix
        /// The end of the text.
        case end

        public init(stringLiteral literal: String) { self = .literal(literal) }

        /// An object or array begins here, perhaps in a fence of its own.
        var isBracket: Bool {
            switch self {
            case .literal(let literal): literal == "{" || literal == "["
            case .anyOf(let literals): literals.contains("{")
            default: false
            }
        }
    }
    var steps: [Step]
    /// So many of the steps belong to the marker; the body begins behind them.
    var consumed: Int

    public init(_ steps: [Step], consumed: Int = 0) {
        self.steps = steps
        self.consumed = consumed
    }
    /// The same with tags spelled as some tokenizers spell them.
    func suffixed(_ suffix: String) -> Lead {
        guard !suffix.isEmpty else { return self }
        return Lead(
            steps.map { step in
                if case .literal(let literal) = step { .literal(literal.suffixed(suffix)) } else { step }
            }, consumed: consumed)
    }

    public init(stringLiteral literal: String) { self.init([.literal(literal)]) }
    public init(arrayLiteral steps: Step...) { self.init(steps) }
}

/// How a lead compares with the text at a place.
enum LeadMatch {
    case differs, undecided
    /// `body`: where the body begins. `suffix`: what `Lead.Step.suffix` stood for.
    case matches(body: Int, suffix: String)
}

extension RawText {
    /// Longer names are none.
    static let maximumName = 256

    func match(_ lead: Lead, at start: Int) -> LeadMatch {
        var index = start
        if case .lineFeed? = lead.steps.first {} else { index = skippingWhitespace(from: start) }
        if index < count, self[index] >= 0x80 {
            // What shows nothing stands before it.
            let before = index
            guard skipInvisible(&index) else { return .undecided }
            if index > before { index = skippingWhitespace(from: index) }
        }
        var body = index
        var suffix = ""
        for (number, step) in lead.steps.enumerated() {
            switch take(step, &index, &suffix) {
            case .matches: break
            case .differs where step.isBracket:
                let (isDecided, inside) = innerFence(at: index)
                guard isDecided else { return .undecided }
                guard var next = inside, take(step, &next, &suffix) == .matches else { return .differs }
                index = next
            case .differs: return .differs
            case .undecided: return .undecided
            }
            if number < lead.consumed { body = index }
        }
        return .matches(body: body, suffix: suffix)
    }

    private func take(_ step: Lead.Step, _ index: inout Int, _ suffix: inout String) -> Comparison {
        switch step {
        case .literal(let literal):
            let comparison = compare(literal.utf8, at: index)
            if comparison == .matches { index += literal.utf8.count }
            return comparison
        case .anyOf(let literals):
            let (isDecided, literal) = longest(of: literals, at: index)
            guard isDecided else { return .undecided }
            index += literal?.utf8.count ?? 0
            return literal == nil ? .differs : .matches
        case .space:
            index = skippingWhitespace(from: index)
            return index < count || isFinal ? .matches : .undecided
        case .lineFeed: return takeLineFeed(&index)
        case .key(let words): return takeKey(words, &index)
        case .name: return takeName(&index)
        case .suffix: return takeSuffix(&index, &suffix)
        case .end: return index < count ? .differs : isFinal ? .matches : .undecided
        }
    }

    private func takeKey(_ words: LiteralSet, _ index: inout Int) -> Comparison {
        guard index < count else { return isFinal ? .differs : .undecided }
        let quote = self[index]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return .differs }
        let start = index + 1
        var end = start
        while end < count, self[end].isIdentifierPart { end += 1 }
        guard end < count else { return isFinal ? .differs : .undecided }
        guard self[end] == quote, end > start else { return .differs }
        index = end + 1
        return words.contains(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) ? .matches : .differs
    }

    private func takeLineFeed(_ index: inout Int) -> Comparison {
        while index < count, self[index] == UInt8(ascii: " ") || self[index] == UInt8(ascii: "\r") { index += 1 }
        guard index < count else { return isFinal ? .differs : .undecided }
        guard self[index] == UInt8(ascii: "\n") else { return .differs }
        index += 1
        return .matches
    }

    private func takeName(_ index: inout Int) -> Comparison {
        let quote: UInt8? =
            index < count && (self[index] == UInt8(ascii: "\"") || self[index] == UInt8(ascii: "'"))
            ? self[index] : nil
        if quote != nil { index += 1 }
        let start = index
        while index < count, index - start <= Self.maximumName, self[index].isNamePart { index += 1 }
        let name = start..<index
        guard skipInvisible(&index) else { return .undecided }
        guard index < count || isFinal else { return .undecided }
        guard !name.isEmpty, index - start <= Self.maximumName else { return .differs }
        switch skipRepetition(name, &index) {
        case .undecided: return .undecided
        case .matches, .differs: break
        }
        guard let quote else { return .matches }
        guard index < count, self[index] == quote else { return .differs }
        index += 1
        return .matches
    }

    /// Passes the name where it stands a second time in the line.
    private func skipRepetition(_ name: Range<Int>, _ index: inout Int) -> Comparison {
        let next = skippingBlanks(from: index)
        guard next > index else { return .differs }
        for (offset, byte) in bytes[name].enumerated() {
            guard next + offset < count else { return isFinal ? .differs : .undecided }
            guard self[next + offset] == byte else { return .differs }
        }
        let end = next + name.count
        guard end < count || isFinal else { return .undecided }
        guard end == count || !self[end].isNamePart else { return .differs }
        index = end
        return .matches
    }

    /// `false`: more text is needed.
    private func skipInvisible(_ index: inout Int) -> Bool {
        guard index < count, self[index] >= 0x80 else { return true }
        let (isDecided, literal) = longest(of: InvisibleCharacters.all, at: index)
        index += literal?.utf8.count ?? 0
        return isDecided
    }

    private func takeSuffix(_ index: inout Int, _ suffix: inout String) -> Comparison {
        let start = index
        while index < count, index - start <= Self.maximumName, self[index].isNamePart { index += 1 }
        guard index < count else { return isFinal ? .differs : .undecided }
        guard index > start, self[index] == UInt8(ascii: ">") else { return .differs }
        suffix = String(decoding: bytes[start..<index], as: UTF8.self)
        index += 1
        return .matches
    }
}

extension UInt8 {
    /// Bytes of tools' names as models write them; namespaces bring dots, colons and slashes.
    var isNamePart: Bool {
        isIdentifierPart || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: ":")
            || self == UInt8(ascii: "/")
    }
}
