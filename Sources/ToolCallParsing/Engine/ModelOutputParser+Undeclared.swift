/// What becomes of a well-formed call of a tool that the request does not declare.
public enum UnknownTools: String, CaseIterable, Sendable {
    /// It is a call where its wrapper is unmistakable, so that the agent can tell the model; else it is text.
    case automatic = "auto"
    /// It is a call wherever one of a declared tool would be.
    case call
    /// It is text.
    case text
}

/// Calls of tools that are declared nowhere. A wrapper that could be an example in prose does not tell at its beginning that
/// it is a call: it is read to its end first.
extension ModelOutputParser {
    enum UndeclaredCall { case isCall, isHeld, isText }

    /// What is done with the call that is being read, whose name is not declared.
    func undeclaredCall(_ reading: CallReading) -> UndeclaredCall {
        let origin = reading.origin
        let isWhereCallsCount = !isReasoning || countsInReasoning(reading)
        switch unknownTools {
        case .text: return .isText
        case _ where !isWhereCallsCount: return .isText
        case _ where origin.strength == .strong: return .isCall
        case .call: return .isHeld
        // In the middle of a line it is an example.
        case .automatic: return origin.isUnmistakable && spans.isAtLineStart && !isReasoning ? .isHeld : .isText
        }
    }

    /// A declared name with a parameter behind it: what stood between them is lost.
    func isGlued(_ written: String) -> Bool {
        tools.names.contains { name in
            guard written.hasPrefix(name) else { return false }
            let rest = written.dropFirst(name.count).trimmingPrefix("\"")
            let keys = tools.schema(of: name)?["properties"]?.objectValue?.map(\.key) ?? []
            return keys.contains { key in
                rest.hasPrefix(key) && (rest.dropFirst(key.count).first.map { ":=\"".contains($0) } ?? false)
            }
        }
    }

    /// The body of a held call has ended: whether the call is well-formed, up to what follows it. `nil`: more text is needed.
    func isWellFormed(_ text: RawText) -> Bool? {
        guard let reading = call else { return false }
        let faults: [RepairKind] = [.unclosed, .endMarker, .emptyArguments]
        guard !output.repairs.contains(where: { faults.contains($0.kind) }) else { return false }
        // A word between tags is no call by itself.
        if case .taggedParameters(let syntax) = reading.origin.body, syntax.callOpens.isEmpty,
            output.bytes.elementsEqual("{}".utf8)
        {
            return false
        }
        let index = cursor - text.base
        let place = text.skippingWhitespace(from: index)
        guard place < text.count else { return text.isFinal ? true : nil }
        if ",;]}".utf8.contains(text[place]) { return true }
        let (isDecided, closer) = text.longest(of: reading.closers, table.commonClosers, at: place)
        if closer != nil { return true }
        guard isDecided else { return nil }
        for lead in table.dialects[reading.origin.dialect].continuations {
            switch text.match(lead.suffixed(reading.origin.suffix), at: place) {
            case .differs: continue
            case .undecided: return nil
            case .matches: return true
            }
        }
        // Without closers a call ends with its line.
        return reading.closers.isEmpty && text.bytes[index..<place].contains(UInt8(ascii: "\n"))
    }
}
