extension String {
    /// The text with everything shown that would act on a terminal or reorder a line: control characters, escape
    /// sequences, bidirectional controls and line separators come out as `\u{1b}`.
    var neutralised: String {
        guard !isPlain, unicodeScalars.contains(where: \.actsOnTerminals) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.actsOnTerminals {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The same for JSON text, where these characters can stand in strings only: `\u001b`.
    var neutralisedJSON: String {
        guard !isPlain, unicodeScalars.contains(where: \.actsOnTerminals) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.actsOnTerminals {
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Printable ASCII, which nearly all is: there is nothing to look for.
    private var isPlain: Bool { utf8.allSatisfy { 0x20..<0x7F ~= $0 } }
}

extension Unicode.Scalar {
    fileprivate var actsOnTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
