/// The lines of a headless proxy, for proxies that are watched: what happened to requests since, and to the connections.
package struct WatchedLines: Sendable {
    /// A line and where it belongs.
    package struct Line: Equatable, Sendable {
        package var text: String
        /// Of a request; else for the operator.
        package var isResult: Bool
    }

    /// What has been told of one proxy.
    private struct Told: Sendable {
        var startedAt: Double
        var newest: RequestID
        var open: Set<RequestID>
        var event: Int
    }

    private var told: [String: Told] = [:]
    private var troubles: [String: AttachProblem] = [:]
    private var finder = RequestNewsFinder()
    /// Requests whose start has been told, or is none of ours.
    private var started: Set<RequestID> = []
    private let format: EventLineReport.Format
    private let offsetSeconds: Int
    private let filter: RequestFilter

    /// `offsetSeconds` is how far the local clock is ahead of UTC; for text only.
    package init(format: EventLineReport.Format, offsetSeconds: Int = 0, filter: RequestFilter = .all) {
        self.format = format
        self.offsetSeconds = offsetSeconds
        self.filter = filter
    }

    /// What is new since the last time. What a proxy had done before it was first seen is no news.
    package mutating func lines(for proxies: [WatchedProxy], at now: Double) -> [Line] {
        proxies.flatMap { proxy in
            var lines = connection(proxy, at: now)
            if let shown = proxy.shown { lines += news(proxy.name, shown, at: now) }
            return lines
        }
    }

    private mutating func connection(_ proxy: WatchedProxy, at now: Double) -> [Line] {
        let before = troubles[proxy.name]
        troubles[proxy.name] = proxy.link.problem
        guard let problem = proxy.link.problem else {
            // Another attempt is no news; that it has worked is.
            guard before != nil, proxy.link.state(at: now) == .live else {
                troubles[proxy.name] = before
                return []
            }
            return [line(Notice(.info, "\(proxy.name) is heard again"), at: now)]
        }
        return before == problem ? [] : [line(Notice(.warning, problem.advice(proxy.url)), at: now)]
    }

    private mutating func news(_ name: String, _ shown: MonitorSnapshot, at now: Double) -> [Line] {
        let newest = shown.requests.first?.id ?? RequestID(rawValue: 0)
        let isOther = told[name].map { abs($0.startedAt - shown.startedAt) > 1 } ?? true
        // All of a proxy that has been started again is news.
        let isFirst = told[name] == nil
        var last =
            told[name] ?? Told(startedAt: shown.startedAt, newest: newest, open: [], event: shown.events.first?.id ?? 0)
        if isOther, !isFirst {
            last = Told(startedAt: shown.startedAt, newest: RequestID(rawValue: 0), open: [], event: 0)
        }
        let ended = shown.requests.filter { row in
            !row.phase.isRunning && (last.open.contains(row.id) || row.id > last.newest)
        }
        let entries = shown.events.filter { $0.id > last.event }
        told[name] = Told(
            startedAt: shown.startedAt, newest: max(newest, last.newest),
            open: Set(shown.requests.filter(\.phase.isRunning).map(\.id)),
            event: max(shown.events.first?.id ?? 0, last.event))
        let context = RequestFilter.Context(now: now)
        return entries.reversed().map(line) + unended(shown, after: isFirst ? nil : last.newest, at: now)
            + ended.filter { filter.matches($0, in: context) }
            .sorted {
                ($0.receivedAt + ($0.endedSeconds ?? 0), $0.id) < ($1.receivedAt + ($1.endedSeconds ?? 0), $1.id)
            }
            .map(line)
    }

    /// A start that was longer ago is no news.
    private static let freshSeconds = 10.0

    /// Of requests that run: those that have begun, wait, or are silent. `newest`: what came up to there is known.
    private mutating func unended(_ shown: MonitorSnapshot, after newest: RequestID?, at now: Double) -> [Line] {
        let running = shown.requests.reversed().filter(\.phase.isRunning)
        started.formIntersection(shown.requests.map(\.id))
        var news: [RequestNews] = []
        for row in shown.requests.reversed() where row.kind == .chat || row.kind == .generation {
            guard let sent = row.sentSeconds, started.insert(row.id).inserted, newest != nil,
                now - row.receivedAt - sent < Self.freshSeconds
            else { continue }
            news.append(RequestNews(.started, row, at: row.receivedAt + sent))
        }
        for row in running where row.phase == .queued {
            let place = QueuePlace(position: row.queuePosition ?? 1, hold: row.queueHold)
            if let found = finder.news(of: .queued(place), row, at: now) { news.append(found) }
        }
        news += finder.quiet(running, at: now)
        let context = RequestFilter.Context(now: now)
        return news.filter { filter.matches($0.row, in: context) }.map { news in
            Line(
                text: format == .json ? EventLine.json(news) : EventLine.text(news, offsetSeconds: offsetSeconds),
                isResult: true)
        }
    }

    private func line(_ row: RequestSummary) -> Line {
        Line(
            text: format == .json ? EventLine.json(row) : EventLine.text(row, offsetSeconds: offsetSeconds),
            isResult: true)
    }

    private func line(_ entry: MonitorSnapshot.EventEntry) -> Line {
        let text = format == .json ? EventLine.json(entry) : EventLine.text(entry, offsetSeconds: offsetSeconds)
        return Line(text: text, isResult: false)
    }

    private func line(_ notice: Notice, at now: Double) -> Line { line(.init(time: now, notice: notice)) }
}
