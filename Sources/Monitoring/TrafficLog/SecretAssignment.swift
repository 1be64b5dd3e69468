/// Finds what is assigned to a name that says that it is secret.
///
///     "api_key": "..."     \"api_key\": \"...\"     OPENAI_API_KEY=...     x-api-key: ...     Cookie: a=b; c=d
enum SecretAssignment {
    private typealias Text = UnsafeBufferPointer<UInt8>

    /// What a name says about the value behind it. What stands first decides where a name ends in two words of the list.
    private enum Kind: CaseIterable {
        /// A header whose value is the rest of the line.
        case header
        case secret
        /// May say something else as well (a token is what models write): what is assigned to it is secret where it looks so.
        case doubtful

        /// Ends of names, without `-` and `_`, lower case.
        var names: [String] {
            switch self {
            case .header: ["authorization", "cookie"]
            case .secret:
                [
                    "apikey", "accesstoken", "authtoken", "refreshtoken", "clientsecret", "secretkey", "privatekey",
                    "password", "passwd", "passphrase", "secretaccesskey", "sessiontoken", "bearertoken", "bottoken",
                    "webhooksecret", "signingkey", "encryptionkey",
                ]
            case .doubtful: ["token", "secret"]
            }
        }
    }

    /// Ends of names by their last letter, backwards: most names in a text are told from these by one look.
    private static let endings: [[(name: [UInt8], kind: Kind)]] = {
        var endings = [[(name: [UInt8], kind: Kind)]](repeating: [], count: 256)
        for kind in Kind.allCases {
            for name in kind.names {
                let bytes = Array(name.utf8.reversed())
                endings[Int(bytes[0])].append((bytes, kind))
            }
        }
        return endings
    }()
    private static let schemes = ["basic ", "bearer ", "digest ", "token "].map { Array($0.utf8) }

    private static let maximumNameBytes = 64
    /// A quoted value that is not closed by then is none.
    private static let maximumValueBytes = 16 << 10
    /// Nothing longer stands on one line of a header, or in one word; and each place of it would be read to its end.
    private static let maximumLineBytes = 4 << 10
    /// Shorter words after a colon are prose, not secrets.
    private static let minimumBareBytes = 8
    /// Shorter words in quotes are no secrets where the name leaves it open.
    private static let minimumDoubtfulBytes = 12

    /// The secret value behind the `:` or `=` at `index`; `nil` where it assigns nothing secret. Adds the bytes that were read to
    /// `steps`.
    static func value(in text: UnsafeBufferPointer<UInt8>, after index: Int, steps: inout Int) -> Range<Int>? {
        if let password = AddressPassword.range(in: text, after: index, steps: &steps) { return password }
        guard let (kind, isQuoted) = name(in: text, before: index, steps: &steps) else { return nil }
        var begin = index + 1
        while begin < text.count, text[begin].isBlank { begin += 1 }
        steps += begin - index
        if kind == .doubtful {
            let value =
                quotedValue(in: text, at: begin, steps: &steps)
                ?? (isQuoted ? nil : bareValue(in: text, at: begin, steps: &steps))
            return value.flatMap { looksSecret(text[$0]) ? $0 : nil }
        }
        if let quoted = quotedValue(in: text, at: begin, steps: &steps) { return quoted }
        // A quoted name and a bare value: a number or an object of JSON, which must stay what it is.
        guard !isQuoted else { return nil }
        return kind == .header
            ? headerValue(in: text, at: begin, steps: &steps) : bareValue(in: text, at: begin, steps: &steps)
    }

