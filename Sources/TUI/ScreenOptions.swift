package import ProxyEngine

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
    /// What is listed at first.
    package var filter: RequestFilter
    package var keys: KeyTable

    package init(
        isASCII: Bool = false, color: ColorChoice = .auto, isReadOnly: Bool = false, filter: RequestFilter = .all,
        keys: KeyTable = .standard
    ) {
        self.isASCII = isASCII
        self.color = color
        self.isReadOnly = isReadOnly
        self.filter = filter
        self.keys = keys
    }
}
