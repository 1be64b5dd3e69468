/// A word of the proxy to the reader, in front of an answer, and how it is found again.
///
///     [llama-stream-top notice: memory is running short: 88 % used]
///
///     The answer...
///
/// Plain ASCII on a line of its own: clients store it as it is, whatever they make of Markdown. No model writes this, since
/// none has ever read it: the proxy takes it out of the history that a client sends back.
enum NoticeText {
    private static let start = Array("[llama-stream-top notice: ".utf8)
    private static let end = UInt8(ascii: "]")
    private static let newline = UInt8(ascii: "\n")
    /// Of what is said, in bytes.
    static let maximumLength = 400

    /// The text for `sentences`, to stand in front of an answer.
    static func bytes(_ sentences: [String]) -> [UInt8] {
        // Nothing in it may look like its end.
        let plain = sentences.joined(separator: "; ").utf8.filter { 0x20...0x7E ~= $0 && $0 != end }
        return start + plain.prefix(maximumLength) + [end, newline, newline]
    }

    /// What may stand in front of it.
    static func isBlank(_ unit: UInt8) -> Bool { unit == 0x20 || unit == 0x09 || unit == 0x0A || unit == 0x0D }

    /// Where the notice stands in the inside of a JSON string, as bytes of that; `nil`: there is none.
    ///
    /// Clients escape as they like and trim as they like: the white space before it and the empty line behind it may be
    /// gone. Only what the proxy wrote is in the range.
    static func range(inJSON text: UnsafeRawBufferPointer) -> Range<Int>? {
        var position = 0
        while let (unit, next) = unit(text, at: position), isBlank(unit) { position = next }
        let lowerBound = position
        for expected in start {
            guard let (unit, next) = unit(text, at: position), unit == expected else { return nil }
            position = next
        }
        for _ in 0...maximumLength {
            guard let (unit, next) = unit(text, at: position), 0x20...0x7E ~= unit else { return nil }
            position = next
            guard unit != end else { return lowerBound..<endOfLines(text, from: position) }
        }
        return nil
    }

    /// The end of the empty line that belongs to a notice.
    private static func endOfLines(_ text: UnsafeRawBufferPointer, from position: Int) -> Int {
        var position = position
        for _ in 0..<2 {
            guard let (unit, next) = unit(text, at: position), unit == newline else { break }
            position = next
        }
        return position
    }

    /// The character at `position` as far as it is ASCII, 0xFF for any other, and where the next one begins.
    private static func unit(_ text: UnsafeRawBufferPointer, at position: Int) -> (UInt8, Int)? {
        guard position < text.count else { return nil }
        let byte = text[position]
        guard byte == UInt8(ascii: "\\") else { return (byte < 0x80 ? byte : 0xFF, position + 1) }
        guard position + 1 < text.count else { return nil }
        switch text[position + 1] {
        case UInt8(ascii: "n"): return (newline, position + 2)
        case UInt8(ascii: "r"): return (0x0D, position + 2)
        case UInt8(ascii: "t"): return (0x09, position + 2)
        case UInt8(ascii: "b"), UInt8(ascii: "f"): return (0xFF, position + 2)
        case UInt8(ascii: "u"):
            guard position + 6 <= text.count else { return nil }
            let digits = String(decoding: text[position + 2..<position + 6], as: UTF8.self)
            guard let code = UInt16(digits, radix: 16) else { return nil }
            return (code < 0x80 ? UInt8(code) : 0xFF, position + 6)
        case let other: return (other, position + 2)
        }
    }
}

/// A notice for an answer that may turn out to have no text for it.
package struct OfferedNotice: Sendable {
    /// Empty: there is none.
    package var text: [UInt8] = []
    /// Whether it still is to be told, asked when there is a place for it. Says the same each time.
    package var claim: @Sendable () -> Bool = { true }

    package init() {}
}
