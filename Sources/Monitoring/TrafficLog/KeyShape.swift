/// How an issuer's keys begin, and how long the rest is at least.
struct KeyShape {
    var prefix: [UInt8]
    var minimumLength: Int
    /// Prose has words that begin like a key: the rest must hold a digit.
    var needsDigit = true
    /// `Bearer` is written in any case and its tokens have more characters.
    var isBearer = false
    /// Dots that have to stand between its parts.
    var leastDots = 0
    /// A longer word is none, and every place of it would be read to its end.
    private static let maximumLength = 4096

    private init(
        _ prefix: String, minimumLength: Int, needsDigit: Bool = true, isBearer: Bool = false, leastDots: Int = 0
    ) {
        self.prefix = Array(prefix.utf8)
        self.minimumLength = minimumLength
        self.needsDigit = needsDigit
        self.isBearer = isBearer
        self.leastDots = leastDots
    }

    /// The prefixes are those that the issuers document for secret scanners.
    private static let all = [
        // OpenAI, Anthropic, OpenRouter, DeepSeek and everything that imitates them.
        KeyShape("sk-", minimumLength: 16),
        // Other services of models.
        KeyShape("hf_", minimumLength: 16, needsDigit: false),
        KeyShape("gsk_", minimumLength: 16),
        KeyShape("nvapi-", minimumLength: 16),
        KeyShape("xai-", minimumLength: 16),
        KeyShape("pplx-", minimumLength: 16),
        KeyShape("r8_", minimumLength: 16),
        KeyShape("tvly-", minimumLength: 16),
        KeyShape("fw_", minimumLength: 16),
        KeyShape("csk-", minimumLength: 16),
        // Where code and packages are kept.
        KeyShape("ghp_", minimumLength: 16, needsDigit: false),
        KeyShape("gho_", minimumLength: 16, needsDigit: false),
        KeyShape("ghs_", minimumLength: 16, needsDigit: false),
        KeyShape("ghu_", minimumLength: 16, needsDigit: false),
        KeyShape("ghr_", minimumLength: 16, needsDigit: false),
        KeyShape("github_pat_", minimumLength: 16),
        KeyShape("glpat-", minimumLength: 16),
        KeyShape("glrt-", minimumLength: 16),
        KeyShape("gldt-", minimumLength: 16),
        KeyShape("npm_", minimumLength: 16),
        KeyShape("pypi-", minimumLength: 16),
        KeyShape("dckr_pat_", minimumLength: 16),
        KeyShape("ATATT3", minimumLength: 16),
        // Clouds.
        KeyShape("AKIA", minimumLength: 16),
        KeyShape("ASIA", minimumLength: 16),
        KeyShape("AIza", minimumLength: 30),
        KeyShape("ya29.", minimumLength: 16),
        KeyShape("GOCSPX-", minimumLength: 16),
        KeyShape("dop_v1_", minimumLength: 16),
        KeyShape("hvs.", minimumLength: 16),
        // Messages and money.
        KeyShape("xoxb-", minimumLength: 12),
        KeyShape("xoxp-", minimumLength: 12),
        KeyShape("xoxa-", minimumLength: 12),
        KeyShape("xoxr-", minimumLength: 12),
        KeyShape("xoxs-", minimumLength: 12),
        KeyShape("xapp-", minimumLength: 12),
        KeyShape("sk_live_", minimumLength: 12),
        KeyShape("sk_test_", minimumLength: 12),
        KeyShape("rk_live_", minimumLength: 12),
        KeyShape("rk_test_", minimumLength: 12),
        KeyShape("whsec_", minimumLength: 12),
        KeyShape("shpat_", minimumLength: 12),
        KeyShape("SG.", minimumLength: 12),
        // JSON Web Tokens: two or three parts in base64url, the first of which begins with `{"`.
        KeyShape("eyJ", minimumLength: 16, needsDigit: false, leastDots: 1),
        KeyShape("AGE-SECRET-KEY-1", minimumLength: 16),
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

    /// The first two bytes of every shape, as they may be written.
    static var firstPairs: [(UInt8, UInt8)] {
        all.flatMap { shape -> [(UInt8, UInt8)] in
            let (first, second) = (shape.prefix[0], shape.prefix[1])
            guard shape.isBearer else { return [(first, second)] }
            return [first, first | 0x20].flatMap { first in [second & ~0x20, second | 0x20].map { (first, $0) } }
        }
    }

    /// The secret part of a key that begins at `index`; `nil` where none does. Adds the bytes that were read to `steps`.
    static func secret(in text: UnsafeBufferPointer<UInt8>, at index: Int, steps: inout Int) -> Range<Int>? {
        guard isBoundary(before: index, in: text) else { return nil }
        for shape in byFirstByte[Int(text[index])] {
            if let secret = shape.secret(in: text, at: index, steps: &steps) { return secret }
        }
        return nil
    }

    private func secret(in text: UnsafeBufferPointer<UInt8>, at index: Int, steps: inout Int) -> Range<Int>? {
        let begin = index + prefix.count
        guard begin <= text.count else { return nil }
        for (offset, byte) in prefix.enumerated() where !matches(text[index + offset], byte) { return nil }
        var end = begin
        var hasDigit = false
        var dots = 0
        while end < text.count, end - begin < Self.maximumLength, isKeyByte(text[end]) {
            hasDigit = hasDigit || text[end].isDigit
            if text[end] == UInt8(ascii: ".") { dots += 1 }
            end += 1
        }
        steps += end - begin
        guard end - begin >= minimumLength, hasDigit || !needsDigit, dots >= leastDots else { return nil }
        return begin..<end
    }

    private func matches(_ byte: UInt8, _ expected: UInt8) -> Bool {
        byte == expected || (isBearer && expected.isLetter && byte | 0x20 == expected | 0x20)
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        case UInt8(ascii: "."): isBearer || leastDots > 0 || prefix.last == UInt8(ascii: ".")
        case UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): isBearer
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
