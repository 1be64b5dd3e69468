/// A graph with what it shows before it and words behind it.
///
///      gen   41.8 t/s [.:-=+*##*+==--=+**##*+=:.]   run 2  queue 1
///      peak 46.0      [.:-=+*##*+==--=+**##*+=:.]   tokens out 81.2k
struct GraphRow {
    /// Columns of the label and the number before a graph.
    static let labelWidth = 16

    var label: StyledText
    var graph: Graph
    /// The highest value, in words.
    var peak: (Double) -> String
    /// A line each.
    var notes: [StyledText]

    /// `graphWidth`: columns of the graph with what stands around it.
    func draw(into grid: inout CellGrid, in area: Area, graphWidth: Int) {
        let symbols = graph.symbols
        var rest = area
        let left = rest.removeLeft(Self.labelWidth)
        grid.drawLine(label, in: left, symbols: symbols)
        let middle = rest.removeLeft(graphWidth)
        let plot = middle.inset(left: symbols.open.count, right: symbols.close.count)
        for y in middle.y..<middle.maxY where !middle.isEmpty {
            grid.draw(symbols.open, .dim, x: middle.x, y: y, in: middle)
            grid.draw(symbols.close, .dim, x: max(middle.x, middle.maxX - 1), y: y, in: middle)
        }
        graph.draw(into: &grid, in: plot)
        if area.height > 1 {
            let highest = graph.peak(columns: plot.width)
            let words = StyledText(" peak \(highest > 0 ? peak(highest) : Formatting.unknown)", .dim)
            grid.drawLine(words, in: left.row(1), symbols: symbols)
        }
        for (row, note) in notes.enumerated() where row < area.height {
            grid.draw(note, x: rest.x + 3, y: rest.y + row, in: rest, cut: symbols.cut)
        }
    }
}
