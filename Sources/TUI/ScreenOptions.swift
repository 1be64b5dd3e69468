/// How the user wants the screen.
package struct ScreenOptions: Equatable, Sendable {
    package enum ColorChoice: String, CaseIterable, Sendable {
        /// Colours where the terminal has them and `NO_COLOR` is not set (https://no-color.org).
        case auto
        case never
    }
    /// Draws with ASCII only; also happens by itself where the locale is not UTF-8.
    package var isASCII: Bool
    package var color: ColorChoice
    /// Keys cannot change what the proxy does.
    package var isReadOnly: Bool

    package init(isASCII: Bool = false, color: ColorChoice = .auto, isReadOnly: Bool = false) {
        self.isASCII = isASCII
        self.color = color
        self.isReadOnly = isReadOnly
    }
}
