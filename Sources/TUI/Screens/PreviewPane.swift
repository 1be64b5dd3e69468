import ProxyEngine

/// Beside the list on wide screens: the selected request's facts and the end of what the model has written.
struct PreviewPane {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        grid.fill(Area(x: area.x, y: area.y, width: 1, height: area.height), view.symbols.vertical, .dim)
        var rest = area
        _ = rest.removeLeft(2)
        guard let request = view.selection.flatMap({ snapshot.request($0) }) else {
            grid.drawLine(StyledText("no request is selected", .dim), in: rest, symbols: view.symbols)
            return
        }
        for line in lines(request, width: rest.width) where !rest.isEmpty {
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
        guard rest.height > 3 else { return }
        _ = rest.removeTop(1)
        drawText(request, into: &grid, in: rest)
    }

    private func lines(_ request: RequestSummary, width: Int) -> [StyledText] {
        var title = StyledText("\(request.id) ", .title) + StyledText(request.who)
        title.append("  ")
        title.append(request.phaseWord, request.phaseStyle)
        var route = StyledText("\(request.method) \(request.route)", .dim)
        route.append("  \(request.wantsStream ? "stream" : "one answer")  tools \(request.toolCount)", .dim)
        var lines = [title, route]
        if !request.model.isEmpty { lines.append(StyledText("model ", .dim) + StyledText(request.model)) }
        lines.append(PhaseBar(request: request, now: snapshot.now, symbols: view.symbols).text(width: width))
        if request.phase == .prefill, let prefill = request.prefill { lines.append(progress(prefill, request)) }
        for call in request.calls.prefix(4) {
            var line = StyledText(
                call.dialect == "native" ? "n " : "w ", call.dialect == "native" ? .plain : .rewritten)
            line.append(call.name, .title)
            line.append("(\(call.arguments))", call.isValid ? .plain : .failure)
            lines.append(line)
        }
        if let problem = request.problem { lines.append(StyledText(problem, .warning)) }
        return lines
    }

    private func progress(_ prefill: PrefillProgress, _ request: RequestSummary) -> StyledText {
        var line = StyledText("reading \(prefill.processed) of \(prefill.total) tok", .prefill)
        if prefill.cached > 0 { line.append(", \(Formatting.tokens(prefill.cached)) cached", .dim) }
        let spent = max(0, request.age(at: snapshot.now) - (request.sentSeconds ?? 0))
        let read = prefill.processed - prefill.cached
        if read > 0, spent > 0, prefill.total >= prefill.processed {
            let left = Double(prefill.total - prefill.processed) / Double(read) * spent
            line.append("  eta ~\(Formatting.seconds(left))s", .prefill)
        }
        return line
    }

    private func drawText(_ request: RequestSummary, into grid: inout CellGrid, in area: Area) {
        var rest = area
        grid.drawLine(StyledText("MODEL SAID", .dim), in: rest.removeTop(1), symbols: view.symbols)
        guard let detail = snapshot.detail, detail.id == request.id, let transcript = detail.transcripts.values.first
        else { return }
        // Only the end can be seen.
        let raw = transcript.raw.suffix(rest.width * rest.height * 4)
        let rows = TextWrap.rows(raw, width: rest.width).suffix(rest.height)
        for (offset, range) in rows.enumerated() {
            grid.draw(TextWrap.text(raw[range], .plain), x: rest.x, y: rest.y + offset, in: rest, cut: view.symbols.cut)
        }
    }
}
