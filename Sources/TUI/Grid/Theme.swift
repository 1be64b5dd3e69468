/// How styles look. Words and letters carry the meaning as well, so that no theme is needed to read the screen.
package struct Theme: Sendable {
    package enum Name: String, CaseIterable, Sendable {
        /// The terminal's own sixteen colours.
        case terminal
        /// Softer colours for a dark and for a light background.
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
        /// `nil`: the terminal's default.
        package var color: Ink?
        package var background: Ink?
        package var attributes: Attributes = []

        init(_ color: Ink? = nil, _ attributes: Attributes = []) {
            self.color = color
            self.attributes = attributes
        }
    }

    /// How a selected row looks where there are colours enough: letters keep theirs, on a background of its own.
    struct Bar: Sendable {
        var background: Ink
        var appearance: @Sendable (Style.Role) -> Appearance
    }

    private let appearance: @Sendable (Style.Role) -> Appearance
    private let bar: Bar?

    init(bar: Bar? = nil, _ appearance: @escaping @Sendable (Style.Role) -> Appearance) {
        self.bar = bar
        self.appearance = appearance
    }

    /// The theme as a terminal with so many colours can show it.
    package static func named(_ name: Name, colors: Int) -> Theme {
        guard colors >= 8 else { return .mono }
        let isRich = colors >= 256
        return switch name {
        case .terminal: isRich ? .ownColors : .sixteenColors
        case .dark: isRich ? .dark : .sixteenColors
        case .light: isRich ? .light : .sixteenColors
        case .colorblind: isRich ? .blueOrange : .blueYellow
        case .mono: .mono
        }
    }

    package func appearance(of style: Style) -> Appearance {
        let bar = style.isSelected ? bar : nil
        var result = (bar?.appearance ?? appearance)(style.role)
        if style.isBold { result.attributes.insert(.bold) }
        if style.isUnderlined { result.attributes.insert(.underline) }
        if style.isInverse { result.attributes.insert(.reverse) }
        guard style.isSelected else { return result }
        // Dim text on a bar is hard to read on most terminals.
        result.attributes.remove(.dim)
        if let bar {
            result.background = bar.background
        } else {
            result.color = nil
            result.attributes.insert(.reverse)
        }
        return result
    }
}
