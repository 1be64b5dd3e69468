/// `{tool => "NAME", args => {--KEY VALUE --KEY VALUE}}`.
extension CollectedNotation {
    static func readArrows(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        var reader = ArrowReader(text: text)
        guard reader.pass("{"), reader.passKey("tool"), let name = reader.string() else { return nil }
        _ = reader.pass(",")
        var pairs = PairList(schema: tools.schema(of: name))
        if reader.passKey("args") {
            guard reader.pass("{") else { return nil }
            while !reader.pass("}") {
                guard reader.readPair(into: &pairs) else { return nil }
                _ = reader.pass(",")
            }
        }
        guard reader.pass("}"), reader.isAtEnd, !name.isEmpty else { return nil }
        return CollectedCall(name: name, arguments: pairs.arguments)
    }
}

private struct ArrowReader {
    let text: RawText
    private var index = 0

    init(text: RawText) { self.text = text }

    var isAtEnd: Bool { text.skippingWhitespace(from: index) == text.count }

    /// Passes `literal`, behind white space. `false`: something else stands there.
    mutating func pass(_ literal: String) -> Bool {
        let start = text.skippingWhitespace(from: index)
        guard text.compare(literal.utf8, at: start) == .matches else { return false }
        index = start + literal.utf8.count
        return true
    }

    /// A key of the outer object, perhaps quoted, and its arrow.
    mutating func passKey(_ key: String) -> Bool {
        guard pass(key) || pass("\"\(key)\"") || pass("'\(key)'") else { return false }
        return pass("=>") || pass(":") || pass("=")
    }

    /// A string in quotes; its own quote inside counts where nothing follows it as it follows a value.
    mutating func string() -> String? {
        let start = text.skippingWhitespace(from: index)
        guard start < text.count, text[start] == UInt8(ascii: "\"") || text[start] == UInt8(ascii: "'") else {
            return nil
        }
        var end = start + 1
        while end < text.count {
            if text[end] == UInt8(ascii: "\\") {
                end += 2
            } else if text[end] == text[start], endsValue(at: end + 1) {
                index = end + 1
                return JSONString.unescaped(UnsafeRawBufferPointer(rebasing: text.bytes[(start + 1)..<end]))
            } else {
                end += 1
            }
        }
        return nil
    }

    private func endsValue(at start: Int) -> Bool {
        let place = text.skippingWhitespace(from: start)
        guard place < text.count else { return true }
        return ",}".utf8.contains(text[place]) || text.compare("--".utf8, at: place) == .matches
    }

    /// `--KEY VALUE`.
    mutating func readPair(into pairs: inout PairList) -> Bool {
        guard pass("--") else { return false }
        var end = index
        while end < text.count, text[end].isIdentifierPart || text[end] == UInt8(ascii: "-") { end += 1 }
        guard end > index else { return false }
        let key = String(decoding: text.bytes[index..<end], as: UTF8.self)
        index = text.skippingWhitespace(from: end)
        guard index < text.count else { return false }
        if let string = string() {
            pairs.append(key, text: string, isQuoted: true)
            return true
        }
        if text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "[") { return readContainer(key, &pairs) }
        end = index
        while end < text.count, !endsValue(at: end) || !isBoundary(end) { end += 1 }
        let word = String(decoding: text.bytes[index..<end], as: UTF8.self).trimmed(where: \.isWhitespace)
        guard !word.isEmpty, !word.hasPrefix("\""), !word.hasPrefix("'") else { return false }
        index = end
        pairs.append(key, text: word, isQuoted: false)
        return true
    }

    /// Words may hold dashes, but only behind white space does another key begin.
    private func isBoundary(_ place: Int) -> Bool {
        place == text.count || text[place].isJSONWhitespace || ",}".utf8.contains(text[place])
    }

    private mutating func readContainer(_ key: String, _ pairs: inout PairList) -> Bool {
        var scanner = TolerantJSONScanner()
        var value = ArgumentText()
        let rest = RawText(
            bytes: UnsafeRawBufferPointer(rebasing: text.bytes[index...]), base: text.base + index, isFinal: true)
        var length = 0
        guard scanner.consume(rest, &length, into: &value) == .done else { return false }
        index += length
        pairs.append(key, json: value.bytes)
        return true
    }
}
