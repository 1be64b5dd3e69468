/// Notations whose values are text.
extension CollectedNotation {
    private static let begin = "BEGIN_ARG:"
    private static let end = "END_ARG"

    /// The values have no keys: they stand in the declared order.
    static func readListed(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        let whole = String(decoding: text.bytes, as: UTF8.self)
        let parts = whole.components(separatedByLiteral: begin)
        guard parts.count > 1 else { return nil }
        var name = parts[0].trimmed(where: \.isWhitespace)
        if name.hasPrefix("call:") { name.removeFirst(5) }
        name = name.trimmed { $0 == ":" || $0.isWhitespace }
        let schema = tools.schema(of: name)
        let properties = schema?["properties"]?.objectValue ?? []
        guard !name.isEmpty, parts.count - 1 <= properties.count else { return nil }
        var pairs = PairList(schema: schema)
        for (part, property) in zip(parts.dropFirst(), properties) {
            let pieces = part.components(separatedByLiteral: end)
            guard pieces.count == 2, pieces[1].allSatisfy(\.isWhitespace) else { return nil }
            var value = Substring(pieces[0])
            if value.first == "\n" || value.first == "\r\n" { value.removeFirst() }
            if value.last == "\n" || value.last == "\r\n" { value.removeLast() }
            let isQuoted = value.hasPrefix(BracketScan.quoteTokens[0]) && value.hasSuffix(BracketScan.quoteTokens[0])
            if isQuoted, value.utf8.count >= 10 { value = value.dropFirst(5).dropLast(5) }
            pairs.append(property.key, text: String(value), isQuoted: isQuoted)
        }
        return CollectedCall(name: name, arguments: pairs.arguments)
    }

    /// The label is the tool where one of that name is declared; else the line behind it begins with the name.
    static func readLabelled(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        guard let labelEnd = text.bytes.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let label = String(decoding: text.bytes[..<labelEnd], as: UTF8.self).trimmed(where: \.isWhitespace)
        let start = text.skippingWhitespace(from: labelEnd + 1)
        guard start < text.count, !label.isEmpty else { return nil }
        if text[start] == UInt8(ascii: "{") {
            if let call = object(text, start..<text.count, of: label, tools) { return call }
            // A damaged object is no text, a shell's braces are.
            let next = text.skippingWhitespace(from: start + 1)
            guard next < text.count, !"\"'}".utf8.contains(text[next]) else { return nil }
        }
        if !tools.isEmpty, tools.schemaName(of: label) != nil { return onlyText(text, start, of: label, tools) }
        var nameEnd = start
        while nameEnd < text.count, !text[nameEnd].isJSONWhitespace { nameEnd += 1 }
        let name = String(decoding: text.bytes[start..<nameEnd], as: UTF8.self)
        let rest = text.skippingWhitespace(from: nameEnd)
        if rest < text.count, text[rest] == UInt8(ascii: "{"),
            let call = object(text, rest..<text.count, of: name, tools)
        {
            return call
        }
        return onlyText(text, rest, of: name, tools)
    }

    /// The text from `start` on is the only parameter's, or the only one's that is required.
    private static func onlyText(
        _ text: RawText, _ start: Int, of name: String, _ tools: ToolCatalog
    ) -> CollectedCall? {
        let schema = tools.schema(of: name)
        let properties = schema?["properties"]?.objectValue ?? []
        let required = schema?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let value = String(decoding: text.bytes[min(start, text.count)...], as: UTF8.self)
            .trimmed(where: \.isWhitespace)
        var pairs = PairList(schema: schema)
        if value.isEmpty {
            guard tools.schemaName(of: name) != nil, required.isEmpty else { return nil }
        } else {
            let keys = properties.map(\.key)
            let only = keys.count == 1 ? keys : required.count == 1 ? required : keys.filter { $0 == "command" }
            guard let key = only.first else { return nil }
            pairs.append(key, text: value, isQuoted: false)
        }
        return CollectedCall(name: name, arguments: pairs.arguments)
    }

