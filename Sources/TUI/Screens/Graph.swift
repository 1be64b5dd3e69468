/// A bar graph of the newest values, which stand at the right end. One column is one value, or two where it is made of dots.
struct Graph {
    var values: [Double]
    var symbols: Symbols
    var style: Style
    /// What happened so many values before the newest one, a letter each.
    var marks: [(ago: Int, letter: String)] = []
    /// The value that fills the graph; `nil`: the highest that is shown.
    var ceiling: Double?

    var valuesInColumn: Int { symbols.hasDots ? 2 : 1 }

    /// The highest value that so many columns show.
    func peak(columns: Int) -> Double {
        values.suffix(max(0, columns * valuesInColumn)).reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    }

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let highest = ceiling ?? peak(columns: area.width)
        let columns = (0..<area.width).map { column in
            levels(ago: area.width - 1 - column, full: stepsInCell * area.height, highest)
        }
        for (column, levels) in columns.enumerated() where levels.contains(where: { $0 > 0 }) {
            for row in 0..<area.height {
                let text = cell(levels, row: row)
                guard text != " " else { break }
                grid.draw(text, style, x: area.x + column, y: area.maxY - 1 - row, in: area)
            }
        }
        if values.count < area.width * valuesInColumn || !columns.contains(where: { $0.contains { $0 > 0 } }) {
            // The base line shows where there are no values yet.
            for x in area.x..<area.maxX where grid[x, area.maxY - 1].text == " " {
                grid.draw(symbols.isASCII ? " " : "·", .frame, x: x, y: area.maxY - 1, in: area)
            }
        }
        for mark in marks where mark.ago >= 0 && mark.ago / valuesInColumn < area.width {
            grid.draw(mark.letter, .key, x: area.maxX - 1 - mark.ago / valuesInColumn, y: area.y, in: area)
        }
    }

    private var stepsInCell: Int { symbols.hasDots ? 4 : symbols.levels.count - 1 }

    /// The heights of a column's values, in steps from the bottom, of which there are `full`. `ago` counts columns from the
    /// right.
    private func levels(ago: Int, full: Int, _ highest: Double) -> [Int] {
        (0..<valuesInColumn).reversed().map { offset in
            let index = values.count - 1 - ago * valuesInColumn - offset
            guard values.indices.contains(index), values[index].isFinite, highest > 0 else { return 0 }
            let share = min(1, max(0, values[index]) / highest)
            // What is not nothing is seen.
            return share > 0 ? max(1, Int((share * Double(full)).rounded())) : 0
        }
    }

    private func cell(_ levels: [Int], row: Int) -> String {
        let filled = levels.map { min(stepsInCell, max(0, $0 - row * stepsInCell)) }
        guard symbols.hasDots, filled.count == 2 else { return symbols.levels[filled.first ?? 0] }
        return Self.dots(filled[0], filled[1])
    }

    /// The braille pattern with so many dots from below in both of its columns (Unicode, block U+2800).
    private static func dots(_ left: Int, _ right: Int) -> String {
        let bits =
            [0x40, 0x04, 0x02, 0x01].prefix(left).reduce(0, |) | [0x80, 0x20, 0x10, 0x08].prefix(right).reduce(0, |)
        return UnicodeScalar(UInt32(0x2800 + bits)).map { bits == 0 ? " " : String($0) } ?? " "
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
        text.append(String(repeating: symbols.meterEmpty, count: inner - full), .frame)
        text.append(symbols.close, .dim)
        return text
    }
}
