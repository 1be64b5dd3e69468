import Monitoring

/// Beside the list on wide screens: the selected request's facts, the end of what the model has written, and the calls
/// that the client got.
struct PreviewPane {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        var rest = area
        guard let request = view.subject(snapshot).flatMap({ snapshot.request($0) }) else {
            grid.drawLine(StyledText("no request is selected", .dim), in: rest, symbols: view.symbols)
            return
        }
        for line in lines(request, width: rest.width) where !rest.isEmpty {
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
        _ = rest.removeTop(1)
        var calls = callRows(request, width: rest.width, limit: rest.height / 2)
        if !calls.isEmpty { calls = [StyledText(), StyledText("CLIENT GOT", .dim)] + calls }
        drawRows(textRows(request, width: rest.width, height: rest.height - calls.count) + calls, into: &grid, in: rest)
    }

    private func drawRows(_ rows: [StyledText], into grid: inout CellGrid, in area: Area) {
        for (offset, row) in rows.prefix(area.height).enumerated() {
            grid.drawLine(row, in: area.row(offset), symbols: view.symbols)
        }
    }

    /// The most rows that the arguments of one call take.
    private static let argumentRows = 6

    private func callRows(_ request: RequestSummary, width: Int, limit: Int) -> [StyledText] {
        let indent = "  "
        var rows: [StyledText] = []
        for call in request.calls where rows.count < limit {
            let isNative = call.dialect == "native"
            let isLeft = call.isLeftInText == true
            var head = StyledText(isNative ? "n " : isLeft ? "r " : "w ", isNative ? .plain : .rewritten)
            head.append(call.name, .title)
            if !isNative { head.append("  \(isLeft ? "left as" : "from") \(call.dialect)", .dim) }
            if !call.repairs.isEmpty { head.append("  repaired", .warning) }
            rows.append(head)
            let room = max(4, width - indent.count)
            // A character takes a column at least, or ends a row; one more shows where the last one ends.
            let bytes = Array(call.arguments.prefix(Self.argumentRows * (room + 1) + 1).utf8)
            for range in TextWrap.rows(bytes, width: room).prefix(Self.argumentRows) {
                rows.append(StyledText(indent) + TextWrap.text(bytes[range], call.isValid ? .plain : .failure))
            }
        }
        return Array(rows.prefix(max(0, limit)))
    }

    private func lines(_ request: RequestSummary, width: Int) -> [StyledText] {
        var title = StyledText(request.phaseWord(at: snapshot.now), request.phaseStyle)
        if let session = request.session {
            title.append("  session ", .dim)
            title.append(session)
        }
        if request.messageCount > 0 { title.append("  \(Formatting.count(request.messageCount, "message"))", .dim) }
        if request.toolCount > 0 { title.append("  \(Formatting.count(request.toolCount, "tool"))", .dim) }
        var route = StyledText("\(request.method) \(request.route)", .dim)
        route.append("  \(request.wantsStream ? "stream" : "one answer")", .dim)
        var lines = [title, route]
        if let about = request.about { lines.append(StyledText(about, .title)) }
        if !request.model.isEmpty { lines.append(StyledText("model ", .dim) + StyledText(request.model)) }
        lines.append(PhaseBar(request: request, now: snapshot.now, symbols: view.symbols).text(width: width))
        if request.phase == .prefill, let prefill = request.prefill { lines.append(progress(prefill, request)) }
        if let problem = request.problem { lines.append(StyledText(problem, .warning)) }
        if let found = request.prefixBreak { lines += PrefixBreakRows(prefixBreak: found).all }
        return lines
    }

    private func progress(_ prefill: PrefillProgress, _ request: RequestSummary) -> StyledText {
        var line = StyledText("reading \(prefill.processed) of \(prefill.total) tok", .prefill)
        if prefill.cached > 0 { line.append(", \(Formatting.tokens(prefill.cached)) cached", .dim) }
        if let left = request.secondsUntilRead(at: snapshot.now) {
            line.append("  eta ~\(Formatting.seconds(left))s", .prefill)
        }
        return line
    }

    private func textRows(_ request: RequestSummary, width: Int, height: Int) -> [StyledText] {
        guard height > 1 else { return [] }
        let heading = [StyledText("MODEL SAID", .dim)]
        guard let detail = snapshot.detail, detail.id == request.id, let transcript = detail.firstTranscript,
            !transcript.raw.isEmpty
        else { return [] }
        // Only the end can be seen.
        let raw = transcript.raw.suffix(width * height * 4)
        return heading + TextWrap.rows(raw, width: width).suffix(height - 1).map { TextWrap.text(raw[$0], .plain) }
    }
}
