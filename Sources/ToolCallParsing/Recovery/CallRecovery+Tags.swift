/// Calls between tags, some of which may be lost, doubled, or another's.
extension CallRecovery {
    func tagged(_ text: DamagedText, _ syntax: TagSyntax) -> RecoveredCall? {
        guard isEnded, !isNamedOutside else { return nil }
        let tags = LooseTags(syntax, closers: [])
        let text = tags.inUsualCase(text)
        return syntax.valueOpens.isEmpty
            ? keysInTags(text, syntax, tags) : keysBetweenTags(text, syntax, tags)
    }

    // MARK: Keys between tags

    /// `NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>`: what stands between tags is the name, then keys and values
    /// in turn.
    private func keysBetweenTags(_ text: DamagedText, _ syntax: TagSyntax, _ tags: LooseTags) -> RecoveredCall? {
        var parts = tags.parts(of: text)
        if parts.count == 1 {
            let whole = text.slice(parts[0].range)
            if let one = assignments(text, parts[0].range) ?? namedObject(whole, NamedArgumentsSyntax(nameEnds: [])) {
                return one
            }
        }
        guard let first = parts.first, let (name, schema, key) = head(text.string(withoutToken(text, first.range))),
            name == self.name ?? name
        else { return nil }
        parts.removeFirst()
        let properties = schema["properties"]
        var members: [JSONMember] = []
        var waiting = key
        var isValueDue = false
        for part in parts {
            var range = text.trimmed(part.range)
            if waiting == nil, let end = text.controlToken(at: range.lowerBound) {
                range = text.range(end, range.upperBound)
                // The model's own, which says nothing here.
                if range.isEmpty { continue }
            }
            let word = text.string(range)
            let isNewKey = properties?[word] != nil && word != waiting && !members.contains { $0.key == word }
            if let key = waiting {
                if isNewKey, !part.behindValueTag, part.behindKeyTag, !isValueDue {
                    // The key before it has no value: nothing was written.
                    waiting = word
                    continue
                }
                guard let value = typed(text, part.range, schema, key, syntax) else { return nil }
                members.append(JSONMember(key: key, value: value))
                waiting = nil
            } else {
                guard isNewKey else { return nil }
                waiting = word
                isValueDue = false
            }
        }
        if waiting != nil && members.isEmpty { return nil }
        return call(name, schema, members)
    }

    /// Without a token of the model's own at the end.
    private func withoutToken(_ text: DamagedText, _ range: Range<Int>) -> Range<Int> {
        let range = text.trimmed(range)
        guard let start = text.controlToken(before: range.upperBound), start > range.lowerBound else { return range }
        return text.range(range.lowerBound, start)
    }

    /// `NAME key=value key=value`.
    private func assignments(_ text: DamagedText, _ range: Range<Int>) -> RecoveredCall? {
        let range = text.trimmed(range)
        var end = range.lowerBound
        while end < range.upperBound, text[end].isNamePart { end += 1 }
        guard end < range.upperBound, text[end].isJSONWhitespace,
            range.contains(where: { text[$0] == UInt8(ascii: "=") }),
            let (name, schema) = tool(text.string(text.range(range.lowerBound, end))), name == self.name ?? name
        else { return nil }
        let recovery = ObjectRecovery(style: .python, schema: schema, enclosing: -1)
        return call(name, schema, recovery.members(in: text.slice(text.range(end, range.upperBound))))
    }

    /// The name, perhaps with the first key behind it.
    private func head(_ written: String) -> (name: String, schema: JSONValue, key: String?)? {
        let words = written.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first, words.count <= 2 else { return nil }
        if let (name, schema) = tool(first) {
            guard words.count == 2 else { return (name, schema, nil) }
            return schema["properties"]?[words[1]] != nil ? (name, schema, words[1]) : nil
        }
        guard words.count == 1 else { return nil }
        // The tag between them is lost.
        for length in stride(from: first.count - 1, to: 0, by: -1) {
            guard tools.declares(String(first.prefix(length))), let (name, schema) = tool(String(first.prefix(length)))
            else { continue }
            let key = String(first.dropFirst(length))
            return schema["properties"]?[key] != nil ? (name, schema, key) : nil
        }
        return nil
    }

    // MARK: Keys in tags

