/// Numbers, bare words, comments, quote tokens: all that stands outside strings.
extension TolerantJSONScanner {
    /// Spellings of the Gemma quote token that leak into JSON, the damaged one among them.
    private static let quoteTokens = ["<|\"|>", "<|\">"]
    /// FunctionGemma's.
    private static let escapeToken = "<escape>"

    /// The tokens that may end what `token` has opened.
    static func closing(_ token: String) -> [String] { token == escapeToken ? [escapeToken] : quoteTokens }

    mutating func quoteToken(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        let tokens = spelling == .braces ? Self.quoteTokens + [Self.escapeToken] : Self.quoteTokens
        let (isDecided, token) = text.longest(of: tokens, at: index)
        guard let token else { return isDecided ? .stops : .waits }
        openToken = token
        return beginString(.token, length: token.utf8.count, text, &index, into: &output)
    }

    mutating func beginComment(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        guard index + 1 < text.count else { return text.isFinal ? .stops : .waits }
        switch text[index + 1] {
        case UInt8(ascii: "/"): comment = .line
        case UInt8(ascii: "*"): comment = .block
        default: return .stops
        }
        output.repaired(.comment, at: text.base + index)
        index += 2
        return .goesOn
    }

    /// Reads on in a comment, which says nothing.
    mutating func skip(_ kind: Comment, _ text: RawText, _ index: inout Int) {
        let byte = text[index]
        switch kind {
        case .line: comment = byte == UInt8(ascii: "\n") ? nil : .line
        case .blockStar where byte == UInt8(ascii: "/"): comment = nil
        case .block, .blockStar: comment = byte == UInt8(ascii: "*") ? .blockStar : .block
        }
        index += 1
    }

    mutating func escapedWhitespace(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        guard index + 1 < text.count else { return text.isFinal ? .stops : .waits }
        guard [UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r")].contains(text[index + 1]) else { return .stops }
        output.repaired(.escapedWhitespace, at: text.base + index)
        index += 2
        return .goesOn
    }

    mutating func word(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        var end = index
        while end < text.count, Self.isWordPart(text[end]) { end += 1 }
        guard end > index, end - index <= Self.maximumWord else { return .stops }
        guard end < text.count || text.isFinal else { return .waits }
        let position = text.base + index
        let word = UnsafeRawBufferPointer(rebasing: text.bytes[index..<end])
        let isKeyExpected: Bool
        switch expectation {
        case .firstKey, .key: isKeyExpected = true
        case .separator: isKeyExpected = stack.last?.isObject == true
        default: isKeyExpected = false
        }
        if isKeyExpected {
            if expectation == .separator {
                output.repaired(.missingComma, at: position)
                output.doubt(at: position)
                pending.append(UInt8(ascii: ","))
            }
            if spelling == .json { output.repaired(.unquotedKey, at: position) }
            pending.append(UInt8(ascii: "\""))
            pending.append(contentsOf: String(decoding: word, as: UTF8.self).withoutInvisible.utf8)
            pending.append(UInt8(ascii: "\""))
            expectation = .colon
            index = end
            return .goesOn
        }
        guard let literal = JSONLiteral(word) else { return bareText(text, &index, into: &output) }
        // `1/3` where a string is asked for: more than the number is the value.
        let isWhole = end < text.count && ",}".utf8.contains(text[end])
        if !isWhole, stack.count == 1, strings.contains(pendingKey ?? "") { output.doubt(at: position) }
        guard beginValue(at: position, into: &output) else { return .stops }
        if literal.isRepaired { output.repaired(.literal, at: position) }
        output.bytes.append(contentsOf: literal.bytes)
        index = end
        return valueEnded() ? .completes : .goesOn
    }

    /// Text that lacks its quote tokens, up to the end of the value.
    private mutating func bareText(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        guard spelling == .braces else { return .stops }
        let end = text.bytes[index...].firstIndex { ",}]<\n".utf8.contains($0) } ?? text.count
        guard end - index <= Self.maximumWord else { return .stops }
        guard end < text.count || text.isFinal else { return .waits }
        let position = text.base + index
        guard beginValue(at: position, into: &output) else { return .stops }
        output.repaired(.literal, at: position)
        output.doubt(at: position)
        let words = String(decoding: text.bytes[index..<end], as: UTF8.self).trimmed(where: \.isWhitespace)
        JSONString.appendQuoted(words, to: &output.bytes)
        index = end
        return valueEnded() ? .completes : .goesOn
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "$")
    }
}

/// A number or bare word, as JSON wants it.
struct JSONLiteral {
    var bytes: [UInt8]
    /// It was not JSON as written.
    var isRepaired: Bool

    /// `nil`: it is nothing that stands for a JSON value.
    init?(_ word: UnsafeRawBufferPointer) {
        if let first = word.first, word.allSatisfy(\.isASCIIDigit), first != UInt8(ascii: "0") || word.count == 1 {
            self.init(String(decoding: word, as: UTF8.self), isRepaired: false)
            return
        }
        let text = String(decoding: word, as: UTF8.self)
        switch text {
        case "true", "false", "null": self.init(text, isRepaired: false)
        case "True", "TRUE": self.init("true", isRepaired: true)
        case "False", "FALSE": self.init("false", isRepaired: true)
        case "None", "Null", "NULL", "nil", "undefined", "nan", "NaN", "Infinity", "-Infinity", "inf", "-inf":
            self.init("null", isRepaired: true)
        default:
            if Self.isNumber(text) {
                self.init(text, isRepaired: false)
            } else if let number = Self.repairedNumber(text) {
                self.init(number, isRepaired: true)
            } else {
                return nil
            }
        }
    }

    private init(_ text: String, isRepaired: Bool) {
        bytes = Array(text.utf8)
        self.isRepaired = isRepaired
    }

    /// Whether `text` is a number as RFC 8259 defines it.
    static func isNumber(_ text: String) -> Bool {
        if case .number = try? JSONValue(parsing: text) { return text.utf8.first?.isJSONWhitespace == false }
        return false
    }

    /// `+1`, `.5`, `5.`, `007`.
    private static func repairedNumber(_ text: String) -> String? {
        var digits = Substring(text)
        var sign = ""
        if digits.first == "+" {
            digits.removeFirst()
        } else if digits.first == "-" {
            sign = "-"
            digits.removeFirst()
        }
        while digits.count > 1, digits.first == "0", digits.dropFirst().first?.isNumber == true { digits.removeFirst() }
        if digits.first == "." { digits = "0" + digits }
        if digits.last == "." { digits += "0" }
        let number = sign + digits
        return isNumber(number) ? number : nil
    }
}
