/// The characters that the screen draws with: Unicode blocks and lines, or ASCII.
package struct Symbols: Hashable, Sendable {
    /// Draws with ASCII only.
    package var isASCII: Bool
    /// Stands where text was cut. One column.
    package var cut: String
    package var horizontal: String
    package var vertical: String
    package var crossing: String
    /// Where a vertical line begins below, or ends above, a horizontal one.
    package var teeDown: String
    package var teeUp: String
    /// Corners of a box: top left, top right, bottom left, bottom right.
    package var corners: [String]
    /// Levels of a bar graph, from nothing to full.
    package var levels: [String]
    /// Graphs are made of dots, two values to a column.
    package var hasDots = false
    package var meterFull: String
    package var meterEmpty: String
    /// Around graphs and meters.
    package var open: String
    package var close: String
    package var arrow: String
    /// Between a place and what was opened in it. One column.
    package var crumb: String
    /// At the left of the selected row. One column.
    package var selected: String
    /// Between a scale and its graph. One column.
    package var axis: String
    /// Beside linked text.
    package var link: String
    /// Before what was left out. One column.
    package var leftOut: String
    /// Before a row that the user has marked. One column.
    package var tag: String
    /// Before a row beside which the user has written something. One column.
    package var note: String
    /// Behind the title of the column that rows are sorted by, smallest first and largest first. One column.
    package var sortedUp: String
    package var sortedDown: String

    package func sorted(up: Bool) -> String { up ? sortedUp : sortedDown }

    package static let unicode = Symbols(
        isASCII: false, cut: "…", horizontal: "─", vertical: "│", crossing: "┼", teeDown: "┬", teeUp: "┴",
        corners: ["╭", "╮", "╰", "╯"], levels: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], meterFull: "━",
        meterEmpty: "─", open: "", close: "", arrow: "→", crumb: "›", selected: "▌", axis: "▕", link: "┃", leftOut: "░",
        tag: "•",
        note: "¶", sortedUp: "↑",
        sortedDown: "↓")

    package static let ascii = Symbols(
        isASCII: true, cut: "~", horizontal: "-", vertical: "|", crossing: "+", teeDown: "+", teeUp: "+",
        corners: ["+", "+", "+", "+"], levels: [" ", ".", ":", "-", "=", "+", "*", "%", "#"], meterFull: "|",
        meterEmpty: ".", open: "[", close: "]", arrow: "->", crumb: ">", selected: ">", axis: "|", link: "[",
        leftOut: "-",
        tag: "*", note: "#", sortedUp: "^",
        sortedDown: "v")

    /// What graphs are drawn with, where the terminal can show more than ASCII.
    package enum Graphs: String, CaseIterable, Sendable {
        /// Eight levels of a block; a column is a second.
        case block
        /// Dots, for fonts that have them; a column is two seconds.
        case braille
    }
}

extension Symbols {
    /// `isASCII`: the terminal shows nothing else. Lines and blocks must be one column wide; braille is everywhere.
    package init(isASCII: Bool, graphs: Graphs, ambiguousWidth: AmbiguousWidth = .narrow) {
        self = isASCII || ambiguousWidth == .wide ? .ascii : .unicode
        hasDots = graphs == .braille && !isASCII
    }
}
