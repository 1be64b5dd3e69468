/// Follows Markdown's fences and inline code, in which markers are only talked about.
struct CodeSpans: Sendable {
    private struct Fence: Sendable {
        var byte: UInt8
        var length: Int
    }
    private var fence: Fence?
    /// Length of the backtick run that opened inline code; 0: none. Ends with the line at the latest.
    private var inline = 0
    /// Only white space since the last line feed.
    private(set) var isAtLineStart = true

    var isInCode: Bool { fence != nil || inline > 0 }

    mutating func lineFeed() {
        isAtLineStart = true
        inline = 0
    }

    /// Something else than white space was read.
    mutating func text() { isAtLineStart = false }

    /// A complete run of `length` backticks or tildes was read.
    mutating func run(of byte: UInt8, length: Int) {
        defer { isAtLineStart = false }
        if let open = fence {
            if isAtLineStart && byte == open.byte && length >= open.length { fence = nil }
        } else if isAtLineStart && length >= 3 {
            fence = Fence(byte: byte, length: length)
        } else if byte == UInt8(ascii: "`") {
            inline = inline == 0 ? length : inline == length ? 0 : inline
        }
    }
}
