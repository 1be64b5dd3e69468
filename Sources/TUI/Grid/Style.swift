/// What a cell means, not how it looks. A ``Theme`` turns it into colour and attributes.
package struct Style: Hashable, Sendable {
    package enum Role: UInt8, CaseIterable, Sendable {
        case plain
        /// Idle, not available, explanations.
        case dim
        /// Lines around boxes and between panes, and what is not filled of a bar.
        case frame
        /// Names and headings.
        case title
        /// Keys to press.
        case key
        /// Decoding, good.
        case good
        /// The backend reads the prompt.
        case prefill
        /// Waits.
        case queued
        /// A call that was found in text.
        case rewritten
        /// Near miss, memory warning.
        case warning
        /// Bad arguments, error, memory critical.
        case failure
        /// Linked spans, in turns.
        case linkA
        case linkB
        case linkC
    }
    package var role: Role
    package var isSelected = false
    package var isBold = false
    package var isUnderlined = false
    /// Foreground and background change places, and the colour stays.
    package var isInverse = false

    package init(
        _ role: Role = .plain, selected: Bool = false, bold: Bool = false, underlined: Bool = false,
        inverse: Bool = false
    ) {
        self.role = role
        isSelected = selected
        isBold = bold
        isUnderlined = underlined
        isInverse = inverse
    }

    package static let plain = Style()
    package static let dim = Style(.dim)
    package static let frame = Style(.frame)
    package static let title = Style(.title)
    package static let key = Style(.key)
    package static let good = Style(.good)
    package static let prefill = Style(.prefill)
    package static let queued = Style(.queued)
    package static let rewritten = Style(.rewritten)
    package static let warning = Style(.warning)
    package static let failure = Style(.failure)

    package var bold: Style {
        var style = self
        style.isBold = true
        return style
    }

    package var selected: Style {
        var style = self
        style.isSelected = true
        return style
    }
}