    /// One long word with a digit in it.
    private static func looksSecret(_ value: Slice<Text>) -> Bool {
        value.count >= minimumDoubtfulBytes && value.contains { $0.isDigit }
            && value.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "\\") }
    }

    /// What the name before `index` says, and whether it is quoted; `nil`: nothing of a secret.
    private static func name(in text: Text, before index: Int, steps: inout Int) -> (kind: Kind, isQuoted: Bool)? {
        var end = index
        while end > 0, text[end - 1].isBlank { end -= 1 }
        let unquotedEnd = end
        if end > 0, text[end - 1].isQuote { end -= 1 }
        let isQuoted = end < unquotedEnd
        while isQuoted, end > 0, text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        let least = max(0, end - maximumNameBytes)
        var last = end
        while last > least, text[last - 1].isNameByte, !text[last - 1].isAlphanumeric { last -= 1 }
        steps += index - last + 1
        guard last > least, text[last - 1].isAlphanumeric else { return nil }
        for ending in endings[Int(text[last - 1] | 0x20)]
        where ends(text, from: least, to: last, with: ending.name, steps: &steps) {
            return (ending.kind, isQuoted)
        }
        return nil
    }

    /// Whether the name before `end` ends so; compared without `-`, `_` and case. `reversed` is not empty.
    private static func ends(
        _ text: Text, from least: Int, to end: Int, with reversed: [UInt8], steps: inout Int
    ) -> Bool {
        var place = end
        defer { steps += end - place }
        for expected in reversed {
            repeat { place -= 1 } while place >= least && !text[place].isAlphanumeric && text[place].isNameByte
            guard place >= least, text[place] | 0x20 == expected else { return false }
        }
        return true
    }

    /// The inside of a quoted value whose quote may be escaped itself.
    private static func quotedValue(in text: Text, at index: Int, steps: inout Int) -> Range<Int>? {
        var begin = index
        while begin < text.count, text[begin] == UInt8(ascii: "\\") { begin += 1 }
        guard begin < text.count, text[begin].isQuote else { return nil }
        let quote = text[begin]
        let escapes = begin - index
        begin += 1
        var end = begin
        defer { steps += end - index }
        var backslashes = 0
        while end < text.count, end - begin < maximumValueBytes {
            if text[end] == quote, escapes == 0 ? backslashes % 2 == 0 : backslashes == escapes {
                let valueEnd = end - escapes
                return valueEnd > begin ? begin..<valueEnd : nil
            }
            backslashes = text[end] == UInt8(ascii: "\\") ? backslashes + 1 : 0
            end += 1
        }
        return nil
    }

    /// The rest of the line, where it looks like credentials and not like prose.
    private static func headerValue(in text: Text, at begin: Int, steps: inout Int) -> Range<Int>? {
        var end = begin
        var hasEquals = false
        var hasBlank = false
        while end < text.count, end - begin < maximumLineBytes, !text[end].endsLine {
            hasEquals = hasEquals || (text[end] == UInt8(ascii: "=") && !hasBlank)
            hasBlank = hasBlank || text[end].isBlank
            end += 1
        }
        steps += end - begin
        let start = text[begin..<end].prefix(8).map { $0.isLetter ? $0 | 0x20 : $0 }
        let hasScheme = schemes.contains { start.starts(with: $0) }
        guard hasScheme || hasEquals || (!hasBlank && end - begin >= minimumBareBytes) else { return nil }
        return end > begin ? begin..<end : nil
    }

    /// A word that is long enough and no name or call of a program.
    private static func bareValue(in text: Text, at begin: Int, steps: inout Int) -> Range<Int>? {
        var end = begin
        var hasDigit = false
        while end < text.count, end - begin < maximumLineBytes, !text[end].endsWord {
            hasDigit = hasDigit || text[end].isDigit
            end += 1
        }
        steps += end - begin
        guard end - begin >= minimumBareBytes, hasDigit else { return nil }
        return end < text.count && text[end] == UInt8(ascii: "(") ? nil : begin..<end
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
    fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
    fileprivate var isAlphanumeric: Bool { isLetter || isDigit }
    fileprivate var isNameByte: Bool { isAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") }
    /// Quotes and backslashes end a line too: in JSON text they are its end or an escaped line feed.
    fileprivate var endsLine: Bool { self < 0x20 && self != 0x09 || isQuote || self == UInt8(ascii: "\\") }
    fileprivate var endsWord: Bool { endsLine || isBlank || ",;()[]{}<>&".utf8.contains(self) }
}
