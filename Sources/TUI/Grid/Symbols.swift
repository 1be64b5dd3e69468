/// The characters that the screen draws with: Unicode blocks and lines, or ASCII.
package struct Symbols: Hashable, Sendable {
    /// Draws characters outside ASCII at all.
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
    package var meterFull: String
    package var meterEmpty: String
    /// Around graphs and meters.
    package var open: String
    package var close: String
    package var arrow: String
    /// Beside linked text.
    package var link: String
    /// Before a row that the user has marked. One column.
    package var tag: String
    /// Behind the title of the column that rows are sorted by, smallest first and largest first. One column.
    package var sortedUp: String
    package var sortedDown: String

    package func sorted(up: Bool) -> String { up ? sortedUp : sortedDown }

    package static let unicode = Symbols(
        isASCII: false, cut: "…", horizontal: "─", vertical: "│", crossing: "┼", teeDown: "┬", teeUp: "┴",
        corners: ["╭", "╮", "╰", "╯"], levels: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], meterFull: "━",
        meterEmpty: "─", open: "", close: "", arrow: "→", link: "┃", tag: "•", sortedUp: "↑",
        sortedDown: "↓")

    package static let ascii = Symbols(
        isASCII: true, cut: "~", horizontal: "-", vertical: "|", crossing: "+", teeDown: "+", teeUp: "+",
        corners: ["+", "+", "+", "+"], levels: [" ", ".", ":", "-", "=", "+", "*", "%", "#"], meterFull: "|",
        meterEmpty: ".", open: "[", close: "]", arrow: "->", link: "[", tag: "*", sortedUp: "^", sortedDown: "v")
}
