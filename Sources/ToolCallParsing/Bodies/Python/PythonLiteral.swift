/// A number or a bare word of Python, as JSON wants it.
struct PythonLiteral {
    var bytes: [UInt8]
    var isNumber: Bool
    /// It is neither Python nor JSON as written.
    var isRepaired: Bool

    /// `nil`: it is a name or nothing at all.
    init?(_ word: UnsafeRawBufferPointer) {
        guard let first = word.first else { return nil }
        if first.isASCIIDigit || "+-.".utf8.contains(first), let number = Self.number(word) {
            self = number
        } else if let literal = JSONLiteral(word) {
            bytes = literal.bytes
            isNumber = false
            let text = String(decoding: word, as: UTF8.self)
            isRepaired = literal.isRepaired && !["True", "False", "None"].contains(text)
        } else {
            return nil
        }
    }

    private init(_ text: String, isRepaired: Bool = false) {
        bytes = Array(text.utf8)
        isNumber = true
        self.isRepaired = isRepaired
    }

    /// `+1`, `1_000`, `.5`, `5.`, `007`, `0xFF`, `1.e5`.
    private static func number(_ word: UnsafeRawBufferPointer) -> PythonLiteral? {
        var digits = Substring(String(decoding: word, as: UTF8.self).filter { $0 != "_" })
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            digits.removeFirst()
        }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
            guard let first = digits.dropFirst(2).first, first.isHexDigit else { return nil }
            return UInt64(digits.dropFirst(2), radix: radix).map { PythonLiteral(sign + String($0)) }
        }
        let whole = digits.prefix { $0.isASCII && $0.isNumber }
        var rest = digits[whole.endIndex...]
        let significant = whole.drop { $0 == "0" }
        var text = sign + (significant.isEmpty ? "0" : significant)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !whole.isEmpty || !fraction.isEmpty else { return nil }
            text += "." + (fraction.isEmpty ? "0" : fraction)
            rest = rest[fraction.endIndex...]
        } else if whole.isEmpty {
            return nil
        }
        text += rest
        return JSONLiteral.isNumber(text)
            ? PythonLiteral(text, isRepaired: whole.count > 1 && whole.first == "0") : nil
    }
}
