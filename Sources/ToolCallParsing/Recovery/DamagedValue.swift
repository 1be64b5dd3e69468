/// The text between one key and the next, as a value.
struct DamagedValue {
    let text: DamagedText
    let range: Range<Int>
    let style: ObjectStyle
    /// The object's closers stand behind it.
    let isLast: Bool
    /// How many there should be.
    let closers: Int
    /// The text may have been cut: a string has to have its end.
    var mayBeCut = false

    /// The value; `nil` where not all of the text is accounted for.
    func read(as types: SchemaTypes) -> JSONValue? {
        let range = text.trimmed(self.range)
        guard !range.isEmpty else { return nil }
        if let (value, end) = Self.scan(text, range, style), isEnd(text.range(end, range.upperBound)) {
            if value.stringValue == nil { return value }
            if Self.quoteCount(text, text.range(range.lowerBound, end)) == 2 { return value }
        }
        if let container = withoutSurplus(range) { return container }
        if types.isEmpty || types.contains(.string) { return string(range) }
        return other(range, types)
    }

    /// An object or array with a bracket too many behind it.
    private func withoutSurplus(_ range: Range<Int>) -> JSONValue? {
        guard !isLast, style != .python, "{[".utf8.contains(text[range.lowerBound]),
            let (value, end) = Self.scan(text, range, style)
        else { return nil }
        let rest = text.range(end, range.upperBound)
        let brackets = rest.count { "}])".utf8.contains(text[$0]) }
        return brackets <= 1 && Self.isClosing(text, rest) ? value : nil
    }

    private func isEnd(_ range: Range<Int>) -> Bool {
        isLast ? Self.isClosing(text, range) : Self.isClosing(text, range, brackets: "")
    }

