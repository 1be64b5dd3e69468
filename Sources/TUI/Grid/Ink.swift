/// A colour, as terminals of every kind can show it.
package struct Ink: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Number in the palette of 256, of which the first 16 are the terminal's own.
    package var number: UInt8
    /// `0xRRGGBB`, for terminals that show each colour.
    package var rgb: UInt32?

    package init(_ number: UInt8, rgb: UInt32? = nil) {
        self.number = number
        self.rgb = rgb
    }

    package init(integerLiteral number: UInt8) { self.init(number) }

    /// What the number stands for: the cube of 6 x 6 x 6 and the grey ramp of xterm's `256colres.h`. `nil`: the terminal's
    /// own colours, which nobody knows.
    package static func rgb(ofNumber number: UInt8) -> UInt32? {
        guard number >= 16 else { return nil }
        if number >= 232 { return 0x010101 * (8 + 10 * UInt32(number - 232)) }
        let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
        let cube = Int(number) - 16
        return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6]
    }

    /// As good as the terminal can: what themes say, else what the number stands for.
    package var exact: UInt32? { rgb ?? Self.rgb(ofNumber: number) }

    /// How many times brighter the one of the two is, from 1 to 21 (W3C, WCAG 2.2, "contrast ratio").
    package static func contrast(_ one: UInt32, _ other: UInt32) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// Without powers of fractions, which need a library: the square is near enough to sRGB's curve for a comparison.
    private static func luminance(_ color: UInt32) -> Double {
        func channel(_ shift: UInt32) -> Double {
            let share = Double(color >> shift & 0xFF) / 255
            return share * share
        }
        return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }
}
