/// Reads the arguments' object out of damaged text: keys are where the schema's stand, and what lies between two of them is
/// the value of the first.
struct ObjectRecovery {
    let style: ObjectStyle
    let schema: JSONValue
    /// Brackets around the object that close behind it.
    var enclosing = 0
    /// They have to be there: the text may have been cut.
    var needsClosers = false

    private var properties: [JSONMember] { schema["properties"]?.objectValue ?? [] }

    /// The members; `nil` where not everything can be accounted for. `text` begins with the object.
    func members(in text: DamagedText) -> [JSONMember]? {
        guard let members = readMembers(in: text) else { return nil }
        return needsClosers && closers(of: text) < enclosing + 1 + openDepth(members.last?.value) ? nil : members
    }

    /// Brackets that close at the very end.
    private func closers(of text: DamagedText) -> Int {
        text.bytes.reversed().prefix { "}])".utf8.contains($0) || $0.isJSONWhitespace }.count { !$0.isJSONWhitespace }
    }

    /// Containers that end with the value's end.
    private func openDepth(_ value: JSONValue?) -> Int {
        switch value {
        case .object(let members): 1 + openDepth(members.last?.value)
        case .array(let elements): 1 + openDepth(elements.last)
        default: 0
        }
    }

    private func readMembers(in text: DamagedText) -> [JSONMember]? {
        let range = text.trimmed(text.range(0, text.count))
        if let whole = whole(text, range) { return whole }
        let keys = properties.map(\.key)
        let anchors = KeyAnchors(text, style: style, keys: keys).all(in: range)
        guard let first = anchors.first, Set(anchors.map(\.key)).count == anchors.count else {
            return single(text, range)
        }
        guard isPunctuation(text, text.range(range.lowerBound, first.start)) else { return nil }
        var members: [JSONMember] = []
        for (number, anchor) in anchors.enumerated() {
            let isLast = number == anchors.count - 1
            let end = isLast ? range.upperBound : anchors[number + 1].start
            guard anchor.end <= end else { return nil }
            let value = DamagedValue(
                text: text, range: text.range(anchor.end, end), style: style, isLast: isLast,
                closers: isLast ? enclosing + 1 : 0, mayBeCut: needsClosers)
            let types = SchemaTypes(of: schema["properties"]?[anchor.key], root: schema)
            guard let read = value.read(as: types) else { return nil }
            members.append(JSONMember(key: anchor.key, value: read))
        }
        return members
    }

    /// The object as its usual reader takes it, with all that its schema declares.
    private func whole(_ text: DamagedText, _ range: Range<Int>) -> [JSONMember]? {
        guard style != .python, range.lowerBound < range.upperBound, text[range.lowerBound] == UInt8(ascii: "{"),
            let (value, end) = DamagedValue.scan(text, range, style), let members = value.objectValue,
            DamagedValue.isClosing(text, text.range(end, range.upperBound)),
            members.allSatisfy({ schema["properties"]?[$0.key] != nil }),
            Set(members.map(\.key)).count == members.count
        else { return nil }
        let closers = (end..<range.upperBound).count { "}])".utf8.contains(text[$0]) }
        if closers < enclosing, members.contains(where: { holdsOther($0.value, than: members) }) { return nil }
        return members.allSatisfy { fits($0) } ? members : nil
    }

    /// A member of the call itself, which has not come, stands in the value: a bracket before it is lost.
    private func holdsOther(_ value: JSONValue, than members: [JSONMember]) -> Bool {
        switch value {
        case .object(let inner):
            inner.contains { member in
                schema["properties"]?[member.key] != nil && !members.contains { $0.key == member.key }
                    || holdsOther(member.value, than: members)
            }
        case .array(let elements): elements.contains { holdsOther($0, than: members) }
        default: false
        }
    }

    /// A value of the type that is declared, and no string with a quote at its edge, which is one too many.
    private func fits(_ member: JSONMember) -> Bool {
        guard let text = member.value.stringValue else { return true }
        let quotes = text.utf8.count { $0 == UInt8(ascii: "\"") }
        return quotes % 2 == 0 || !(text.hasPrefix("\"") || text.hasSuffix("\""))
    }

    /// The value of the only parameter, without its key.
    private func single(_ text: DamagedText, _ range: Range<Int>) -> [JSONMember]? {
        guard properties.count == 1, style != .python, range.count > 2, text[range.lowerBound] == UInt8(ascii: "{")
        else { return nil }
        let types = SchemaTypes(of: properties[0].value, root: schema)
        guard types.contains(.string) else { return nil }
        let value = DamagedValue(
            text: text, range: text.range(range.lowerBound + 1, range.upperBound), style: style, isLast: true,
            closers: enclosing + 1)
        guard let read = value.read(as: types), let inner = read.stringValue,
            !inner.contains(where: { "{}[]\":=".contains($0) })
        else { return nil }
        return [JSONMember(key: properties[0].key, value: read)]
    }

    /// Nothing but brackets, commas, quotes and white space.
    private func isPunctuation(_ text: DamagedText, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if let token = KeyAnchors.tokens.first(where: { text.has($0, at: index) }) {
                index += token.utf8.count
            } else if "{,\"'([".utf8.contains(text[index]) {
                index += 1
            } else {
                let next = text.skippingSpace(from: index, upTo: range.upperBound)
                guard next > index else { return false }
                index = next
            }
        }
        return true
    }
}
