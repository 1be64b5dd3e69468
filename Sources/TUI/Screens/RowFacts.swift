import ProxyEngine

/// What is known of the selected row of the sessions, tools or events: beside the list, or below it.
struct RowFacts {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        for (offset, line) in lines(width: area.width, height: area.height).prefix(area.height).enumerated() {
            grid.drawLine(line, in: area.row(offset), symbols: view.symbols)
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
        case .events:
            guard let entry = view.selectedEvent(snapshot) else { return [] }
            return eventLines(entry, width: width)
        }
    }

    private func eventLines(_ entry: MonitorSnapshot.EventEntry, width: Int) -> [StyledText] {
        let clock = Formatting.clock(entry.time, utcOffset: view.utcOffsetSeconds)
        let bytes = Array(entry.notice.text.utf8)
        var lines = [StyledText("\(clock) ", .dim) + StyledText(entry.notice.level.word, entry.notice.level.style)]
        lines += TextWrap.rows(bytes, width: width).map { TextWrap.text(bytes[$0], .plain) }
        guard let request = entry.notice.request.flatMap({ snapshot.request($0) }) else { return lines }
        lines.append(StyledText())
        var row = StyledText("\(request.id) ", .title) + StyledText(request.who)
        row.append("  ")
        row.append(request.phaseWord, request.phaseStyle)
        row.append("  \(Formatting.seconds(request.age(at: snapshot.now)))s", .dim)
        if let session = request.session { row.append("  session \(session)", .dim) }
        row.append("  \(request.model)", .dim)
        lines.append(row)
        lines.append(PhaseBar(request: request, now: snapshot.now, symbols: view.symbols).text(width: width))
        if let problem = request.problem { lines.append(StyledText(problem, .warning)) }
        if let found = request.prefixBreak { lines += PrefixBreakRows(prefixBreak: found).all }
        for call in request.calls {
            lines.append(
                StyledText(call.name + " ", .title) + StyledText(call.arguments, call.isValid ? .plain : .failure))
        }
        return lines
    }
}
