/// What one or two cells show: a base character with its combining marks, an emoji sequence, or a visible mark that
/// stands for something that must not reach a terminal.
package struct Glyph: Hashable, Sendable {
    package var text: String
    /// 1 or 2; more for marks, which consist of ASCII characters only.
    package var width: Int
    /// Stands for a control character, a bidirectional control or a byte that is no UTF-8.
    package var isMark: Bool

    /// Code points that are never shown as themselves, as text that can be read.
    static func mark(for scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0..<0x20: "^" + String(Unicode.Scalar(UInt8(scalar.value) + 0x40))
        case 0x7F: "^?"
        case 0x80..<0xA0: hexadecimalMark(UInt8(scalar.value))
        // The joiners are part of emoji and of Indic and Persian words.
        case 0x200C, 0x200D: nil
        default: isInvisible(scalar) ? "<" + String(scalar.value, radix: 16, uppercase: true) + ">" : nil
        }
    }

    /// A byte that is not part of valid UTF-8.
    static func mark(forInvalid byte: UInt8) -> Glyph {
        Glyph(text: hexadecimalMark(byte), width: 4, isMark: true)
    }

    private static func hexadecimalMark(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (byte < 16 ? "0" : "") + digits
    }

    /// Formatting characters, which can turn text around or hide some; line separators; unassigned planes' noncharacters.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
        default: scalar.value == 0x3164 || scalar.value == 0xFFA0 || scalar.value & 0xFFFE == 0xFFFE
        }
    }
}

extension String {
    /// The text as it may be drawn: everything that could drive a terminal is replaced by a visible mark.
    package var glyphs: [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(utf8.count)
        for cluster in self { Glyph.append(cluster, to: &result) }
        return result
    }

    /// The same for bytes, of which some may be no UTF-8.
    package static func glyphs(of bytes: some Collection<UInt8>) -> [Glyph] {
        var result: [Glyph] = []
        var valid = ""
        var iterator = bytes.makeIterator()
        var position = bytes.startIndex
        func flush() {
            for cluster in valid { Glyph.append(cluster, to: &result) }
            valid = ""
        }
        // `Unicode.UTF8.ForwardParser` tells how long an invalid sequence is.
        var parser = UTF8.ForwardParser()
        decoding: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                valid.unicodeScalars.append(UTF8.decode(encoded))
                position = bytes.index(position, offsetBy: encoded.count)
            case .error(let length):
                flush()
                for _ in 0..<length {
                    result.append(Glyph.mark(forInvalid: bytes[position]))
                    position = bytes.index(after: position)
                }
            case .emptyInput: break decoding
            }
        }
        flush()
        return result
    }
}

extension Glyph {
    /// ncurses keeps so many combining marks in a cell (`CCHARW_MAX` less the base); more are an attack on the reader.
    private static let maximumMarks = 4

    fileprivate static func append(_ cluster: Character, to result: inout [Glyph]) {
        if CellWidth.isEmojiSequence(cluster) {
            result.append(Glyph(text: String(cluster), width: 2, isMark: false))
            return
        }
        // One cell per spacing scalar, as terminals have it, with the marks that follow.
        var isFirst = true
        for scalar in cluster.unicodeScalars {
            if let mark = mark(for: scalar) {
                result.append(Glyph(text: mark, width: mark.utf8.count, isMark: true))
                isFirst = true
                continue
            }
            let width = CellWidth.columns(of: scalar)
            if width > 0 {
                result.append(Glyph(text: String(scalar), width: width, isMark: false))
                isFirst = false
            } else if !isFirst, let last = result.indices.last {
                guard result[last].text.unicodeScalars.count <= maximumMarks else { continue }
                result[last].text.unicodeScalars.append(scalar)
            } else {
                // A mark without a base is shown on a space of its own.
                result.append(Glyph(text: " " + String(scalar), width: 1, isMark: false))
                isFirst = false
            }
        }
    }
}
