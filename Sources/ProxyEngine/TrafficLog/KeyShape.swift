/// How an issuer's keys begin, and how long the rest is at least.
struct KeyShape {
    var prefix: [UInt8]
    var minimumLength: Int
    /// Prose has words that begin like a key: the rest must hold a digit.
    var needsDigit = true
    /// `Bearer` is written in any case and its tokens have more characters.
    var isBearer = false

    private init(_ prefix: String, minimumLength: Int, needsDigit: Bool = true, isBearer: Bool = false) {
        self.prefix = Array(prefix.utf8)
        self.minimumLength = minimumLength
        self.needsDigit = needsDigit
        self.isBearer = isBearer
    }

    /// The prefixes are those that the issuers document for secret scanners.
    private static let all = [
        // OpenAI, Anthropic, OpenRouter, DeepSeek and everything that imitates them.
        KeyShape("sk-", minimumLength: 16),
        KeyShape("hf_", minimumLength: 16, needsDigit: false),
        KeyShape("ghp_", minimumLength: 16, needsDigit: false),
        KeyShape("gho_", minimumLength: 16, needsDigit: false),
        KeyShape("ghs_", minimumLength: 16, needsDigit: false),
        KeyShape("ghu_", minimumLength: 16, needsDigit: false),
        KeyShape("github_pat_", minimumLength: 16),
        KeyShape("glpat-", minimumLength: 16),
        KeyShape("gsk_", minimumLength: 16),
        KeyShape("nvapi-", minimumLength: 16),
        KeyShape("xoxb-", minimumLength: 16),
        KeyShape("xoxp-", minimumLength: 16),
        KeyShape("AKIA", minimumLength: 16),
        KeyShape("AIza", minimumLength: 30),
        KeyShape("Bearer ", minimumLength: 8, isBearer: true),
    ]
    /// Shapes by their first byte, lower case.
    private static let byFirstByte: [[KeyShape]] = {
        var table = [[KeyShape]](repeating: [], count: 256)
        for shape in all {
            guard let first = shape.prefix.first else { continue }
            table[Int(first)].append(shape)
            if shape.isBearer { table[Int(first | 0x20)].append(shape) }
        }
        return table
    }()

    static func canBegin(_ byte: UInt8) -> Bool { !byFirstByte[Int(byte)].isEmpty }

    /// The secret part of a key that begins at `index`; `nil` where none does.
    static func secret(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
        guard isBoundary(before: index, in: text) else { return nil }
        for shape in byFirstByte[Int(text[index])] {
            if let secret = shape.secret(in: text, at: index) { return secret }
        }
        return nil
    }

    private func secret(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
        let begin = index + prefix.count
        guard begin <= text.count else { return nil }
        for (offset, byte) in prefix.enumerated() where !matches(text[index + offset], byte) { return nil }
        var end = begin
        var hasDigit = false
        while end < text.count, isKeyByte(text[end]) {
            hasDigit = hasDigit || text[end].isDigit
            end += 1
        }
        guard end - begin >= minimumLength, hasDigit || !needsDigit else { return nil }
        return begin..<end
    }

    private func matches(_ byte: UInt8, _ expected: UInt8) -> Bool {
        byte == expected || (isBearer && expected.isLetter && byte | 0x20 == expected | 0x20)
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        case UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): isBearer
        default: byte.isDigit || byte.isLetter
        }
    }

    /// No word goes on at `index`. The letter of an escape (`\n`) in JSON text is no word.
    private static func isBoundary(before index: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard index > 0 else { return true }
        let before = text[index - 1]
        guard before.isDigit || before.isLetter || before == UInt8(ascii: "_") else { return true }
        return index > 1 && text[index - 2] == UInt8(ascii: "\\")
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
}
