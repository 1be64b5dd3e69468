import Monitoring

/// A ``JSONPage``. Covers the whole screen but for the problem counters in its first line.
///
///      #0185 body of the request                                  err 3  bad 4
///     ------------------------------------------------------------------------
///       {
///         model: "qwen3"
///     >   messages: [... 23 items]  {"role":"system","content":"You are
///         tools: [... 11 items]  {"type":"function","function":{"name":"
///       }
///      /messages  46.1 KiB
///      Enter z fold, Z all, Left Right out and in, y copy, Esc closes
struct JSONPageOverlay {
    var page: JSONPage
    var view: ViewState
    var snapshot: MonitorSnapshot

    /// From this height on there is room to read a text that its row cuts.
    private static let tallRows = 16
    private static let textRows = 4
    /// Bytes of a value that are looked at for a row.
    private static let bytesPerColumn = 4
    /// What is longer is no event, or takes too long to be read for a row.
    private static let eventBytes = 2048

    /// Rows besides the tree's own.
    private static func frameRows(_ height: Int) -> Int {
        guard height > 3 else { return 1 }
        return HelpOverlay.frameRows + 1 + (height >= tallRows ? textRows : 0)
    }

    static func visible(_ size: Size) -> Int { max(1, size.height - frameRows(size.height)) }

    func draw(into grid: inout CellGrid) {
        var rest = grid.area
        grid.fill(rest)
        let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems).line(width: rest.width - 8)
        grid.drawTitle(
            StyledText(" \(page.title)", .title), counters: counters, in: rest.removeTop(1), symbols: view.symbols)
        if grid.size.height > 3 {
            grid.drawRule(in: rest.removeTop(1), symbols: view.symbols)
            let words = " Enter z fold, Z all, Left Right out and in, y copy, Esc closes"
            grid.drawLine(StyledText(words, .dim), in: rest.removeBottom(1), symbols: view.symbols)
            let text = rest.removeBottom(grid.size.height >= Self.tallRows ? Self.textRows : 0)
            drawPlace(into: &grid, in: rest.removeBottom(1))
            drawText(into: &grid, in: text)
        }
        let top = min(page.top, max(0, page.folds.count - rest.height))
        for (offset, row) in (top..<page.folds.count).prefix(rest.height).enumerated() {
            let line = page.folds.line(at: row)
            let area = rest.row(offset)
            grid.draw(text(line, width: area.width), x: area.x + 2, y: area.y, in: area, cut: view.symbols.cut)
            guard row == page.row else { continue }
            grid.draw(view.symbols.selected, .key, x: area.x, y: area.y, in: area)
            grid.restyle(area) { $0.isSelected = true }
        }
    }

    private func text(_ index: Int, width: Int) -> StyledText {
        let line = page.tree.lines[index]
        var text = StyledText(String(repeating: " ", count: min(Int(line.depth) * 2, width / 2)))
        if !line.key.isEmpty {
            text.append(TextWrap.text(page.tree.key(line).prefix(width * Self.bytesPerColumn), .title))
            text.append(": ", .dim)
        }
        if line.isEnd {
            text.append(bracket(Int(line.parent)).close, .dim)
        } else if line.isOpening {
            text.append(container(index, width: width))
        } else {
            let value = page.tree.source(index)
            text.append(TextWrap.text(value.prefix(width * Self.bytesPerColumn), Self.style(value.first)))
        }
        return text
    }

    private func bracket(_ line: Int) -> (open: String, close: String) {
        page.tree.isObject(line) ? ("{", "}") : ("[", "]")
    }

    /// `{`, and folded `{... 12 members}` with the beginning of what is in it.
    private func container(_ index: Int, width: Int) -> StyledText {
        let (open, close) = bracket(index)
        guard page.folds.isFolded(index) else { return StyledText(open, .dim) }
        let noun = page.tree.isObject(index) ? "member" : "item"
        var text = StyledText(open, .dim)
        text.append("... \(Formatting.count(Int(page.tree.lines[index].count), noun))", .key)
        text.append(close + "  ", .dim)
        let source = page.tree.source(index)
        // Events begin alike: what one brings is more than how it begins.
        if source.count <= Self.eventBytes, let brief = EventBrief.of(source), !brief.isEmpty {
            text.append(brief, .dim)
            return text
        }
        let inside = source.dropFirst().prefix(width * Self.bytesPerColumn)
        text.append(TextWrap.text(inside.filter { $0 != 0x0A }, .dim))
        return text
    }

    private static func style(_ first: UInt8?) -> Style {
        switch first ?? 0 {
        case UInt8(ascii: "\""): .good
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .prefill
        default: .rewritten
        }
    }

    /// Where the cursor is, and how much that is.
    private func drawPlace(into grid: inout CellGrid, in area: Area) {
        let size = Formatting.bytes(page.tree.source(page.cursor).count)
        let place = "\(page.row + 1) of \(page.folds.count) "
        grid.drawLine(
            StyledText(" ") + StyledText(page.tree.path(page.cursor), .key) + StyledText("  \(size)", .dim),
            right: StyledText(place, .dim), in: area, symbols: view.symbols)
    }

    /// A string with its line breaks.
    private func drawText(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty, !page.tree.lines[page.cursor].isOpening, !page.tree.lines[page.cursor].isEnd else {
            return
        }
        let seen = page.tree.source(page.cursor).prefix(area.width * area.height * Self.bytesPerColumn)
        let text = ReadableText.string(ofJSON: String(decoding: seen, as: UTF8.self)).map { Array($0.utf8) }
        let rows = DetailRow.wrapped(
            text?[...] ?? seen, width: area.width, lead: StyledText(" "), style: .plain, limit: area.height)
        for (offset, row) in rows.enumerated() {
            grid.draw(row.styled(), x: area.x, y: area.y + offset, in: area, cut: view.symbols.cut)
        }
    }
}
