/// Reads objects and arrays of which no schema tells the keys. Punctuation may be damaged; strings and words have to be
/// whole, or reading ends.
struct LooseReader {
    private let text: DamagedText
    private let end: Int
    private let style: ObjectStyle
    var index = 0
    private var depth = 0

    private static let maximumDepth = 64

    init(_ text: DamagedText, _ end: Int, _ style: ObjectStyle) {
        self.text = text
        self.end = end
        self.style = style
    }

    mutating func value() -> JSONValue? {
        index = text.skippingSpace(from: index, upTo: end)
        guard index < end, depth < Self.maximumDepth else { return nil }
        depth += 1
        defer { depth -= 1 }
        switch text[index] {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["), UInt8(ascii: "("): return array()
        default:
            if let string = string() { return .string(string) }
            return word()
        }
    }

    private mutating func object() -> JSONValue? {
        index += 1
        if text.skippingSpace(from: index, upTo: end) == index, index < end, text[index] == UInt8(ascii: "{") {
            return doubledObject()
        }
        var members: [JSONMember] = []
        while true {
            skipCommas()
            guard index < end else { return .object(members) }
            if text[index] == UInt8(ascii: "}") {
                index += 1
                return .object(members)
            }
            guard let key = key(), !members.contains(where: { $0.key == key }), let value = value() else {
                return nil
            }
            members.append(JSONMember(key: key, value: value))
        }
    }

    /// `{{...}}`, as templates write one.
    private mutating func doubledObject() -> JSONValue? {
        guard depth < Self.maximumDepth, let value = value(), index < end, text[index] == UInt8(ascii: "}") else {
            return nil
        }
        index += 1
        return value
    }

    private mutating func array() -> JSONValue? {
        let closer = text[index] == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")
        index += 1
        var elements: [JSONValue] = []
        while true {
            skipCommas()
            guard index < end else { return .array(elements) }
            if text[index] == closer {
                index += 1
                return .array(elements)
            }
            guard let value = value() else { return nil }
            elements.append(value)
        }
    }

    private mutating func skipCommas() {
        index = text.skippingSpace(from: index, upTo: end)
        while index < end, isComma(index) {
            index = text.skippingSpace(from: index + max(1, text.wide(UInt8(ascii: ","), at: index)), upTo: end)
        }
    }

    private func isComma(_ index: Int) -> Bool {
        text[index] == UInt8(ascii: ",") || text.wide(UInt8(ascii: ","), at: index) > 0
    }

    private func isColon(_ index: Int) -> Bool { text.wide(UInt8(ascii: ":"), at: index) > 0 }

    /// A key and what separates it from its value.
    private mutating func key() -> String? {
        let key: String
        if let quoted = string(isKey: true) {
            key = quoted
        } else {
            let start = index
            while index < end, !",{}[]()\"'<>:=\n".utf8.contains(text[index]), !isColon(index) { index += 1 }
            key = text.string(text.trimmed(text.range(start, index))).trimmed { "“”".contains($0) }
            if index < end, "\"'".utf8.contains(text[index]) { index += 1 }
        }
        index = text.skippingSpace(from: index, upTo: end)
        let start = index
        while index < end, ":=>".utf8.contains(text[index]) || isColon(index) {
            index += max(1, text.wide(UInt8(ascii: ":"), at: index))
        }
        let hasSeparator = index > start
        return key.isEmpty || !hasSeparator && !(index < end && text[index] == UInt8(ascii: "\"")) ? nil : key
    }

    /// `nil`: no string stands here, or none that ends as one.
    private mutating func string(isKey: Bool = false) -> String? {
        let start = index
        var quote = ""
        for token in KeyAnchors.tokens + KeyAnchors.curly + ["\\\"", "\"", "'"] where text.has(token, at: index) {
            quote = token == "\\\"" || KeyAnchors.curly.contains(token) ? "\"" : token
            index += token.utf8.count
            break
        }
        guard !quote.isEmpty else { return nil }
        let length = quote.utf8.count
        if text.has(quote, at: index), !isFollowed(index + length, isKey) { index += length }
        let begin = index
        while index < end {
            if text.has(quote + quote, at: index), isClosed(index + 2 * length, isKey) {
                let inner = text.bytes[text.range(begin, index)].withUnsafeBytes { JSONString.unescaped($0) }
                let string = length > 1 ? text.string(text.range(begin, index)) : inner
                index += 2 * length
                return string
            }
            if length > 1, index > begin, text.has("," + quote, at: index - 1), !isFollowed(index + length, isKey) {
                // Its end is lost: a token opens the next one.
                return text.string(text.range(begin, index - 1))
            }
            let isCurly = quote == "\"" && text.has("”", at: index) && isClosed(index + 3, isKey)
            if text.has(quote, at: index) || isCurly
                || quote == "\"" && text.has("\\\"", at: index) && isClosed(index + 2, isKey)
            {
                let length = isCurly ? 3 : text[index] == UInt8(ascii: "\\") ? 2 : quote.utf8.count
                if isFollowed(index + length, isKey) {
                    let inner = text.bytes[text.range(begin, index)].withUnsafeBytes { JSONString.unescaped($0) }
                    let isRaw = quote.hasPrefix("<")
                    let string = isRaw ? text.string(text.range(begin, index)) : inner
                    index += length
                    return string
                }
                break
            }
            index += quote.hasPrefix("<") || text[index] != UInt8(ascii: "\\") ? 1 : 2
        }
        index = start
        return nil
    }

    private func isClosed(_ start: Int, _ isKey: Bool) -> Bool {
        let next = text.skippingSpace(from: start, upTo: end)
        return next >= end || (isKey ? ":=" : ",}])").utf8.contains(text[next])
            || (isKey ? isColon(next) : isComma(next))
    }

    private func isFollowed(_ start: Int, _ isKey: Bool) -> Bool {
        let next = text.skippingSpace(from: start, upTo: end)
        guard next < end else { return true }
        return (isKey ? ":=\"" : ",}])\"").utf8.contains(text[next]) || (isKey ? isColon(next) : isComma(next))
    }

    /// A number or a literal; in braces a word.
    private mutating func word() -> JSONValue? {
        let start = index
        while index < end, !",{}[]()\"'<>:=\n".utf8.contains(text[index]), !isComma(index) { index += 1 }
        let range = text.trimmed(text.range(start, index))
        guard !range.isEmpty else { return nil }
        if style == .braces, let token = KeyAnchors.tokens.first(where: { text.has($0, at: index) }),
            isClosed(index + token.utf8.count, false)
        {
            // The quote before it is lost.
            index += token.utf8.count
            return .string(text.string(range))
        }
        if index < end, !",}])\n".utf8.contains(text[index]), !isComma(index) { return nil }
        let literal = text.bytes[range].withUnsafeBytes { JSONLiteral($0) }
        if let literal { return try? JSONValue(parsing: literal.bytes) }
        return style == .braces ? .string(text.string(range)) : nil
    }
}
