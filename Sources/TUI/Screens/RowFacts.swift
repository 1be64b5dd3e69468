import Monitoring

/// What is known of the selected row of the sessions, tools or events: beside the list, or below it.
struct RowFacts {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        var rows: [StyledText] = []
        for line in lines(width: area.width, height: area.height) where rows.count < area.height {
            rows += line.wrapped(width: area.width)
        }
        for (offset, row) in rows.prefix(area.height).enumerated() {
            grid.drawLine(row, in: area.row(offset), symbols: view.symbols)
        }
    }

    private func lines(width: Int, height: Int) -> [StyledText] {
        guard width > 0, height > 0 else { return [] }
        switch view.list {
        case .requests: return []
        case .sessions:
            guard let session = view.selectedSession(snapshot) else { return [] }
            return SessionFacts(session: session, snapshot: snapshot, view: view).lines(width: width, height: height)
        case .tools:
            guard let use = view.selectedTool(snapshot) else { return [] }
            return ToolFacts(use: use, snapshot: snapshot).lines(width: width, height: height)
        case .models:
            guard let use = view.selectedModel(snapshot) else { return [] }
            return ModelFacts(use: use, snapshot: snapshot, symbols: view.symbols).lines(width: width, height: height)
        case .events:
            guard let entry = view.selectedEvent(snapshot) else { return [] }
            return eventLines(entry, width: width, height: height)
        }
    }

    private func eventLines(_ entry: MonitorSnapshot.EventEntry, width: Int, height: Int) -> [StyledText] {
        let clock = Formatting.clock(entry.time, utcOffset: view.utcOffsetSeconds)
        let bytes = Array(entry.notice.text.utf8)
        var lines = [StyledText("\(clock) ", .dim) + StyledText(entry.notice.level.word, entry.notice.level.style)]
        lines += TextWrap.rows(bytes, width: width).map { TextWrap.text(bytes[$0], .plain) }
        guard let request = entry.notice.request.flatMap({ snapshot.request($0) }) else { return lines }
        lines.append(StyledText())
        var row = StyledText("\(request.id) ", .title) + StyledText(request.who)
        row.append("  ")
        row.append(request.phaseWord(at: snapshot.now), request.phaseStyle)
        row.append("  \(Formatting.seconds(request.age(at: snapshot.now)))s", .dim)
        if let session = request.session { row.append("  session \(session)", .dim) }
        row.append("  \(request.model)", .dim)
        lines.append(row)
        lines.append(PhaseBar(request: request, now: snapshot.now, symbols: view.symbols).text(width: width))
        if let problem = request.problem { lines.append(StyledText(problem, .warning)) }
        if let found = request.prefixBreak { lines += PrefixBreakRows(prefixBreak: found).all }
        for call in request.calls.prefix(max(0, height - lines.count)) {
            lines.append(StyledText(call.name + " ", .title) + Self.arguments(of: call, width: width))
        }
        return lines
    }

    /// As much of a call's arguments as could be seen: a character takes a column at least.
    static func arguments(of call: ToolCallReport, width: Int) -> StyledText {
        let seen = call.arguments.prefix(StyledText.maximumRows * width + 1)
        return StyledText(String(seen), call.isValid ? .plain : .failure)
    }
}

extension StyledText {
    /// The most rows that a line is broken to.
    fileprivate static var maximumRows: Int { 4 }

    /// Rows to which it is broken at any column, those after the first indented.
    fileprivate func wrapped(width: Int, indent: Int = 4) -> [StyledText] {
        guard self.width > width, width > 2 * indent else { return [self] }
        var rows: [StyledText] = []
        var rest = self
        while rest.width > 0, rows.count < Self.maximumRows {
            let room = rows.isEmpty ? width : width - indent
            let (head, count) = rest.taking(columns: room)
            rows.append(rows.isEmpty ? head : StyledText(String(repeating: " ", count: indent)) + head)
            rest = rest.dropping(columns: count)
        }
        return rows
    }

    /// The beginning, up to the last space where there is one, and how many columns it takes.
    private func taking(columns limit: Int) -> (StyledText, Int) {
        var columns = 0
        var lastSpace = 0
        for glyph in pieces.flatMap(\.text.glyphs) {
            if columns + glyph.width > limit { break }
            columns += glyph.width
            if glyph.text == " " { lastSpace = columns }
        }
        if columns < width, lastSpace > limit / 2 { columns = lastSpace }
        return (keeping(columns: columns), max(1, columns))
    }

    private func keeping(columns limit: Int) -> StyledText {
        var result = StyledText()
        var columns = 0
        for piece in pieces {
            for glyph in piece.text.glyphs {
                guard columns + glyph.width <= limit else { return result }
                result.append(glyph, piece.style)
                columns += glyph.width
            }
        }
        return result
    }
}