    /// Nothing but closing brackets, commas and white space. `range`: of what stands behind a value.
    static func isClosing(_ text: DamagedText, _ range: Range<Int>, brackets: String = "}])") -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let comma = text.wide(UInt8(ascii: ","), at: index)
            if comma > 0 || text[index] == UInt8(ascii: ",") || brackets.utf8.contains(text[index]) {
                index += max(1, comma)
            } else {
                let next = text.skippingSpace(from: index, upTo: range.upperBound)
                guard next > index else { return false }
                index = next
            }
        }
        return true
    }

    /// A value as its usual reader takes it, and where it ends.
    static func scan(_ text: DamagedText, _ range: Range<Int>, _ style: ObjectStyle) -> (JSONValue, end: Int)? {
        var output = ArgumentText()
        var index = range.lowerBound
        let isDone = text.bytes[..<range.upperBound].withUnsafeBytes { bytes in
            let raw = RawText(bytes: bytes, base: 0, isFinal: true)
            if style == .python {
                var value = PythonValue()
                let isDone = value.consume(raw, &index, stop: Int.max, closers: [], into: &output) == .done
                return isDone && output.doubt == nil
            }
            var scanner = TolerantJSONScanner()
            scanner.spelling = style == .braces ? .braces : .json
            return scanner.consume(raw, &index, into: &output) == .done
        }
        guard isDone, !output.repairs.contains(where: { $0.kind == .unescapedQuote }),
            let value = try? JSONValue(parsing: output.bytes)
        else { return nil }
        return (value, index)
    }

    // MARK: Strings

    /// A string one of whose quotes may be lost, doubled or escaped.
    private func string(_ range: Range<Int>) -> JSONValue? {
        var inner = range
        var quote = ""
        let opening = Self.opening(text, inner)
        if let opening {
            inner = text.range(inner.lowerBound + opening.length, inner.upperBound)
            quote = opening.quote
        }
        let closing = Self.closing(text, inner, isLast: isLast, quote: quote)
        if let closing {
            inner = text.range(inner.lowerBound, closing.start)
            if quote.isEmpty { quote = closing.quote }
        } else if isLast {
            guard !mayBeCut, let end = withoutClosers(inner) else { return nil }
            inner = text.range(inner.lowerBound, end)
        }
        if quote.isEmpty { return bare(inner) }
        inner = withoutDoubled(inner, quote, opening != nil, closing != nil)
        guard isInside(inner, quote), Self.isBalanced(text, inner) else { return nil }
        return .string(unescaped(inner, quote))
    }

    private static let quotes = ["\\\"", "\"", "'"]

    /// The quote that is meant: an escaped or curly one is a plain one.
    private static func plain(_ token: String) -> String {
        token == "\\\"" || KeyAnchors.curly.contains(token) ? "\"" : token
    }

    private static func opening(_ text: DamagedText, _ range: Range<Int>) -> (quote: String, length: Int)? {
        for token in KeyAnchors.tokens + quotes + ["“"] where text.has(token, at: range.lowerBound) {
            return (plain(token), token.utf8.count)
        }
        return nil
    }

    /// The last quote, if only closers stand behind it.
    private static func closing(
        _ text: DamagedText, _ range: Range<Int>, isLast: Bool, quote: String
    ) -> (start: Int, quote: String)? {
        var end = range.upperBound
        while true {
            while end > range.lowerBound,
                text[end - 1].isJSONWhitespace || text[end - 1] == UInt8(ascii: ",")
                    || isLast && "}])".utf8.contains(text[end - 1])
            {
                end -= 1
            }
            // Line feeds that were written as two characters.
            guard end - 2 > range.lowerBound, text.has("\\n", at: end - 2), "\"}]".utf8.contains(text[end - 3]) else {
                break
            }
            end -= 2
        }
        let plain = ["\\\"", "\""] + (isBalanced(text, text.range(range.lowerBound, end)) ? [] : ["”"])
        let known = quote.isEmpty ? KeyAnchors.tokens + quotes : quote == "\"" ? plain : [quote]
        for token in known + (quote.hasPrefix("<|") ? KeyAnchors.tokens : []) {
            let start = end - token.utf8.count
            if start >= range.lowerBound, text.has(token, at: start) {
                // A backslash that is escaped itself escapes nothing.
                if token == "\\\"", start > range.lowerBound, text[start - 1] == UInt8(ascii: "\\") { continue }
                // Nor does one that closes what another escaped quote has opened: the string's own is lost.
                if token == "\\\"", escapedCount(text, text.range(range.lowerBound, start)) % 2 == 1 { continue }
                return (start, Self.plain(token))
            }
        }
        return nil
    }

    /// Quotes that are escaped.
    private static func escapedCount(_ text: DamagedText, _ range: Range<Int>) -> Int {
        range.count { text.has("\\\"", at: $0) && text[$0 - 1] != UInt8(ascii: "\\") }
    }

    /// As many curly quotes open as close: they are the text's own.
    private static func isBalanced(_ text: DamagedText, _ range: Range<Int>) -> Bool {
        let opened = range.count { text.has("“", at: $0) }
        return opened == range.count { text.has("”", at: $0) }
    }

    /// Where the text ends before its object's closers; `nil`: there are too few of them.
    private func withoutClosers(_ range: Range<Int>) -> Int? {
        var end = range.upperBound
        for _ in 0..<closers {
            while end > range.lowerBound, text[end - 1].isJSONWhitespace { end -= 1 }
            guard end > range.lowerBound, "}])".utf8.contains(text[end - 1]) else { return nil }
            end -= 1
        }
        while end > range.lowerBound, text[end - 1].isJSONWhitespace { end -= 1 }
        return end
    }

    /// Words without any quotes.
    private func bare(_ range: Range<Int>) -> JSONValue? {
        let range = text.trimmed(range)
        let words = text.string(range)
        let isPlain = !words.contains { style == .braces ? "{}<>\"".contains($0) : "{}[]\"“”\\\n".contains($0) }
        return words.isEmpty || !isPlain ? nil : .string(words)
    }

    /// A quote was written twice, at one of the edges.
    private func withoutDoubled(
        _ range: Range<Int>, _ quote: String, _ hasOpening: Bool, _ hasClosing: Bool
    ) -> Range<Int> {
        guard Self.quoteCount(text, range, quote) % 2 == 1, hasOpening, hasClosing else { return range }
        let length = quote.utf8.count
        if text.has(quote, at: range.lowerBound) { return text.range(range.lowerBound + length, range.upperBound) }
        if range.count >= length, text.has(quote, at: range.upperBound - length) {
            return text.range(range.lowerBound, range.upperBound - length)
        }
        return range
    }

    /// Whether the quotes inside belong to the text: no other key may hide in it.
    private func isInside(_ range: Range<Int>, _ quote: String) -> Bool {
        let count = Self.quoteCount(text, range, quote)
        guard count > 0 else { return true }
        guard count % 2 == 0 else { return false }
        if quote.hasPrefix("<") { return false }
        // What looks like a further member is one, unless it stands in brackets of its own.
        var depth = 0
        var index = range.lowerBound
        while index < range.upperBound {
            if "{[(".utf8.contains(text[index]) { depth += 1 }
            if "}])".utf8.contains(text[index]) { depth -= 1 }
            if depth <= 0, text[index] == UInt8(ascii: ","), isMember(behind: index + 1, upTo: range.upperBound) {
                return false
            }
            index += 1
        }
        return true
    }

    /// `"word":` or `word=`.
    private func isMember(behind index: Int, upTo end: Int) -> Bool {
        var index = text.skippingSpace(from: index, upTo: end)
        let start = index
        while index < end, "\"'".utf8.contains(text[index]) { index += 1 }
        let wordStart = index
        while index < end, text[index].isIdentifierPart { index += 1 }
        guard index > wordStart else { return false }
        while index < end, "\"'".utf8.contains(text[index]) { index += 1 }
        index = text.skippingSpace(from: index, upTo: end)
        guard index < end else { return false }
        return text[index] == UInt8(ascii: ":") && wordStart > start
            || style == .python && text[index] == UInt8(ascii: "=")
    }

    /// Quotes that are not escaped.
    static func quoteCount(_ text: DamagedText, _ range: Range<Int>, _ quote: String = "\"") -> Int {
        var count = 0
        var index = range.lowerBound
        while index < range.upperBound {
            if text.has(quote, at: index) {
                count += 1
                index += quote.utf8.count
            } else {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return count
    }

    private func unescaped(_ range: Range<Int>, _ quote: String) -> String {
        if quote.hasPrefix("<") { return text.string(range) }
        return text.bytes[range].withUnsafeBytes { bytes in
            style == .python ? Self.unescapedPython(bytes) : JSONString.unescaped(bytes)
        }
    }

    private static func unescapedPython(_ bytes: UnsafeRawBufferPointer) -> String {
        let raw = RawText(bytes: bytes, base: 0, isFinal: true)
        var output: [UInt8] = []
        var index = 0
        while index < raw.count {
            if raw[index] == UInt8(ascii: "\\"), let escape = PythonEscape(raw, at: index) {
                output += escape.bytes
                index += escape.length
            } else {
                output.append(raw[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    // MARK: Others

    /// A number, a word or a container, with a stray quote or without a bracket.
    private func other(_ range: Range<Int>, _ types: SchemaTypes) -> JSONValue? {
        var range = range
        while range.upperBound > range.lowerBound,
            ",\"'\\ \n".utf8.contains(text[range.upperBound - 1])
                || isLast && "}])".utf8.contains(text[range.upperBound - 1])
                    && types.isDisjoint(with: [.object, .array])
        {
            range = text.range(range.lowerBound, range.upperBound - 1)
        }
        while range.lowerBound < range.upperBound, "\"'\\ ".utf8.contains(text[range.lowerBound]) {
            range = text.range(range.lowerBound + 1, range.upperBound)
        }
        if !types.isDisjoint(with: [.object, .array]) { return container(range, types) }
        let word = GroupedNumber(text.string(range), types)?.plain ?? text.string(range)
        var output: [UInt8] = []
        ArgumentCoercion.append(Array(word.utf8)[...], as: ValueTyping(types), to: &output)
        guard let value = try? JSONValue(parsing: output), value.stringValue == nil else { return nil }
        return value
    }

    /// An object or array, read by itself.
    private func container(_ range: Range<Int>, _ types: SchemaTypes) -> JSONValue? {
        if let (value, end) = Self.scan(text, range, .python), value.arrayValue != nil, types.contains(.array),
            isEnd(text.range(end, range.upperBound))
        {
            return value
        }
        guard !isDoublyOpened(range), let value = loose(text, range) ?? unopened(range, types) else { return nil }
        switch value {
        case .object: return types.contains(.object) ? value : nil
        case .array: return types.contains(.array) ? value : nil
        default: return nil
        }
    }

    /// `[[1, 2]`: the first bracket is one too many, or the last one is lost.
    private func isDoublyOpened(_ range: Range<Int>) -> Bool {
        let first = text[range.lowerBound]
        guard first == UInt8(ascii: "["), text[text.skippingSpace(from: range.lowerBound + 1)] == first else {
            return false
        }
        return depth(range) > 0
    }

    /// Brackets that are open behind the text.
    private func depth(_ range: Range<Int>) -> Int {
        range.reduce(0) { depth, index in
            depth + ("{[".utf8.contains(text[index]) ? 1 : "}]".utf8.contains(text[index]) ? -1 : 0)
        }
    }

    private func loose(_ text: DamagedText, _ range: Range<Int>) -> JSONValue? {
        var reader = LooseReader(text, range.upperBound, style)
        reader.index = range.lowerBound
        guard let value = reader.value() else { return nil }
        let rest = text.range(reader.index, range.upperBound)
        return (isLast ? Self.isClosing(text, rest) : Self.isClosing(text, rest, brackets: "")) ? value : nil
    }

    /// A container whose first bracket is lost: its last one shows which it was.
    private func unopened(_ range: Range<Int>, _ types: SchemaTypes) -> JSONValue? {
        guard depth(range) < 0, text[range.lowerBound] != UInt8(ascii: "{"), text[range.lowerBound] != UInt8(ascii: "[")
        else { return nil }
        let bracket = types.contains(.array) ? UInt8(ascii: "[") : UInt8(ascii: "{")
        let whole = DamagedText([bracket] + text.bytes[range])
        return loose(whole, whole.range(0, whole.count))
    }
}
