import Monitoring

/// What happened: the answer to the last command, the problem of the selected request, and on tall screens the newest
/// events.
struct EventLines {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, problem: Area, events: Area) {
        grid.drawLine(StyledText(" ") + headline(isAlone: events.isEmpty), in: problem, symbols: view.symbols)
        let entries = shown(events.height)
        var rest = events
        _ = rest.removeTop(max(0, events.height - entries.count))
        for entry in entries {
            var text = StyledText(" " + clock(entry) + " ", .dim)
            text.append(line(entry))
            grid.drawLine(text, in: rest.removeTop(1), symbols: view.symbols)
        }
    }

    /// Seconds after which it is no news any more that something is as it should be.
    private static let infoLife = 60.0

    /// The newest, but of those that only inform no more than one while there are warnings: these would push them out.
    private func shown(_ count: Int) -> [MonitorSnapshot.EventEntry] {
        let warnings = Array(snapshot.events.lazy.filter { $0.notice.level != .info }.prefix(max(0, count - 1)))
        let infos = Array(
            snapshot.events.lazy.filter { entry in
                entry.notice.level == .info && snapshot.now - entry.time < Self.infoLife
            }.prefix(max(1, count - warnings.count)))
        return Array((warnings + infos).sorted { ($0.time, $0.id) > ($1.time, $1.id) }.prefix(count))
    }

    /// The newest warning stands here where there are no lines for events.
    private func headline(isAlone: Bool) -> StyledText {
        if let message = view.message { return StyledText(message.text, message.isProblem ? .warning : .title) }
        if let request = view.subject(snapshot).flatMap({ snapshot.request($0) }) {
            let sentence = request.sentence ?? RequestSentence.of(request, at: snapshot.now)
            if request.isProblem || !isAlone || request.phase.isRunning {
                return StyledText("\(request.id) \(request.who) ", .dim)
                    + StyledText(sentence, request.isProblem ? .warning : .plain)
            }
        }
        guard isAlone, let entry = snapshot.events.first(where: { $0.notice.level != .info }) else {
            return StyledText()
        }
        return StyledText(clock(entry) + " ", .dim) + line(entry)
    }

    private func line(_ entry: MonitorSnapshot.EventEntry) -> StyledText {
        let name = entry.notice.request.map { "\($0) " } ?? ""
        let (text, style) = (entry.notice.text, entry.notice.level.style)
        // Only what went wrong is coloured: whole lines would outdo the rows that they are about.
        let proxy = snapshot.proxies?.lazy.map { "\($0.name): " }.first(where: text.hasPrefix) ?? ""
        let words = text.dropFirst(proxy.count)
        let lead = StyledText(name) + StyledText(proxy)
        guard let colon = words.firstRange(of: ": ") else { return lead + StyledText(String(words), style) }
        return lead + StyledText(words[..<colon.lowerBound] + ":", style)
            + StyledText(" " + words[colon.upperBound...])
    }

    private func clock(_ entry: MonitorSnapshot.EventEntry) -> String {
        Formatting.clock(entry.time, utcOffset: view.utcOffsetSeconds)
    }
}
