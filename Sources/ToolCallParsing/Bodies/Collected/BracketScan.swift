/// Follows the brackets and strings of a notation that looks like code, up to the bracket that closes the first one.
struct BracketScan: Sendable {
    private enum Quote: Sendable {
        case byte(UInt8)
        case token([String])
    }
    static let quoteTokens = ["<|\"|>", "<|\">", "<escape>"]

    private var depth = 0
    private var quote: Quote?
    private(set) var hasBegun = false
    /// The byte before the one that is looked at.
    private var last: UInt8 = 0

    mutating func search(_ text: RawText, _ index: inout Int) -> CollectedEnd.Result {
        while index < text.count {
            guard let isEnd = step(text, &index) else { return .undecided }
            if isEnd { return .found(index) }
        }
        return text.isFinal ? .missing : .undecided
    }

    /// Passes a byte or a token. `nil`: more text is needed; `true`: the first bracket has been closed.
    mutating func step(_ text: RawText, _ index: inout Int) -> Bool? {
        let byte = text[index]
        defer { last = byte }
        switch quote {
        case .byte(let open): return inString(open, text, &index) ? false : nil
        case .token(let closers):
            guard let length = text.length(ofAny: closers, at: index) else { return nil }
            if length > 0 { quote = nil }
            index += max(1, length)
            return false
        case .none: break
        }
        switch byte {
        case UInt8(ascii: "<"):
            guard let length = text.length(ofAny: Self.quoteTokens, at: index) else { return nil }
            if length > 0 {
                quote = .token(TolerantJSONScanner.closing(length == 8 ? "<escape>" : Self.quoteTokens[0]))
            }
            index += max(1, length)
            return false
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            // An apostrophe within a word opens nothing.
            if hasBegun, last.isJSONWhitespace || "([{,:=>".utf8.contains(last) { quote = .byte(byte) }
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            hasBegun = true
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
        index += 1
        return hasBegun && depth <= 0
    }

    /// Whether what stands at the place is the value's, outside strings, and directly in the first bracket.
    var isAtTop: Bool { quote == nil && depth == 1 }

    private mutating func inString(_ open: UInt8, _ text: RawText, _ index: inout Int) -> Bool {
        if text[index] == UInt8(ascii: "\\") {
            guard index + 1 < text.count || text.isFinal else { return false }
            index = min(index + 2, text.count)
            return true
        }
        if text[index] == open {
            // A quote that nothing follows as it follows a value stands inside.
            let place = text.skippingWhitespace(from: index + 1)
            guard place < text.count || text.isFinal else { return false }
            if place == text.count || ",)]}:=".utf8.contains(text[place]) {
                quote = nil
            } else if text[place] == UInt8(ascii: "-") {
                guard place + 1 < text.count || text.isFinal else { return false }
                if place + 1 < text.count, text[place + 1] == UInt8(ascii: "-") { quote = nil }
            }
        }
        index += 1
        return true
    }
}

extension RawText {
    /// The length of the longest of `literals` at `index`, 0 where none stands there; `nil`: more text is needed.
    func length(ofAny literals: [String], at index: Int) -> Int? {
        let (isDecided, literal) = longest(of: literals, at: index)
        return isDecided ? literal?.utf8.count ?? 0 : nil
    }
}