    /// `<function=NAME><parameter=KEY>VALUE</parameter></function>`.
    private func keysInTags(_ text: DamagedText, _ syntax: TagSyntax, _ tags: LooseTags) -> RecoveredCall? {
        // The marker may have been the call's own tag.
        let hasWord = !isAnyDialect || markers.allSatisfy(syntax.callOpens.contains)
        guard let (name, schema, start) = headTag(text, tags, hasWord), name == self.name ?? name else { return nil }
        let properties = schema["properties"]?.objectValue ?? []
        var first = text.skippingSpace(from: start)
        let isKey =
            first > 0 && text[first - 1] == UInt8(ascii: "\"")
            && properties.contains { text.has($0.key + "\"", at: first) }
        if isKey { first -= 1 }
        var end = text.count
        if let inside = text.innerFence(at: first), let close = text.lastFence {
            (first, end) = (inside, close)
        }
        let inside = unwrapped(text.slice(tags.withoutClosers(text, text.range(first, end))), isLast: false)
        if text[first] == UInt8(ascii: "{") || isKey || inside[0] == UInt8(ascii: "{") {
            // One object in the place of the parameters.
            let object = isKey ? text.slice(tags.withoutClosers(text, text.range(first, end))) : inside
            return call(name, schema, ObjectRecovery(style: .json, schema: schema).members(in: object))
        }
        let anchors = tags.keys(properties.map(\.key), in: text, from: start)
        guard Set(anchors.map(\.key)).count == anchors.count else { return nil }
        guard let first = anchors.first else { return keyless(text, start, name, schema, syntax, tags) }
        guard tags.isOnlyTags(text, text.range(start, first.start)) else { return nil }
        var members: [JSONMember] = []
        for (number, anchor) in anchors.enumerated() {
            let end = number + 1 < anchors.count ? anchors[number + 1].start : text.count
            let range = withoutCharacterData(text, tags.withoutClosers(text, text.range(anchor.end, end)), syntax)
            guard !tags.hasTag(text, range), let value = typed(text, range, schema, anchor.key, syntax) else {
                return nil
            }
            members.append(JSONMember(key: anchor.key, value: value))
        }
        return call(name, schema, members)
    }

    /// Without the marks of a CDATA section, whose end may be lost.
    private func withoutCharacterData(_ text: DamagedText, _ range: Range<Int>, _ syntax: TagSyntax) -> Range<Int> {
        guard syntax.padding == .trimmed else { return range }
        var (start, end) = (range.lowerBound, range.upperBound)
        if text.has("<![CDATA[", at: start) { start += 9 }
        if end - start >= 3, text.has("]]>", at: end - 3) { end -= 3 }
        return text.range(start, end)
    }

    /// The call's own tag: the name, and where it ends.
    private func headTag(
        _ text: DamagedText, _ tags: LooseTags, _ hasWord: Bool
    ) -> (String, JSONValue, Int)? {
        var start = text.skippingSpace(from: 0)
        var hasWord = hasWord
        while let end = tags.headEnd(text, at: start) {
            hasWord = hasWord || tags.isWord(text, at: start)
            start = end
        }
        guard hasWord else { return nil }
        var index = start
        while index < text.count, text[index].isNamePart { index += 1 }
        guard index > start, let (name, schema) = tool(text.string(text.range(start, index))) else { return nil }
        index = behindRepetition(text, start..<index)
        while index < text.count {
            if let end = text.controlToken(at: index) {
                index = end
            } else if "\"' >/".utf8.contains(text[index]) {
                index += 1
            } else {
                break
            }
        }
        return (name, schema, tags.skippingHead(text, from: index))
    }

    /// Behind a name that stands there a second time.
    func behindRepetition(_ text: DamagedText, _ name: Range<Int>) -> Int {
        let next = text.skippingSpace(from: name.upperBound)
        let end = next + name.count
        let isSame = next > name.upperBound && text.has(text.string(name), at: next) && !text[end].isNamePart
        return isSame ? end : name.upperBound
    }

    /// A value without a key, of the only parameter; or none at all.
    private func keyless(
        _ text: DamagedText, _ start: Int, _ name: String, _ schema: JSONValue, _ syntax: TagSyntax, _ tags: LooseTags
    ) -> RecoveredCall? {
        let range = tags.withoutClosers(text, text.range(tags.skippingTags(text, from: start), text.count))
        let properties = schema["properties"]?.objectValue ?? []
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard !text.trimmed(range).isEmpty else { return call(name, schema, []) }
        let key = properties.count == 1 ? properties[0].key : required.count == 1 ? required[0] : nil
        guard let key, !tags.hasTag(text, range), !text.has("name", at: text.trimmed(range).lowerBound),
            !text.has(name + ">", at: text.trimmed(range).lowerBound),
            !"{[<>".utf8.contains(text[text.trimmed(range).lowerBound]),
            !tags.isWord(text, at: text.trimmed(range).lowerBound),
            !properties.contains(where: { text.has($0.key, at: text.trimmed(range).lowerBound) }),
            let value = typed(text, text.trimmed(range), schema, key, syntax)
        else { return nil }
        return call(name, schema, [JSONMember(key: key, value: value)])
    }

    // MARK: Values

    /// The text as what the schema asks for; `nil`: it is nothing of the kind.
    private func typed(
        _ text: DamagedText, _ range: Range<Int>, _ schema: JSONValue, _ key: String, _ syntax: TagSyntax
    ) -> JSONValue? {
        let types = SchemaTypes(of: schema["properties"]?[key], root: schema)
        let typing = ValueTyping(
            schema: types, attributes: [:], untypedIsJSON: syntax.untypedIsJSON, schemaDecides: syntax.typeOpen != nil)
        if typing.isString { return .string(text.string(range)) }
        var output: [UInt8] = []
        ArgumentCoercion.append(text.bytes[range], as: typing, to: &output)
        guard let value = try? JSONValue(parsing: output) else { return nil }
        let isString = value.stringValue != nil
        return isString && !types.isEmpty && !types.contains(.string) ? nil : value
    }
}
