/// Calls whose name stands in, or before, an object.
extension CallRecovery {
    private static let headKeys = nameKeys + ["arguments", "parameters", "args", "input", "id"]
    private static let nameKeys = ["name", "tool", "tool_name", "function", "function_name", "type"]
    private static let argumentKeys: Set<String> = ["arguments", "parameters", "args", "input"]

    /// `{"name": "NAME", "arguments": {...}}`.
    func object(_ text: DamagedText) -> RecoveredCall? {
        if let unescaped = unescapedOnce(text) { return object(unescaped) }
        let range = text.trimmed(text.range(0, text.count))
        let anchors = heads(text, range)
        guard let nameAt = nameAnchor(anchors, text, range),
            let argumentsAt = anchors.firstIndex(where: { Self.argumentKeys.contains($0.key) }),
            anchors.allSatisfy({ $0.end <= range.upperBound }),
            isHead(text, text.range(range.lowerBound, anchors[0].start))
        else { return nil }
        func value(_ number: Int) -> Range<Int> {
            text.range(anchors[number].end, number + 1 < anchors.count ? anchors[number + 1].start : range.upperBound)
        }
        let written = text.string(value(nameAt)).trimmed { $0.isWhitespace || "\"“”',\\{}]".contains($0) }
        guard let (name, schema) = tool(written), name == self.name ?? name else { return nil }
        for number in anchors.indices where number != nameAt && number != argumentsAt {
            guard value(number).upperBound <= value(argumentsAt).lowerBound else { return nil }
        }
        let isLast = argumentsAt == anchors.count - 1
        // A list may end around it.
        let isInList = text[range.upperBound - 1] == UInt8(ascii: "]")
        let recovery = ObjectRecovery(
            style: .json, schema: schema, enclosing: isLast ? isInList ? 2 : 1 : 0, needsClosers: !isEnded)
        let arguments = unwrapped(text.slice(value(argumentsAt)), isLast: isLast)
        return call(name, schema, recovery.members(in: arguments) ?? unkeyed(arguments, schema))
    }

    /// The one that names the tool: `name`, or else one whose value is a tool's name.
    private func nameAnchor(_ anchors: [KeyAnchor], _ text: DamagedText, _ range: Range<Int>) -> Int? {
        if let name = anchors.firstIndex(where: { $0.key == "name" }) { return name }
        return anchors.indices.first { number in
            let end = number + 1 < anchors.count ? anchors[number + 1].start : range.upperBound
            guard Self.nameKeys.contains(anchors[number].key), anchors[number].end <= end else { return false }
            let written = text.string(text.range(anchors[number].end, end)).trimmed {
                $0.isWhitespace || "\"“”',\\{}]".contains($0)
            }
            return tools.declares(written)
        }
    }

    /// The object's own keys, those of the arguments left out.
    private func heads(_ text: DamagedText, _ range: Range<Int>) -> [KeyAnchor] {
        var anchors = KeyAnchors(text, style: .json, keys: Self.headKeys).all(in: range)
        guard let arguments = anchors.firstIndex(where: { Self.argumentKeys.contains($0.key) }) else { return anchors }
        let hasName = anchors[..<arguments].contains { $0.key == "name" }
        if hasName {
            anchors.removeSubrange((arguments + 1)...)
        } else if let name = anchors.lastIndex(where: { $0.key == "name" || $0.key == "type" }), name > arguments {
            anchors = Array(anchors[...arguments]) + [anchors[name]]
        }
        return anchors
    }

    private func isHead(_ text: DamagedText, _ range: Range<Int>) -> Bool {
        range.allSatisfy { "{[\"',“".utf8.contains(text[$0]) || text[$0].isJSONWhitespace }
    }

