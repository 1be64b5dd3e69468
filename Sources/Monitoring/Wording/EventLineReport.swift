/// What a headless proxy reports: lines for requests that begin, wait, are silent and have ended, and one for each thing that
/// the operator should know.
package struct EventLineReport: Sendable {
    package enum Format: Sendable { case text, json }

    private var backends: [String: BackendReport] = [:]
    private var memory: MemoryReport?
    private var settings: LiveSettings?
    private let format: Format
    private let offsetSeconds: Int
    private let filter: RequestFilter

    /// `offsetSeconds` is how far the local clock is ahead of UTC; for text only. Requests that `filter` does not want
    /// get no line.
    package init(format: Format, offsetSeconds: Int = 0, filter: RequestFilter = .all) {
        self.format = format
        self.offsetSeconds = offsetSeconds
        self.filter = filter
    }

    /// Takes an event that arrived `now`, in seconds since 1970; returns what is to be written of it. Of requests nothing
    /// is: see `line(for:at:)`.
    package mutating func lines(for event: EngineEvent, at now: Double) -> [String] {
        switch event {
        case .backend(let report):
            let before = backends.updateValue(report, forKey: report.name)
            return [NoticeWording.backend(report, before: before)].compactMap { line($0, at: now) }
        case .memory(let report):
            defer { memory = report }
            return [NoticeWording.memory(report, before: memory)].compactMap { line($0, at: now) }
        case .settings(let new):
            defer { settings = new }
            return [settings.flatMap { NoticeWording.settings(new, before: $0) }].compactMap { line($0, at: now) }
        case .notice(let notice): return [line(notice, at: now)].compactMap { $0 }
        case .request, .cache, .sessionHeld, .logEntriesLost: return []
        }
    }

    /// The line of a request that has ended; `nil`: the filter does not want it.
    package func line(for row: RequestSummary, at now: Double) -> String? {
        guard filter.matches(row, in: RequestFilter.Context(now: now)) else { return nil }
        return format == .json ? EventLine.json(row) : EventLine.text(row, offsetSeconds: offsetSeconds)
    }

    /// The line for what happened to a request; `nil`: the filter does not want it.
    package func line(for news: RequestNews) -> String? {
        guard filter.matches(news.row, in: RequestFilter.Context(now: news.time)) else { return nil }
        return format == .json ? EventLine.json(news) : EventLine.text(news, offsetSeconds: offsetSeconds)
    }

    /// The first line, once requests are served.
    package func listening(_ url: String, at now: Double) -> String {
        format == .json ? EventLine.listening(url, at: now) : "listening on \(url)"
    }

    private func line(_ notice: Notice?, at now: Double) -> String? {
        guard let notice else { return nil }
        let entry = MonitorSnapshot.EventEntry(time: now, notice: notice)
        return format == .json ? EventLine.json(entry) : EventLine.text(entry, offsetSeconds: offsetSeconds)
    }
}
