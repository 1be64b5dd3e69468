/// The text of a damaged call, looked at from any side.
struct DamagedText {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }
    /// 0 where there is none: what damaged text leads to may lie outside of it.
    subscript(index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

    /// What lies between two places, as far as it is text; nothing where the second comes first.
    func range(_ start: Int, _ end: Int) -> Range<Int> {
        let end = min(max(end, 0), bytes.count)
        return min(max(start, 0), end)..<end
    }

    func has(_ literal: String, at index: Int) -> Bool {
        let literal = literal.utf8
        guard index >= 0, index + literal.count <= bytes.count else { return false }
        return bytes[index..<index + literal.count].elementsEqual(literal)
    }

    /// `isFolded`: in whatever case.
    func has(_ literal: String, at index: Int, isFolded: Bool) -> Bool {
        guard isFolded else { return has(literal, at: index) }
        let literal = literal.utf8
        guard index >= 0, index + literal.count <= bytes.count else { return false }
        return bytes[index..<index + literal.count].elementsEqual(literal) { $0.lowercased == $1.lowercased }
    }

    func string(_ span: Range<Int>) -> String {
        String(decoding: bytes[range(span.lowerBound, span.upperBound)], as: UTF8.self)
    }

    func slice(_ span: Range<Int>) -> DamagedText {
        DamagedText(Array(bytes[range(span.lowerBound, span.upperBound)]))
    }

    /// Behind white space, written as the two characters `\n` too.
    func skippingSpace(from index: Int, upTo end: Int? = nil) -> Int {
        let end = end ?? count
        var index = index
        while index < end {
            if self[index].isJSONWhitespace {
                index += 1
            } else if self[index] == UInt8(ascii: "\\"), index + 1 < end, "nrt".utf8.contains(self[index + 1]) {
                index += 2
            } else if self[index] >= 0x80, let space = Self.spaces.first(where: { has($0, at: index) }) {
                index += space.utf8.count
            } else {
                break
            }
        }
        return index
    }

    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start].isJSONWhitespace { start += 1 }
        while end > start, bytes[end - 1].isJSONWhitespace { end -= 1 }
        return start..<end
    }

    /// White space and less that JSON does not know.
    private static let spaces = ["\u{A0}", "\u{3000}"] + InvisibleCharacters.all

    /// A comma or colon as Chinese and Japanese texts have them; its length, 0 where there is none.
    func wide(_ mark: UInt8, at index: Int) -> Int {
        let literal = mark == UInt8(ascii: ",") ? "，" : "："
        return self[index] >= 0x80 && has(literal, at: index) ? literal.utf8.count : 0
    }

    fileprivate static let maximumToken = 40

    /// Where a token of the model's own begins that ends at `end`: `<|...|>`, or one of the usual ones.
    func controlToken(before end: Int) -> Int? {
        guard self[end - 1] == UInt8(ascii: ">") else { return nil }
        return (max(0, end - Self.maximumToken)..<max(0, end - 2)).last { controlToken(at: $0) == end }
    }

    /// Where a token of the model's own ends that begins at `start`.
    func controlToken(at start: Int) -> Int? {
        guard self[start] == UInt8(ascii: "<") else { return nil }
        if let token = Self.usualTokens.first(where: { has($0, at: start) }) { return start + token.utf8.count }
        guard self[start + 1] == UInt8(ascii: "|") else { return nil }
        var end = start + 2
        while self[end].isIdentifierPart { end += 1 }
        return end > start + 2 && has("|>", at: end) ? end + 2 : nil
    }

    static let usualTokens = ["<pad>", "<unk>", "<s>", "</s>", "<bos>", "<eos>"]

    /// Behind the line of a fence that begins at `start`.
    func innerFence(at start: Int) -> Int? {
        bytes.withUnsafeBytes { RawText(bytes: $0, base: 0, isFinal: true).innerFence(at: start).end }
    }

    /// Where the fence begins that stands at the very end.
    var lastFence: Int? {
        let end = trimmed(range(0, count)).upperBound
        return has(RawText.fence, at: end - 3) ? end - 3 : nil
    }

    /// The first place of `literal` in `range`.
    func first(_ literal: String, in range: Range<Int>) -> Int? {
        range.first { has(literal, at: $0) && $0 + literal.utf8.count <= range.upperBound }
    }
}

extension RawText {
    /// Whether a token of the model's own stands at `start`: `<|...|>`. `nil`: more text is needed.
    func beginsToken(at start: Int) -> Bool? {
        switch compare("<|".utf8, at: start) {
        case .differs: return false
        case .undecided: return nil
        case .matches: break
        }
        var end = start + 2
        while end < count, self[end].isIdentifierPart, end - start < DamagedText.maximumToken { end += 1 }
        switch compare("|>".utf8, at: end) {
        case .differs: return false
        case .undecided: return nil
        case .matches: return end > start + 2
        }
    }
}
