/// What a damaged call's own reader made of it: whether that can be right.
extension ModelOutputParser {
    /// Whether the reader's own reading can be right: nothing is left of the call, and no key that is declared went into a
    /// value.
    func isPlausible(
        _ reading: ArgumentText, _ recovery: Recovery, _ text: RawText, upTo index: Int, _ isConfirmed: Bool
    ) -> Bool {
        let rest = DamagedText(Array(text.bytes[(recovery.kept - text.base)..<index]))
        guard DamagedValue.isClosing(rest, 0..<rest.count), let name = body?.name,
            let members = (try? JSONValue(parsing: given + reading.bytes))?.objectValue
        else { return false }
        let whole = DamagedText(written + text.bytes[(recovery.kept - text.base)..<index])
        let declared = tools.schema(of: name)?["properties"]?.objectValue?.map(\.key) ?? []
        let inner = isConfirmed ? Self.innerKeys(.object(members)) : []
        let missing = declared.filter { key in !members.contains { $0.key == key } && !inner.contains(key) }
        let traces = missing.flatMap { ["\"\($0)", "\($0)\"", "\($0)=", "\($0):"] }
        let isMissed = traces.contains { whole.first($0, in: 0..<whole.count) != nil }
        // It began with a quote that may have been escaped by mistake.
        let isEscape = text.bytes[(recovery.start - text.base)..<index].starts(with: "\\\"".utf8)
        return !isMissed && !isEscape && members.allSatisfy { fits($0, tools.schema(of: name)) }
            && isPlausible(.object(members))
    }

    /// The keys of all objects in the value.
    private static func innerKeys(_ value: JSONValue) -> Set<String> {
        switch value {
        case .object(let members):
            Set(members.map(\.key)).union(members.flatMap { innerKeys($0.value) })
        case .array(let elements): Set(elements.flatMap(innerKeys))
        default: []
        }
    }

    /// No string stands where the schema wants an object or an array: the bracket before it may be lost.
    private func fits(_ member: JSONMember, _ schema: JSONValue?) -> Bool {
        guard member.value.stringValue != nil else { return true }
        let types = SchemaTypes(of: schema?["properties"]?[member.key], root: schema)
        return types.isEmpty || !types.isSubset(of: [.object, .array])
    }

    /// No string has a quote without its partner, or the stump of a tag.
    private func isPlausible(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): members.allSatisfy { isPlausible($0.value) && isPlausible(.string($0.key)) }
        case .array(let elements): elements.allSatisfy { isPlausible($0) }
        case .string(let text):
            text.utf8.count { $0 == UInt8(ascii: "\"") } % 2 == 0 && !hasStump(text) && !hasOpener(text)
                && text.count { $0 == "“" } == text.count { $0 == "”" }
        default: true
        }
    }

    /// The next call stands in it.
    func hasOpener(_ text: String) -> Bool {
        guard let dialect = call.map({ table.dialects[$0.origin.dialect] }) else { return false }
        return dialect.openers.contains { $0.marker.utf8.count > 5 && text.contains("\n" + $0.marker) }
    }

    private func hasStump(_ string: String) -> Bool {
        guard case .taggedParameters(let syntax)? = call?.origin.body else { return false }
        if let word = syntax.wordCloser, let closer = syntax.parameterClosers.first, closer.hasSuffix(word) {
            // What stands before the word in the closer.
            if string.contains(closer.dropLast(word.count).dropFirst()) { return true }
        }
        let text = DamagedText(Array(string.utf8))
        return LooseTags(syntax, closers: []).hasTag(text, 0..<text.count)
    }
}
