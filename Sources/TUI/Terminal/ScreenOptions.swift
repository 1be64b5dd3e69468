package import Monitoring

/// How the user wants the screen.
package struct ScreenOptions: Equatable, Sendable {
    /// Draws with ASCII only; also happens by itself where the locale is not UTF-8.
    package var isASCII: Bool
    package var graphs = Symbols.Graphs.block
    package var ambiguousWidth = AmbiguousWidth.narrow
    /// Where `NO_COLOR` is set (https://no-color.org), or the terminal has no colours, `mono` takes its place.
    package var theme: Theme.Name
    /// The terminal reports the mouse.
    package var usesMouse: Bool
    /// Keys cannot change what the proxy does.
    package var isReadOnly: Bool
    /// What is listed at first.
    package var filter: RequestFilter
    package var keys: KeyTable
    package var program = ProgramFacts()
    /// How a problem is told to somebody who does not look.
    package var alert = AlertKind.off
    /// The file that keeps how the screen was arranged: a path, `auto` for the usual one, `none`.
    package var layout = ScreenOptions.noLayout

    package static let noLayout = "none"
    package static let usualLayout = "auto"

    package init(
        isASCII: Bool = false, theme: Theme.Name = .terminal, usesMouse: Bool = false, isReadOnly: Bool = false,
        filter: RequestFilter = .all, keys: KeyTable = .standard
    ) {
        self.isASCII = isASCII
        self.theme = theme
        self.usesMouse = usesMouse
        self.isReadOnly = isReadOnly
        self.filter = filter
        self.keys = keys
    }
}
