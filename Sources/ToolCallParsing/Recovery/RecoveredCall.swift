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
    /// Markers of its dialect, which may stand before the name once more.
    var markers: [String] = []
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
        let text = DamagedText(text).withoutEntities
        switch origin.body {
        case .jsonCalls(let syntax): return syntax.nameIsKey ? keyedObject(text) : object(text)
        case .namedArguments(let syntax): return namedObject(text, syntax)
        case .taggedParameters(let syntax): return tagged(text, syntax.suffixed(origin.suffix))
        case .pythonCalls: return python(text)
        case .nestedTags: return nested(text)
        case .rawText, .collected: return nil
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
