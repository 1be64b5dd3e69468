/// Where a damaged call ends at the latest.
struct CallEnds: Sendable {
    private let literals: [String]
    private let openers: Set<String>
    /// The call ends with its line, if no bracket is open.
    private let endsWithLine: Bool

    /// Openers that a tool's name follows, with that name.
    private let named: [String]

    init(_ origin: CallOrigin, blockClosers: [String], dialect: Dialect, tools: ToolCatalog) {
        var openers = dialect.openers.map(\.marker).filter { $0.utf8.count > 3 && !$0.hasPrefix("```") }
        // Its marker stands before each tag.
        if case .nestedTags = origin.body { openers = ["<tool_call>", "<invoke "].map { NestedTagsBody.token + $0 } }
        let isOpen = { (marker: String) in marker.hasSuffix("=") }
        named = openers.filter(isOpen).flatMap { opener in
            tools.names.flatMap { [opener + $0, opener + "\"" + $0] }
        }
        self.openers = Set(openers)
        literals =
            blockClosers.filter { $0.utf8.count > 1 } + origin.ownClosers + openers.filter { !isOpen($0) } + named
        var isLine = origin.isQuiet || !blockClosers.contains { $0.utf8.count > 1 }
        // Mistral's closer is never written.
        if case .namedArguments = origin.body, blockClosers.first?.hasPrefix("[") == true { isLine = true }
        endsWithLine = isLine
    }

    /// `isOpen`: brackets of the call are open here.
    /// `before`: the byte in front of it; in the middle of a word an opener is some other tag's.
    func stand(in text: RawText, at index: Int, before: UInt8?, isOpen: Bool) -> (isDecided: Bool, isEnd: Bool) {
        if endsWithLine, text[index] == UInt8(ascii: "\n"), !isOpen { return (true, true) }
        let (isDecided, literal) = text.longest(of: literals, at: index)
        if literal == "```" {
            // One with a word behind it opens the arguments.
            guard index + 3 < text.count || text.isFinal else { return (false, false) }
            if index + 3 < text.count, text[index + 3].isASCIILetter { return (true, false) }
        }
        if let literal, openers.contains(literal), let before, before.isNamePart { return (true, false) }
        return (isDecided, literal != nil)
    }
}

extension CallOrigin {
    /// What ends a call of this body, besides the block's closers.
    var ownClosers: [String] {
        guard case .taggedParameters(let syntax) = body else { return [] }
        return syntax.suffixed(suffix).callClosers
    }
}

extension Dialect.Body {
    var isRawText: Bool { if case .rawText = self { true } else { false } }
}
