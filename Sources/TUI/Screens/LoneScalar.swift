/// A character of the scripts that nearly all text is written in, which is one scalar that joins no other of them.
///
/// What it takes is known without the rules for clusters, which cost some hundred times as much. By Unicode's
/// GraphemeBreakProperty.txt none of these is Prepend, Extend, SpacingMark or Control, and of Hangul only whole syllables
/// are here.
struct LoneScalar {
    var bytes: Int
    var columns: Int

    /// The scalar at `position` if it is one of these, and what follows it before `end` does not change that.
    init?(_ text: UnsafeBufferPointer<UInt8>, at position: Int, end: Int) {
        guard let found = Self.scalar(text, at: position, end: end),
            position + found.bytes >= end || Self.scalar(text, at: position + found.bytes, end: end) != nil
        else { return nil }
        self = found
    }

    private init(bytes: Int, columns: Int) {
        self.bytes = bytes
        self.columns = columns
    }

    @inline(__always)
    private static func scalar(_ text: UnsafeBufferPointer<UInt8>, at position: Int, end: Int) -> LoneScalar? {
        let first = text[position]
        switch first {
        case 0x20..<0x7F: return LoneScalar(bytes: 1, columns: 1)
        case 0xC2...0xDF:
            guard position + 1 < end, isContinuation(text[position + 1]) else { return nil }
            return isNarrow(UInt32(first & 0x1F) << 6 | UInt32(text[position + 1] & 0x3F))
                ? LoneScalar(bytes: 2, columns: 1) : nil
        case 0xE0...0xEF:
            guard position + 2 < end, isContinuation(text[position + 1]), isContinuation(text[position + 2])
            else { return nil }
            let value =
                UInt32(first & 0x0F) << 12 | UInt32(text[position + 1] & 0x3F) << 6 | UInt32(text[position + 2] & 0x3F)
            if isWide(value) { return LoneScalar(bytes: 3, columns: 2) }
            // Dashes, quotation marks, the ellipsis.
            return (0x2010...0x2027).contains(value) ? LoneScalar(bytes: 3, columns: 1) : nil
        default: return nil
        }
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Latin without the pictographs and the soft hyphen, Greek, Cyrillic without its combining marks.
    @inline(__always)
    private static func isNarrow(_ value: UInt32) -> Bool {
        switch value {
        case 0xA1...0xA8, 0xAA...0xAC, 0xAF...0x2FF, 0x370...0x482, 0x48A...0x52F: true
        default: false
        }
    }

    /// CJK punctuation, kana without their combining marks, ideographs, Hangul syllables, full width forms.
    @inline(__always)
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x3000...0x3029, 0x3041...0x3096, 0x309B...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
            0xFF01...0xFF60:
            true
        default: false
        }
    }
}
