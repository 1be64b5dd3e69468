/// A key that stands where keys stand: where reading can find its footing.
struct KeyAnchor {
    var key: String
    /// Where what surrounds it begins: its comma, its quotes.
    var start: Int
    /// Where its value begins.
    var end: Int
}

/// How an object is written.
enum ObjectStyle {
    case json
    /// Gemma's: bare keys, strings between quote tokens.
    case braces
    /// Keywords and values in parentheses.
    case python
}

/// Finds keys in damaged text. What is around a key may be damaged, but not all of it.
struct KeyAnchors {
    let text: DamagedText
    let style: ObjectStyle
    /// The longest first, so that no key is taken for another one's beginning.
    private let keys: [String]
    /// No key of the text has quotes.
    private let isOnlyUnquoted: Bool

    static let tokens = ["<|\"|>", "<|\">", "<escape>"]
    /// Quotes of texts, for quotes of JSON.
    static let curly = ["“", "”"]
    /// What counts as one quote around a key.
    private static let longQuotes = tokens + curly

    init(_ text: DamagedText, style: ObjectStyle, keys: [String]) {
        self.text = text
        self.style = style
        self.keys = keys.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
        isOnlyUnquoted =
            style == .json
            && !keys.contains { key in
                text.first("\"" + key, in: text.range(0, text.count)) != nil
                    || text.first(key + "\"", in: text.range(0, text.count)) != nil
            }
    }

    /// All of them, in order.
    func all(in range: Range<Int>) -> [KeyAnchor] {
        var anchors: [KeyAnchor] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if let anchor = anchor(at: index, in: range) {
                anchors.append(anchor)
                index = max(anchor.end, index + 1)
            } else {
                index += 1
            }
        }
        return anchors
    }

    private func anchor(at index: Int, in range: Range<Int>) -> KeyAnchor? {
        for key in keys where text.has(key, at: index) && index + key.utf8.count <= range.upperBound {
            if let anchor = anchor(key, at: index, in: range) { return anchor }
        }
        return nil
    }

    private func anchor(_ key: String, at index: Int, in range: Range<Int>) -> KeyAnchor? {
        let left = quotesBefore(index, in: range)
        let behind = index + key.utf8.count
        // Keys have no quotes there: one behind it is the value's.
        let right =
            style == .json || !left.isEmpty ? quotesBehind(behind, in: range) : Quotes(start: behind, end: behind)
        if left.isEscaped && right.isEscaped { return nil }
        let isBehindDigit = style == .braces && index > range.lowerBound && text[index - 1].isASCIIDigit
        if left.isEmpty, index > range.lowerBound, text[index - 1].isIdentifierPart, !isBehindDigit { return nil }
        var value = text.skippingSpace(from: right.end, upTo: range.upperBound)
        let separatorStart = value
        while value < range.upperBound {
            let colon = text.wide(UInt8(ascii: ":"), at: value)
            guard colon > 0 || ":=>".utf8.contains(text[value]) else { break }
            value += max(1, colon)
        }
        let hasSeparator = value > separatorStart
        value = text.skippingSpace(from: value, upTo: range.upperBound)
        var start = left.start
        start = spaceStart(before: start, in: range)
        let before = start > range.lowerBound ? text[start - 1] : UInt8(ascii: "{")
        let isWide = start >= 3 && text.wide(UInt8(ascii: ","), at: start - 3) > 0
        if isWide { start -= 3 }
        let isDelimited = isWide || "{,([;".utf8.contains(before)
        if style == .json {
            // A word in a text has no quote at all, or more of them that are escaped.
            guard !left.isEmpty || !right.isEmpty || isOnlyUnquoted && isDelimited else { return nil }
        } else {
            let isBehindValue = "\"')]}>".utf8.contains(before) || before.isASCIIDigit || before.isASCIILetter
            guard isDelimited || hasSeparator && (!left.isEmpty || isBehindValue && (start < index || isBehindDigit))
            else {
                return nil
            }
        }
        guard isDelimited || !left.isEmpty || style != .json else { return nil }
        if !hasSeparator, style != .json {
            guard isDelimited, value < range.upperBound, right.isEmpty || !left.isEmpty,
                text[value].isASCIIDigit || "\"'<[{".utf8.contains(text[value]) || text.has("True", at: value)
                    || text.has("False", at: value) || text.has("true", at: value) || text.has("false", at: value)
            else { return nil }
        } else if !hasSeparator {
            guard isDelimited, style == .json, !left.isEmpty, !right.isEmpty, value < range.upperBound,
                "\"{[-0123456789tfn".utf8.contains(text[value]) || right.count > 1
            else { return nil }
        }
        while start > range.lowerBound, text[start - 1] == UInt8(ascii: ",") || text[start - 1].isJSONWhitespace {
            start -= 1
        }
        return KeyAnchor(key: key, start: start, end: value)
    }

    /// Where the white space before a place begins, and what shows nothing.
    private func spaceStart(before end: Int, in range: Range<Int>) -> Int {
        var start = end
        while start > range.lowerBound {
            let invisible = InvisibleCharacters.all.first { text.has($0, at: start - $0.utf8.count) }
            guard let length = invisible?.utf8.count ?? (text[start - 1].isJSONWhitespace ? 1 : nil) else { break }
            start = max(range.lowerBound, start - length)
        }
        return start
    }

    // MARK: Quotes

    struct Quotes {
        var start: Int
        var end: Int
        var count = 0
        var isEscaped = false
        var isEmpty: Bool { count == 0 }
    }

    private func quotesBefore(_ index: Int, in range: Range<Int>) -> Quotes {
        var quotes = Quotes(start: index, end: index)
        var hasToken = false
        while quotes.start > range.lowerBound, quotes.count < 2 {
            if let token = Self.longQuotes.first(where: { text.has($0, at: quotes.start - $0.utf8.count) }),
                quotes.start - token.utf8.count >= range.lowerBound
            {
                quotes.start -= token.utf8.count
                hasToken = !Self.curly.contains(token)
            } else if hasToken {
                // A quote before a token that ends the value before is that value's own.
                break
            } else if let token = text.controlToken(before: quotes.start), quotes.isEmpty, token > range.lowerBound {
                // The model's own, which says nothing here.
                quotes.start = token
                continue
            } else if "\"'".utf8.contains(text[quotes.start - 1]) {
                quotes.start -= 1
                if quotes.start > range.lowerBound, text[quotes.start - 1] == UInt8(ascii: "\\") {
                    quotes.start -= 1
                    quotes.isEscaped = true
                }
            } else {
                break
            }
            quotes.count += 1
        }
        return quotes
    }

    private func quotesBehind(_ index: Int, in range: Range<Int>) -> Quotes {
        var quotes = Quotes(start: index, end: index)
        while quotes.end < range.upperBound, quotes.count < 2 {
            if let token = Self.longQuotes.first(where: { text.has($0, at: quotes.end) }) {
                quotes.end += token.utf8.count
            } else if "\"'".utf8.contains(text[quotes.end]) {
                quotes.end += 1
            } else if text[quotes.end] == UInt8(ascii: "\\"), quotes.end + 1 < range.upperBound,
                "\"'".utf8.contains(text[quotes.end + 1])
            {
                quotes.end += 2
                quotes.isEscaped = true
            } else {
                break
            }
            quotes.count += 1
        }
        return quotes
    }
}