    /// `NAME KEY=VALUE KEY=VALUE`: every key is one of the tool's.
    static func readAssignments(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        let words = String(decoding: text.bytes, as: UTF8.self).trimmed(where: \.isWhitespace)
        guard let nameEnd = words.firstIndex(where: \.isWhitespace) else { return nil }
        let name = String(words[..<nameEnd])
        let schema = tools.schema(of: name)
        guard let properties = schema?["properties"]?.objectValue else { return nil }
        var pairs = PairList(schema: schema)
        var rest = words[nameEnd...].drop(while: \.isWhitespace)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "="),
                let key = properties.first(where: { $0.key == rest[..<equals] })
            else { return nil }
            rest = rest[rest.index(after: equals)...]
            let next = properties.compactMap { rest.firstRange(of: " \($0.key)=") }.min {
                $0.lowerBound < $1.lowerBound
            }
            let value = String(rest[..<(next?.lowerBound ?? rest.endIndex)]).trimmed(where: \.isWhitespace)
            let unquoted = value.unquoted
            pairs.append(key.key, text: unquoted ?? value, isQuoted: unquoted != nil)
            rest = next.map { rest[$0.lowerBound...].drop(while: \.isWhitespace) } ?? ""
        }
        return pairs.isEmpty ? nil : CollectedCall(name: name, arguments: pairs.arguments)
    }

    /// Each pair may also have all of its tags.
    static func readGluedPairs(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        let parts = String(decoding: text.bytes, as: UTF8.self).components(separatedByLiteral: "<arg_key>")
        let name = parts[0].trimmed(where: \.isWhitespace)
        let schema = tools.schema(of: name)
        var pairs = PairList(schema: schema)
        for part in parts.dropFirst() {
            let pieces = part.components(separatedByLiteral: "</arg_value>")
            guard pieces.count == 2, pieces[1].allSatisfy(\.isWhitespace) else { return nil }
            let whole = pieces[0].components(separatedByLiteral: "</arg_key>")
            let glued = pieces[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if whole.count == 2, let open = whole[1].firstRange(of: "<arg_value>") {
                pairs.append(
                    whole[0].trimmed(where: \.isWhitespace), text: String(whole[1][open.upperBound...]), isQuoted: false
                )
            } else if whole.count == 1, glued.count == 2, !glued[0].isEmpty {
                pairs.append(String(glued[0]).trimmed(where: \.isWhitespace), text: String(glued[1]), isQuoted: false)
            } else {
                return nil
            }
        }
        return pairs.isEmpty ? nil : CollectedCall(name: name, arguments: pairs.arguments)
    }

    /// Nothing is made up: only a tool that needs no arguments is called without any.
    static func readName(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        let name = String(decoding: text.bytes, as: UTF8.self).trimmed(where: \.isWhitespace)
        let required = tools.schema(of: name)?["required"]?.arrayValue ?? []
        guard !tools.isEmpty, tools.declares(name), required.isEmpty else { return nil }
        return CollectedCall(name: name, arguments: PairList(schema: nil).arguments)
    }
}

/// Keys and values as they are found, made into one object.
struct PairList {
    private let schema: JSONValue?
    private var members = ArgumentText()
    private(set) var keys: Set<String> = []

    init(schema: JSONValue?) { self.schema = schema }

    var isEmpty: Bool { keys.isEmpty }

    /// A value as text, of the type that the schema asks for; one that comes again is ignored.
    /// `isQuoted`: without a type it is a string, however it looks.
    mutating func append(_ key: String, text: String, isQuoted: Bool) {
        guard open(key) else { return }
        let types = SchemaTypes(of: schema?["properties"]?[key], root: schema)
        var typing = ValueTyping(types)
        typing.untypedIsJSON = !isQuoted
        ArgumentCoercion.append(Array(text.utf8)[...], as: typing, to: &members.bytes)
    }

    /// A value that is JSON.
    mutating func append(_ key: String, json: [UInt8]) {
        guard open(key) else { return }
        members.bytes.append(contentsOf: json)
    }

    private mutating func open(_ key: String) -> Bool {
        guard keys.insert(key).inserted else { return false }
        if keys.count > 1 { members.append(",") }
        JSONString.appendQuoted(key, to: &members.bytes)
        members.append(":")
        return true
    }

    var arguments: ArgumentText {
        var whole = ArgumentText()
        whole.append("{")
        whole.bytes.append(contentsOf: members.bytes)
        whole.append("}")
        return whole
    }
}

extension String {
    /// The parts between the places at which `literal` stands.
    func components(separatedByLiteral literal: String) -> [String] {
        split(separator: literal, omittingEmptySubsequences: false).map(String.init)
    }

    /// What stands between two quotes of one kind; `nil`: there are none.
    var unquoted: String? {
        guard count > 1, let quote = first, quote == "\"" || quote == "'", last == quote else { return nil }
        return String(dropFirst().dropLast())
    }
}
