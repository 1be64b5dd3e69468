import Monitoring

/// The first line of a request: who asks, how it stands, and what it comes to in numbers.
///
///      #0185 aider  done 11.9s  200  tool_calls  qwen3-coder-30b  ctx 29.0k  out 402        ERR 3  BAD 4
///      #0185  aider  session s2 turn 22  done 11.9s  qwen3-coder-30b  200  finish tool_calls  ctx 29.0k (28.7k cached)  ...
struct DetailTitle {
    var id: RequestID
    var request: RequestSummary?
    var snapshot: MonitorSnapshot
    var view: ViewState
    /// The problem counters stand here, and not in the line below.
    var hasCounters: Bool

    /// Below this the counters leave no room; number and tab stand at the foot.
    static let leastColumns = 40

    func draw(into grid: inout CellGrid, in area: Area) {
        guard hasCounters else {
            grid.drawLine(wide(width: area.width - 1), in: area, symbols: view.symbols)
            return
        }
        let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems).line(width: area.width - 8)
        var room = area
        room.width -= counters.width + (area.width < 80 ? 2 : 3)
        if area.width < Self.leastColumns, room.width <= CellWidth.columns(of: " \(id)") {
            grid.drawLine(StyledText(" ") + counters, in: area, symbols: view.symbols)
            return
        }
        grid.drawTitle(narrow(width: room.width), counters: counters, in: area, symbols: view.symbols)
    }

    /// Where it was opened, and its number.
    private func path(width: Int) -> StyledText {
        var line = StyledText(" ")
        if width >= 60, let row = view.openedRow, row.name.utf8.count <= 24 {
            line.append("\(row.list.title) \(view.symbols.crumb) \(row.name) \(view.symbols.crumb) ", .dim)
        }
        line.append("\(id)", .title)
        return line
    }

    private func narrow(width: Int) -> StyledText {
        var line = path(width: width)
        guard let request else { return line }
        line.append(" \(request.who)")
        line.append("  ")
        line.append(state(of: request))
        var more: [StyledText] = []
        if let status = request.status, status > 0 { more.append(StyledText(String(status))) }
        if let reason = request.finishReason { more.append(StyledText(reason)) }
        more.append(StyledText(request.model, .dim))
        line.append(fitting: more + amounts(of: request, withCached: false), width: width)
        return line
    }

    private func wide(width: Int) -> StyledText {
        var line = path(width: width)
        guard let request else { return line }
        var parts = [StyledText(request.who)]
        if let session = request.session {
            parts.append(
                part("session ", session) + (turn(of: request).map { part(" turn ", String($0)) } ?? StyledText()))
        }
        parts += [state(of: request), StyledText(request.model, .dim)]
        if let slot = request.slot { parts.append(part("slot ", String(slot))) }
        if let status = request.status, status > 0 { parts.append(StyledText(String(status))) }
        if let reason = request.finishReason { parts.append(part("finish ", reason)) }
        line.append(fitting: parts + amounts(of: request, withCached: true), width: width)
        return line
    }

    private func state(of request: RequestSummary) -> StyledText {
        StyledText(request.phaseWord(at: snapshot.now), request.phaseStyle(at: snapshot.now))
            + StyledText(" \(Formatting.seconds(request.age(at: snapshot.now)))s")
    }

    /// Which request of its session it is: those that came after it are still listed.
    private func turn(of request: RequestSummary) -> Int? {
        guard let session = snapshot.sessions.first(where: { $0.id == request.session }) else { return nil }
        let later = snapshot.requests.count { $0.session == session.id && $0.id > request.id }
        return later < session.requests ? session.requests - later : nil
    }

    /// What is known of it in numbers.
    private func amounts(of request: RequestSummary, withCached: Bool) -> [StyledText] {
        var amounts: [StyledText] = []
        if let count = request.promptTokens {
            var context = part("ctx ", Formatting.tokens(count))
            if withCached, let cached = request.cachedTokens {
                context.append(" (\(Formatting.tokens(cached)) cached)", .dim)
            }
            amounts.append(context)
        }
        if let count = request.writtenTokens {
            amounts.append(part("out ", Formatting.estimate(Formatting.tokens(count), request.isOutputCounted)))
        }
        if let rate = request.rate {
            let text = Formatting.estimate(Formatting.rate(rate), request.isRateCounted)
            amounts.append(StyledText(text, .good) + StyledText(" t/s", .dim))
        }
        if let seconds = request.firstTokenSeconds { amounts.append(part("ttft ", Formatting.latency(seconds))) }
        return amounts
    }

    private func part(_ name: String, _ value: String) -> StyledText { StyledText(name, .dim) + StyledText(value) }
}
