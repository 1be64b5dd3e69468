/// Where a damaged call ends at the latest.
struct CallEnds {
    private let literals: [String]
    /// The call ends with its line, if no bracket is open.
    private let endsWithLine: Bool

    init(_ origin: CallOrigin, blockClosers: [String], dialect: Dialect) {
        let openers = dialect.openers.map(\.marker).filter { $0.utf8.count > 3 && !$0.hasPrefix("```") }
        literals = blockClosers.filter { $0.utf8.count > 1 } + origin.ownClosers + openers
        var isLine = origin.isQuiet || !blockClosers.contains { $0.utf8.count > 1 }
        // Mistral's closer is never written.
        if case .namedArguments = origin.body, blockClosers.first?.hasPrefix("[") == true { isLine = true }
        endsWithLine = isLine
    }

    /// `isOpen`: brackets of the call are open here.
    func stand(in text: RawText, at index: Int, isOpen: Bool) -> (isDecided: Bool, isEnd: Bool) {
        if endsWithLine, text[index] == UInt8(ascii: "\n"), !isOpen { return (true, true) }
        let (isDecided, literal) = text.longest(of: literals, at: index)
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