    /// All quotes of the text are escaped.
    private func unescapedOnce(_ text: DamagedText) -> DamagedText? {
        guard let first = text.bytes.firstIndex(of: UInt8(ascii: "\"")), first > 0,
            text[first - 1] == UInt8(ascii: "\\"),
            DamagedValue.quoteCount(text, text.range(0, text.count)) == 0
        else { return nil }
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.count, "\"\\".utf8.contains(text[index + 1]) {
                index += 1
            }
            result.append(text[index])
            index += 1
        }
        return DamagedText(result)
    }

    /// Arguments that somebody escaped, put in a fence, or wrote as a string. `isLast`: brackets of the call stand behind.
    func unwrapped(_ text: DamagedText, isLast: Bool = true) -> DamagedText {
        let text = text.withoutEntities
        let start = text.skippingSpace(from: 0)
        if let inside = text.innerFence(at: start) {
            let brackets = text.bytes.reversed().prefix { isLast && "}])".utf8.contains($0) || $0.isJSONWhitespace }
                .count
            let end = text.count - brackets
            guard let fence = text.slice(text.range(0, end)).lastFence, fence > inside else { return text }
            return DamagedText(Array(text.bytes[inside..<fence]) + text.bytes[end...])
        }
        guard text[start] == UInt8(ascii: "\""),
            let (value, end) = DamagedValue.scan(text, text.range(start, text.count), .json),
            let inner = value.stringValue,
            case .object? = try? JSONValue(parsing: inner)
        else { return text }
        return DamagedText(Array(inner.utf8) + text.bytes[end...])
    }

    /// Arguments that are no object: the value of the only parameter, or values in the order of the parameters.
    func unkeyed(_ text: DamagedText, _ schema: JSONValue) -> [JSONMember]? {
        var end = text.trimmed(text.range(0, text.count)).upperBound
        if end > 0, text[end - 1] == UInt8(ascii: "}") { end -= 1 }
        let range = text.trimmed(text.range(0, end))
        let properties = schema["properties"]?.objectValue ?? []
        guard !range.isEmpty, !"{}".utf8.contains(text[range.lowerBound]) else { return nil }
        let list = "[" + text.string(range) + "]"
        let value = (try? JSONValue(parsing: text.string(range))) ?? (try? JSONValue(parsing: list))
        if let value {
            let elements = value.arrayValue ?? [value]
            // An object within a string is more than a string.
            let isWritten = elements.contains { element in
                element.stringValue.map { (try? JSONValue(parsing: $0))?.objectValue != nil } ?? false
            }
            guard !isWritten else { return nil }
            return JSONArguments.members(of: elements, schema)
        }
        guard properties.count == 1, SchemaTypes(of: properties[0].value, root: schema).contains(.string) else {
            return nil
        }
        let words = text.string(range)
        return words.contains { "{}[]\"\\\n:<".contains($0) }
            ? nil : [JSONMember(key: properties[0].key, value: .string(words))]
    }

    /// `[{"NAME": {...}}]`.
    func keyedObject(_ text: DamagedText) -> RecoveredCall? {
        var index = 0
        while index < text.count, "[{\"' \n".utf8.contains(text[index]) { index += 1 }
        let start = index
        while index < text.count, text[index].isNamePart, text[index] != UInt8(ascii: ":") { index += 1 }
        guard let (name, schema) = tool(text.string(text.range(start, index))), name == self.name ?? name else {
            return nil
        }
        while index < text.count, "\"' :=".utf8.contains(text[index]) { index += 1 }
        let isInList = text[text.trimmed(text.range(0, text.count)).upperBound - 1] == UInt8(ascii: "]")
        let recovery = ObjectRecovery(
            style: .json, schema: schema, enclosing: isInList ? 2 : 1, needsClosers: !isEnded)
        return call(name, schema, recovery.members(in: unwrapped(text.slice(text.range(index, text.count)))))
    }

    /// `NAME`, markers, `{...}`.
    func namedObject(_ text: DamagedText, _ syntax: NamedArgumentsSyntax) -> RecoveredCall? {
        let markers =
            (syntax.beforeName + syntax.nameEnds + syntax.beforeArguments + ["call:", "function"] + self.markers).filter
        {
            $0.utf8.count > 2
        }
        let stumps = markers.flatMap { [$0, String($0.dropFirst()), String($0.dropLast())] }.filter {
            $0.utf8.count > 3
        }
        let glue = stumps + ["name=", "json", ":", "\"", "'", "=", ">"]
        var index = skip(glue, text, from: 0)
        let start = index
        if !isNamedOutside { while index < text.count, text[index].isNamePart { index += 1 } }
        if !isNamedOutside, text.string(text.range(start, index)) == "functions." {
            index = text.skippingSpace(from: index)
            while index < text.count, text[index].isNamePart { index += 1 }
        }
        let written = isNamedOutside ? self.name ?? "" : text.string(text.range(start, index))
        guard let (name, schema) = tool(written), name == self.name ?? name else { return nil }
        if !isNamedOutside { index = behindRepetition(text, start..<index) }
        index = skip(glue, text, from: index)
        // The call's number, where a token stands before it.
        if text[index - 1] == UInt8(ascii: ":") {
            while text[index].isASCIIDigit { index += 1 }
            index = skip(glue, text, from: index)
        }
        for literal in ["id=", syntax.idOpen ?? "id="] where text.has(literal, at: index) {
            index += literal.utf8.count
            while index < text.count, text[index].isNamePart { index += 1 }
            index = skip(glue + ["args="], text, from: index)
        }
        index = skip(glue + ["args="], text, from: index)
        let takesNothing = schema["properties"]?.objectValue?.isEmpty != false
        if index == text.count, takesNothing { return call(name, schema, []) }
        let style: ObjectStyle = syntax.arguments == .braces ? .braces : .json
        let object = unwrapped(text.slice(text.range(index, text.count)), isLast: false)
        return call(
            name, schema, ObjectRecovery(style: style, schema: schema, needsClosers: !isEnded).members(in: object))
    }

    /// Behind white space and the literals.
    private func skip(_ literals: [String], _ text: DamagedText, from index: Int) -> Int {
        var index = text.skippingSpace(from: index)
        while true {
            if let literal = literals.first(where: { text.has($0, at: index, isFolded: $0.utf8.count > 3) }) {
                index = text.skippingSpace(from: index + literal.utf8.count)
            } else if let end = text.controlToken(at: index) {
                index = text.skippingSpace(from: end)
            } else {
                return index
            }
        }
    }
}
