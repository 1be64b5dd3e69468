/// The tags around a call's name and parameters.
public struct TagSyntax: Sendable, Equatable {
    /// White space around a value that is no part of it.
    public enum Padding: Sendable {
        case none
        /// One line feed behind the opening tag and one before the closing one, where both are there.
        case lineFeeds
        /// All white space on both sides.
        case trimmed
    }
    /// What else than its own closer may end a value, for models that forget it.
    public enum Recovery: Sendable {
        /// The next parameter, or the call's closer where the block goes on or ends behind it.
        case nextTag
        /// Only the end of the text: values may hold such tags.
        case endOfText
        /// Any of the tags: they are tokens that no value holds.
        case anyTag
    }
    /// Literals that may stand before the call's tag, each optional.
    var beforeCall: [String] = []
    /// Begin a call's tag. Empty: the block's marker was the call's tag.
    var callOpens: [String] = []
    /// End the name. One that begins a parameter or ends the call stays.
    var nameEnds: [String]
    var callClosers: [String]
    var parameterOpens: [String]
    /// End the key.
    var keyEnds: [String]
    /// Around a type that the model gives a parameter.
    var typeOpen: String?
    var typeClose: String?
    /// Begin the value, behind the key. Empty: it begins at once.
    var valueOpens: [String] = []
    var parameterClosers: [String]
    /// Ends a value as well: a closer whose first token is lost, so that it begins as a word.
    var wordCloser: String?
    var padding = Padding.none
    var recovery = Recovery.nextTag
    /// A value without a type in the schema is JSON if it can be read as such; otherwise it is always a string.
    var untypedIsJSON = false
    /// What the tags carry. A model may leave it out of some.
    var token: String?
    /// Closers without the token of a value that was opened with it: they count if the call goes on behind them.
    var looseClosers: [String] = []
    var looseCallClosers: [String] = []
    /// The tool's namespace may stand before its name, perhaps twice.
    var namesAreQualified = false

    public init(
        beforeCall: [String] = [], callOpens: [String] = [], nameEnds: [String] = [">"], callClosers: [String],
        parameterOpens: [String], keyEnds: [String] = [">"], typeOpen: String? = nil, typeClose: String? = nil,
        valueOpens: [String] = [], parameterClosers: [String], wordCloser: String? = nil, padding: Padding = .none,
        recovery: Recovery = .nextTag, untypedIsJSON: Bool = false, namesAreQualified: Bool = false
    ) {
        self.beforeCall = beforeCall
        self.callOpens = callOpens
        self.nameEnds = nameEnds
        self.callClosers = callClosers
        self.parameterOpens = parameterOpens
        self.keyEnds = keyEnds
        self.typeOpen = typeOpen
        self.typeClose = typeClose
        self.valueOpens = valueOpens
        self.parameterClosers = parameterClosers
        self.wordCloser = wordCloser
        self.padding = padding
        self.recovery = recovery
        self.untypedIsJSON = untypedIsJSON
        self.namesAreQualified = namesAreQualified
    }

    /// The tags that may end a value which `opener` has begun. Where that carries the token, plain tags are text.
    func forValue(openedBy opener: String) -> TagSyntax {
        guard let token, opener.holds(token) else { return self }
        var result = self
        result.callOpens.removeAll { !$0.holds(token) }
        result.parameterOpens.removeAll { !$0.holds(token) }
        result.callClosers.removeAll { !$0.holds(token) }
        result.looseCallClosers = callClosers.filter { !$0.holds(token) }
        result.looseClosers = parameterClosers.filter { !$0.holds(token) }
        return result
    }

    /// The same tags with `suffix` before each `>`, as some tokenizers spell them.
    func suffixed(_ suffix: String) -> TagSyntax {
        guard !suffix.isEmpty else { return self }
        func all(_ literals: [String]) -> [String] { literals.map { $0.suffixed(suffix) } }
        var result = self
        result.beforeCall = all(beforeCall)
        result.callOpens = all(callOpens)
        result.nameEnds = all(nameEnds)
        result.callClosers = all(callClosers)
        result.parameterOpens = all(parameterOpens)
        result.keyEnds = all(keyEnds)
        result.valueOpens = all(valueOpens)
        result.parameterClosers = all(parameterClosers)
        return result
    }
}

extension String {
    /// Whether `word` stands in it, byte by byte: to search by characters takes many times as long.
    fileprivate func holds(_ word: String) -> Bool {
        var rest = utf8[...]
        while rest.count >= word.utf8.count {
            if rest.starts(with: word.utf8) { return true }
            rest.removeFirst()
        }
        return false
    }

    /// `<tag>` as `<tag:suffix>`.
    func suffixed(_ suffix: String) -> String { hasSuffix(">") && count > 1 ? dropLast() + ":" + suffix + ">" : self }
}
