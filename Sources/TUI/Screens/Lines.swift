/// Lines made of parts, as every screen has them.
extension CellGrid {
    /// Draws a left part, and at the right edge as much of `right` as is left over; the left part wins.
    mutating func drawLine(_ left: StyledText, right: StyledText = StyledText(), in area: Area, symbols: Symbols) {
        guard !area.isEmpty else { return }
        let end = draw(left, x: area.x, y: area.y, in: area, cut: symbols.cut)
        let width = right.width
        guard width > 0, end + 1 + width <= area.maxX else { return }
        draw(right, x: area.maxX - width, y: area.y, in: area)
    }

    /// A title that gives way to the problem counters at its right.
    mutating func drawTitle(_ title: StyledText, counters: StyledText, in area: Area, symbols: Symbols) {
        var room = area
        room.width = max(0, area.width - counters.width - (area.width < 80 ? 2 : 3))
        drawLine(title, in: room, symbols: symbols)
        draw(counters, x: max(area.x, area.maxX - counters.width - 1), y: area.y, in: area, cut: symbols.cut)
    }

    /// Words over as many rows as there are; what is left over is cut in the last one.
    mutating func drawWrapped(_ text: String, _ style: Style, in area: Area, symbols: Symbols) {
        guard !area.isEmpty else { return }
        let bytes = Array(text.utf8)
        let rows = TextWrap.rows(bytes, width: area.width)
        for (offset, range) in rows.prefix(area.height).enumerated() {
            let isLast = offset == area.height - 1
            let shown = isLast ? range.lowerBound..<bytes.count : range
            drawLine(TextWrap.text(bytes[shown], style), in: area.row(offset), symbols: symbols)
        }
    }

    /// A horizontal rule over the whole row, interrupted by a label.
    mutating func drawRule(in area: Area, label: StyledText = StyledText(), symbols: Symbols) {
        fill(Area(x: area.x, y: area.y, width: area.width, height: min(1, area.height)), symbols.horizontal, .frame)
        guard label.width > 0, area.height > 0, area.width > 8 else { return }
        let room = Area(x: area.x + 2, y: area.y, width: area.width - 4, height: 1)
        draw(StyledText(" ") + label + StyledText(" "), x: room.x, y: room.y, in: room, cut: symbols.cut)
    }
}

extension StyledText {
    /// Appends the parts of `candidates` that fit, each after two spaces, so that the line is no wider than `width`.
    mutating func append(fitting candidates: [StyledText], width limit: Int) {
        var used = width
        for candidate in candidates where candidate.width > 0 {
            let needed = candidate.width + 2
            guard used + needed <= limit else { continue }
            append("  ")
            append(candidate)
            used += needed
        }
    }

    /// A name and a number, dim where the number says nothing.
    static func count(_ name: String, _ count: Int, alarming style: Style? = nil) -> StyledText {
        let isQuiet = count == 0
        guard let style, !isQuiet else {
            return StyledText("\(name) ", .dim) + StyledText(String(count), isQuiet ? .dim : .plain)
        }
        return StyledText("\(name.uppercased()) \(count)", style)
    }
}
