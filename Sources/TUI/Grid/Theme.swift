/// How styles look. Words and letters carry the meaning as well, so that no theme is needed to read the screen.
package struct Theme: Sendable {
    package enum Name: String, CaseIterable, Sendable {
        /// The terminal's own sixteen colours.
        case terminal
        /// Softer colours for a dark and for a light background, of the 256 that most terminals have.
        case dark
        case light
        /// Blue and orange instead of green and red.
        case colorblind
        /// Attributes only.
        case mono
    }

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let bold = Attributes(rawValue: 1)
        package static let dim = Attributes(rawValue: 2)
        package static let reverse = Attributes(rawValue: 4)
        package static let underline = Attributes(rawValue: 8)
    }

    package struct Appearance: Hashable, Sendable {
        /// Number in the terminal's palette; `nil`: the terminal's default.
        package var color: UInt8?
        package var attributes: Attributes = []

        init(_ color: UInt8? = nil, _ attributes: Attributes = []) {
            self.color = color
            self.attributes = attributes
        }
    }

    private let appearance: @Sendable (Style.Role) -> Appearance

    init(_ appearance: @escaping @Sendable (Style.Role) -> Appearance) { self.appearance = appearance }

    /// The theme as a terminal with so many colours can show it.
    package static func named(_ name: Name, colors: Int) -> Theme {
        guard colors >= 8 else { return .mono }
        return switch name {
        case .terminal: .sixteenColors
        case .dark: colors >= 256 ? .dark : .sixteenColors
        case .light: colors >= 256 ? .light : .sixteenColors
        case .colorblind: colors >= 256 ? .blueOrange : .blueYellow
        case .mono: .mono
        }
    }

    package func appearance(of style: Style) -> Appearance {
        var result = appearance(style.role)
        if style.isBold { result.attributes.insert(.bold) }
        if style.isUnderlined { result.attributes.insert(.underline) }
        if style.isInverse { result.attributes.insert(.reverse) }
        if style.isSelected {
            // One bar of one colour; dim text in reverse is hard to read on most terminals.
            result.color = nil
            result.attributes.remove(.dim)
            result.attributes.insert(.reverse)
        }
        return result
    }
}
