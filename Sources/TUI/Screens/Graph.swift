/// A bar graph of the newest values, which stand at the right end. One column is one value.
struct Graph {
    var values: [Double]
    var symbols: Symbols
    var style: Style
    /// What happened so many values before the newest one, a letter each.
    var marks: [(ago: Int, letter: String)] = []

    /// The highest value; the graph's scale.
    func peak(columns: Int) -> Double { values.suffix(max(0, columns)).reduce(0) { $1.isFinite ? max($0, $1) : $0 } }

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let peak = peak(columns: area.width)
        let newest = Array(values.suffix(area.width))
        let steps = symbols.levels.count - 1
        let indent = area.width - newest.count
        for (column, value) in newest.enumerated() {
            let share = peak > 0 && value.isFinite ? max(0, value) / peak : 0
            // What is not nothing is seen.
            let filled = share > 0 ? max(1, Int((share * Double(steps * area.height)).rounded())) : 0
            for row in 0..<area.height {
                let level = min(steps, max(0, filled - row * steps))
                guard level > 0 else { break }
                grid.draw(
                    symbols.levels[level], style, x: area.x + indent + column, y: area.maxY - 1 - row, in: area)
            }
        }
        if indent > 0 || peak == 0 {
            // The base line shows where there are no values yet.
            for x in area.x..<area.maxX where grid[x, area.maxY - 1].text == " " {
                grid.draw(symbols.isASCII ? " " : "·", .dim, x: x, y: area.maxY - 1, in: area)
            }
        }
        for mark in marks where mark.ago >= 0 && mark.ago < area.width {
            grid.draw(mark.letter, .key, x: area.maxX - 1 - mark.ago, y: area.y, in: area)
        }
    }
}

/// A horizontal meter.
struct Meter {
    /// 0...1
    var share: Double
    var symbols: Symbols
    var style: Style

    func text(width: Int) -> StyledText {
        let inner = max(0, width - symbols.open.count - symbols.close.count)
        let share = share.isFinite ? min(1, max(0, share)) : 0
        let full = Int((share * Double(inner)).rounded())
        var text = StyledText(symbols.open, .dim)
        text.append(String(repeating: symbols.meterFull, count: full), style)
        text.append(String(repeating: symbols.meterEmpty, count: inner - full), .dim)
        text.append(symbols.close, .dim)
        return text
    }
}
