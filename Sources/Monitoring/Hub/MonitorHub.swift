/// The one actor between the engine and everything that watches it. Has no logic of its own: a reducer keeps the state.
package actor MonitorHub: SnapshotSource {
    private var state: MonitorState
    private var finder = RequestNewsFinder()
    private let signal = ChangeSignal()
    private let now: @Sendable () -> Double
    /// From which the events come: what has happened must be known to who asks for it.
    private weak var publisher: EventPublisher?

    /// `now` tells the time in seconds since 1970.
    package init(state: MonitorState, now: @escaping @Sendable () -> Double = WallClock.now) {
        self.state = state
        self.now = now
    }

    /// Events come from there, and may be on their way for a while.
    package func follow(_ publisher: EventPublisher) { self.publisher = publisher }

    /// Takes a batch from the engine. Returns the rows of the requests that have ended with it.
    @discardableResult
    package func apply(_ events: [EngineEvent]) -> [RequestSummary] {
        let moment = now()
        let adapted = Self.adapted(in: events)
        let ended = events.compactMap { state.apply($0, at: moment, awaitsEdits: adapted.contains($0.request)) }
        announce()
        return ended
    }

    /// The same; returns all that is worth a line.
    package func news(of events: [EngineEvent]) -> [RequestNews] {
        let moment = now()
        var news: [RequestNews] = []
        let adapted = Self.adapted(in: events)
        for event in events {
            let ended = state.apply(event, at: moment, awaitsEdits: adapted.contains(event.request))
            guard case .request(let event) = event, RequestNewsFinder.concerns(event.step),
                let row = ended ?? state.row(of: event.id)
            else { continue }
            if let found = finder.news(of: event.step, row, at: moment) { news.append(found) }
            if let ended { news.append(RequestNews(.ended, ended, at: ended.receivedAt + (ended.endedSeconds ?? 0))) }
        }
        announce()
        return news
    }

    /// The requests of whose prompt it is told how it is sent.
    private static func adapted(in events: [EngineEvent]) -> Set<RequestID?> {
        var adapted: Set<RequestID?> = []
        for case .request(let event) in events {
            if case .adapted = event.step { adapted.insert(event.id) }
        }
        return adapted
    }

    /// Requests from which nothing has come for long.
    package func quietNews() -> [RequestNews] { finder.quiet(state.runningRows, at: now()) }

    /// The address the proxy listens on, once it does.
    package func setListening(_ address: String) {
        state.listening = address
        announce()
    }

    /// A notice that stays on the screen; `nil` takes it away.
    package func setBanner(_ banner: String?) {
        state.banner = banner
        announce()
    }

    /// The state now, with the detail of the request `open`, if there is one; compared with `other` rather than with the
    /// one before it.
    package func snapshot(open: RequestID? = nil, comparedWith other: RequestID? = nil) async -> MonitorSnapshot {
        await publisher?.flush()
        // Others, who open nothing, must not make the screen take its prompt apart again.
        if open != nil { state.open(open) }
        if let open, let other { state.compare(open, with: other) }
        return state.snapshot(at: now(), open: open, comparedWith: other)
    }

    /// Somebody looks at these requests, or has marked them: they are forgotten last.
    package func keep(_ ids: Set<RequestID>) { state.keep(ids) }

    /// What these requests and their answers say, as far as it is kept.
    package func searchable(_ ids: [RequestID]) -> [SearchableText]? { state.searchable(ids) }

    /// What is kept of a request; `nil`: nothing. Without the prompt where `withPrompt` is `false`: it does not change.
    package func detail(of id: RequestID, withPrompt: Bool = true) async -> RequestDetail? {
        await publisher?.flush()
        state.lookUpRepeats(of: id)
        return state.detail(of: id, withPrompt: withPrompt)
    }

    /// What a request asked; `nil`: it is not remembered.
    package func question(of id: RequestID) async -> RequestQuestion? {
        await publisher?.flush()
        return state.question(of: id)
    }

    /// Which session a request was found to belong to; `nil`: none, or it is not remembered.
    package func session(of id: RequestID) async -> String? {
        await publisher?.flush()
        return state.row(of: id)?.session
    }

    /// Whether a session of this name is remembered.
    package func knows(session: String) async -> Bool {
        await publisher?.flush()
        return state.knows(session: session)
    }

    /// The counters now.
    package func metrics() async -> MonitorMetrics {
        await publisher?.flush()
        return state.metrics
    }

    /// Yields whenever the state has changed since the reader looked; changes in between are one. Ends never: a reader
    /// that has enough drops it.
    package func changes() -> AsyncStream<Void> { signal.changes() }

    /// Whether anybody follows the changes.
    package nonisolated var isWatched: Bool { signal.isRead }

    private func announce() { signal.announce() }
}
