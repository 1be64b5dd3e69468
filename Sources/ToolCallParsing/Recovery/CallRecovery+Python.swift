/// Calls in Python's notation.
extension CallRecovery {
    /// `NAME(key=value, ...)`.
    func python(_ text: DamagedText) -> RecoveredCall? {
        var start = text.skippingSpace(from: 0)
        while start < text.count, text[start] == UInt8(ascii: "[") { start = text.skippingSpace(from: start + 1) }
        var index = start
        while index < text.count, text[index].isNamePart { index += 1 }
        guard let (name, schema) = tool(text.string(text.range(start, index))), name == self.name ?? name else {
            return nil
        }
        index = text.skippingSpace(from: behindRepetition(text, start..<index))
        if let end = text.controlToken(at: index) { index = text.skippingSpace(from: end) }
        let arguments = unwrapped(text.slice(text.range(index, text.count)))
        guard arguments[arguments.skippingSpace(from: 0)] == UInt8(ascii: "(") else { return nil }
        let recovery = ObjectRecovery(
            style: .python, schema: schema, enclosing: closesList(text) ? 1 : 0, needsClosers: !isEnded)
        if let keyed = call(name, schema, recovery.members(in: arguments)) { return keyed }
        return call(name, schema, positional(arguments, schema))
    }

    private func closesList(_ text: DamagedText) -> Bool {
        text.bytes.last { !$0.isJSONWhitespace } == UInt8(ascii: "]")
    }

    /// An object as the only value is the arguments themselves.
    private func wrapped(_ value: JSONValue, _ schema: JSONValue) -> [JSONMember]? {
        guard let members = value.objectValue, !members.isEmpty else { return nil }
        return members.allSatisfy { schema["properties"]?[$0.key] != nil } ? members : nil
    }

    /// Values without keywords are those of the parameters in their order, before or behind the ones that have theirs.
    private func positional(_ text: DamagedText, _ schema: JSONValue) -> [JSONMember]? {
        let properties = schema["properties"]?.objectValue ?? []
        var members: [JSONMember] = []
        var loose: [JSONValue] = []
        var index = 1
        while true {
            index = text.skippingSpace(from: index)
            guard index < text.count, text[index] != UInt8(ascii: ")") else { break }
            if text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            var key: String?
            let start = index
            while index < text.count, text[index].isIdentifierPart { index += 1 }
            let separator = text.skippingSpace(from: index)
            if index > start, separator < text.count, text[separator] == UInt8(ascii: "=") {
                key = text.string(text.range(start, index))
                index = separator + 1
            } else {
                index = start
            }
            index = text.skippingSpace(from: index)
            guard let (value, end) = DamagedValue.scan(text, text.range(index, text.count), .python) else { return nil }
            index = end
            if let key {
                guard !members.contains(where: { $0.key == key }) else { return nil }
                members.append(JSONMember(key: key, value: value))
            } else {
                loose.append(value)
            }
        }
        guard isEnded || index < text.count, DamagedValue.isClosing(text, text.range(index, text.count)) else {
            return nil
        }
        if members.isEmpty, loose.count == 1, let members = wrapped(loose[0], schema) { return members }
        let open = properties.filter { property in !members.contains { $0.key == property.key } }
        guard loose.count <= open.count else { return nil }
        for (value, property) in zip(loose, open) {
            let types = SchemaTypes(of: property.value, root: schema)
            let own = SchemaTypes(of: value)
            guard types.isEmpty || types.contains(own) || types.contains(.number) && own == .integer else { return nil }
            members.append(JSONMember(key: property.key, value: value))
        }
        let order = properties.map(\.key)
        return members.sorted { order.firstIndex(of: $0.key) ?? 0 < order.firstIndex(of: $1.key) ?? 0 }
    }
}
