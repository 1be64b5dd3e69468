/// A damaged call that could be read: all that stands in its text is accounted for.
struct RecoveredCall {
    /// The tool, as it is declared.
    var name: String
    var arguments: [JSONMember]
    /// How it was begun, where more than one dialect could have.
    var origin: CallOrigin?
}

/// Reads damaged calls as a whole. The declared tools decide what is ambiguous: which keys there are, and their types. What
/// cannot be accounted for makes all of it unreadable; nothing is guessed and nothing left out.
struct CallRecovery {
    let tools: ToolCatalog
    let origin: CallOrigin
    /// The tool, where it is known already.
    var name: String?
    /// The name stands before the text.
    var isNamedOutside = false
    /// The text may be of another dialect: its tags have to show that it is not.
    var isAnyDialect = false
    /// The call's end was found; else the text ended, and may have been cut.
    var isEnded = true

    /// The call in `text`, which begins with the call's body and ends before its closer.
    func call(in text: [UInt8]) -> RecoveredCall? {
        let text = DamagedText(text)
        switch origin.body {
        case .jsonCalls: return object(text)
        case .namedArguments(let syntax): return namedObject(text, syntax)
        case .taggedParameters(let syntax): return tagged(text, syntax.suffixed(origin.suffix))
        case .pythonCalls: return python(text)
        case .nestedTags, .rawText, .collected: return nil
        }
    }

    /// The declared tool that is meant by `written`, and its schema. Without a schema nothing can be decided.
    func tool(_ written: String) -> (name: String, schema: JSONValue)? {
        guard let name = tools.schemaName(of: written), let schema = tools.schema(of: name) else { return nil }
        return (name, schema)
    }

    /// The call, if its arguments can be those of the tool.
    func call(_ name: String, _ schema: JSONValue, _ members: [JSONMember]?) -> RecoveredCall? {
        guard let members, members.allSatisfy({ schema["properties"]?[$0.key] != nil }) else { return nil }
        let required = schema["required"]?.arrayValue?.isEmpty == false
        return members.isEmpty && required ? nil : RecoveredCall(name: name, arguments: members)
    }
}

/// The text of a damaged call, looked at from any side.
struct DamagedText {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }
    /// 0 where there is none: what damaged text leads to may lie outside of it.
    subscript(index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

    /// What lies between two places, as far as it is text; nothing where the second comes first.
    func range(_ start: Int, _ end: Int) -> Range<Int> {
        let end = min(max(end, 0), bytes.count)
        return min(max(start, 0), end)..<end
    }

    func has(_ literal: String, at index: Int) -> Bool {
        let literal = literal.utf8
        guard index >= 0, index + literal.count <= bytes.count else { return false }
        return bytes[index..<index + literal.count].elementsEqual(literal)
    }

    func string(_ span: Range<Int>) -> String {
        String(decoding: bytes[range(span.lowerBound, span.upperBound)], as: UTF8.self)
    }

    func slice(_ span: Range<Int>) -> DamagedText {
        DamagedText(Array(bytes[range(span.lowerBound, span.upperBound)]))
    }

    /// Behind white space, written as the two characters `\n` too.
    func skippingSpace(from index: Int, upTo end: Int? = nil) -> Int {
        let end = end ?? count
        var index = index
        while index < end {
            if self[index].isJSONWhitespace {
                index += 1
            } else if self[index] == UInt8(ascii: "\\"), index + 1 < end, "nrt".utf8.contains(self[index + 1]) {
                index += 2
            } else if has("\u{A0}", at: index) {
                index += 2
            } else if has("\u{3000}", at: index) {
                index += 3
            } else {
                break
            }
        }
        return index
    }

    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start].isJSONWhitespace { start += 1 }
        while end > start, bytes[end - 1].isJSONWhitespace { end -= 1 }
        return start..<end
    }

    /// The first place of `literal` in `range`.
    func first(_ literal: String, in range: Range<Int>) -> Int? {
        range.first { has(literal, at: $0) && $0 + literal.utf8.count <= range.upperBound }
    }
}
