/// How styles look. Words and letters carry the meaning as well, so that no theme is needed to read the screen.
package struct Theme: Sendable {
    /// One of the terminal's own sixteen colours.
    package enum Color: Int, CaseIterable, Sendable {
        case red = 1
        case green = 2
        case yellow = 3
        case blue = 4
        case magenta = 5
        case cyan = 6
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
        package var color: Color?
        package var attributes: Attributes = []
    }

    private let appearance: @Sendable (Style.Role) -> Appearance

    package func appearance(of style: Style) -> Appearance {
        var result = appearance(style.role)
        if style.isBold { result.attributes.insert(.bold) }
        if style.isUnderlined { result.attributes.insert(.underline) }
        if style.isSelected {
            // One bar of one colour; dim text in reverse is hard to read on most terminals.
            result.color = nil
            result.attributes.remove(.dim)
            result.attributes.insert(.reverse)
        }
        return result
    }

    /// The terminal's own colours on its own background.
    package static let sixteenColors = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(attributes: .dim)
        case .title: Appearance(attributes: .bold)
        case .key: Appearance(color: .cyan, attributes: .bold)
        case .good: Appearance(color: .green)
        case .prefill: Appearance(color: .cyan)
        case .queued: Appearance(color: .cyan, attributes: .dim)
        case .rewritten: Appearance(color: .magenta)
        case .warning: Appearance(color: .yellow, attributes: .bold)
        case .failure: Appearance(color: .red, attributes: .bold)
        case .linkA: Appearance(color: .magenta)
        case .linkB: Appearance(color: .blue)
        case .linkC: Appearance(color: .cyan)
        }
    }

    /// Attributes only.
    package static let mono = Theme { role in
        switch role {
        case .plain, .good, .prefill: Appearance()
        case .dim, .queued: Appearance(attributes: .dim)
        case .title, .key, .rewritten, .warning: Appearance(attributes: .bold)
        case .failure: Appearance(attributes: .reverse)
        case .linkA, .linkC: Appearance(attributes: .bold)
        case .linkB: Appearance(attributes: .underline)
        }
    }
}
