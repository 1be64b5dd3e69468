/// How many columns text takes on a terminal.
///
/// Terminals add up scalars, except in emoji sequences, where they differ: there two columns are taken and the painter
/// sees to it that they are filled on every terminal.
package enum CellWidth {
    /// Columns of one scalar: 0 for combining marks and joiners, 2 for East Asian wide and emoji, else 1; where it is
    /// ambiguous, as ``AmbiguousWidth/current`` says.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0xA1 { return 1 }
        if value >= 0x300, isCombining(scalar) { return 0 }
        if isWide(scalar) { return 2 }
        return AmbiguousWidth.current == .wide && AmbiguousWidth.contains(scalar) ? 2 : 1
    }

    /// Columns of a whole text, neutralised as it would be drawn.
    package static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.glyphs.reduce(0) { $0 + $1.width }
    }

    /// Whether a cluster of several scalars is drawn as one picture of two columns.
    static func isEmojiSequence(_ cluster: Character) -> Bool {
        let scalars = cluster.unicodeScalars
        guard let first = scalars.first, scalars.count > 1 else { return false }
        if isRegionalIndicator(first) { return true }
        guard first.properties.isEmoji else { return false }
        return scalars.dropFirst().contains { scalar in
            scalar.value == emojiPresentationSelector || scalar.value == keycap || scalar.properties.isEmojiModifier
                || scalar.value == zeroWidthJoiner
        }
    }

    static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }

    static let zeroWidthJoiner: UInt32 = 0x200D
    private static let emojiPresentationSelector: UInt32 = 0xFE0F
    private static let keycap: UInt32 = 0x20E3

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        // Vowels and final consonants of decomposed Hangul join the consonant before them.
        default: (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x1100 { return false }
        if scalar.properties.isEmojiPresentation && !isRegionalIndicator(scalar) { return true }
        return wideRanges.contains { $0.contains(value) }
    }

    /// Width W and F of Unicode's EastAsianWidth.txt, joined to blocks; emoji are known to the standard library.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x18D00...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265,
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
