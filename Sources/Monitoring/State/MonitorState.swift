/// The monitor's memory: a reducer without clock and I/O.
///
/// Events may come in any order, twice, or for requests that nobody remembers: what makes no sense is ignored. What is
/// kept is bounded however long the proxy runs: see `RequestHistory`, `EventLog`, `ThroughputWindow`.
package struct MonitorState: Sendable {
    /// Rows of healthy requests in the list, unless it is set otherwise.
    package static let historyCapacity = HistoryBounds().rows
    /// Requests whose first token makes up the percentiles.
    private static let latencyCapacity = 200
    /// Near misses and bad arguments of one request that become lines for the operator; how many more there are is one
    /// line at its end.
    private static let linesPerRequest = 3
    private static let maximumBackends = 256
    /// Seconds that a request may need until a slot shows it, and what is known of slots until it is here.
    private static let slotDelay = 0.1

    /// Address the proxy listens on.
    package var listening = ""
    /// A notice that stays on the screen.
    package var banner: String?

    private let startedAt: Double
    private var settings: LiveSettings
    private var areSettingsKnown = false
    private var history: RequestHistory
    /// The prompt of the request that was opened last.
    private var opened: (id: RequestID, prompt: PromptContent?, text: String?)?
    /// Two requests whose prompts were compared last, because somebody wanted to know.
    private var compared: (pair: [RequestID], comparison: PromptComparison?)?
    private var repeats = RepeatBook()
    private var log = EventLog()
    private var tools = ToolTally()
    private var toolUses = ToolUseBook()
    private var sessions = SessionBook()
    private var backends: [BackendReport] = []
    private var slots = SlotBook()
    private var memory: MemoryReport?
    private var totals = MonitorSnapshot.Totals()
    private var endedOutputTokens = 0
    private var joined = 0
    private var outcomes: [RequestOutcomeKey: Int] = [:]
    private var failures = FailureTally()
    private var generation: ThroughputWindow
    private var prefill: ThroughputWindow
    private var slowest: MeasureWindow
    private var memoryUse: MeasureWindow
    private var firstTokens = RecentSamples(capacity: latencyCapacity)
    private var added = RecentSamples(capacity: latencyCapacity)
    private var firstTokenHistogram = LatencyHistogram()
    private var phases = PhaseHistograms()
    private var cachedTokens = 0

    /// `startedAt` is seconds since 1970; `settings` are shown until the engine has said its own. `payloadBudget`
    /// takes the place of that in `bounds`; 0: no bodies and texts are kept.
    package init(
        startedAt: Double = 0,
        settings: LiveSettings = LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto"),
        bounds: HistoryBounds = HistoryBounds(), payloadBudget: Int? = nil
    ) {
        self.startedAt = startedAt.asMeasure ?? 0
        self.settings = settings
        var bounds = bounds
        bounds.payloadBytes = payloadBudget ?? bounds.payloadBytes
        history = RequestHistory(bounds: bounds)
        generation = ThroughputWindow(startingAt: self.startedAt)
        prefill = ThroughputWindow(startingAt: self.startedAt)
        slowest = MeasureWindow(.peak, startingAt: self.startedAt)
        memoryUse = MeasureWindow(.level, startingAt: self.startedAt)
    }

    /// Takes an event that arrived `now`, in seconds since 1970. Returns the row of the request that has ended with it.
    /// `awaitsEdits`: a request that begins, and among the next events is how its prompt is sent.
    @discardableResult
    package mutating func apply(_ event: EngineEvent, at now: Double, awaitsEdits: Bool = false) -> RequestSummary? {
        switch event {
        case .request(let event): return apply(event, at: now, awaitsEdits)
        case .backend(let report): apply(report.bounded, at: now)
        case .cache(let backend, let report): apply(report, of: backend, at: now)
        case .memory(let report):
            note(NoticeWording.memory(report, before: memory), at: now)
            memory = report
            if report.total > 0 { memoryUse.note(report.tightest.percent, at: now) }
        case .settings(let new):
            if areSettingsKnown { note(NoticeWording.settings(new, before: settings), at: now) }
            settings = new
            areSettingsKnown = true
        case .sessionHeld(let session, let since): sessions.hold(session, since: since)
        case .notice(let notice): note(notice, at: now)
        case .logEntriesLost(let count): totals.logEntriesLost = max(totals.logEntriesLost, count.asCount)
        }
        return nil
    }

    /// Takes the prompt of the request `id` apart, so that snapshots of it cost little from then on.
    package mutating func open(_ id: RequestID?) {
        if let id { lookUpRepeats(of: id) }
        guard opened?.id != id else { return }
        opened = id.flatMap { id in history[id].map { (id, $0.prompt, $0.text) } }
    }

    /// Somebody looks at these requests, or has marked them: they are forgotten last.
    package mutating func keep(_ ids: Set<RequestID>) { history.keep(ids) }

    /// What these requests and their answers say, as far as it is kept.
    package func searchable(_ ids: [RequestID]) -> [SearchableText] { history.searchable(ids) }

    /// Compares the prompt of `id` with that of `other`, which need not be the one before it, for the snapshots of it.
    package mutating func compare(_ id: RequestID, with other: RequestID) {
        guard compared?.pair != [id, other], let record = history[id] else { return }
        compared = ([id, other], history[other].flatMap(record.comparison))
    }

    /// Looks up which calls of the request `id` were made before, for its detail.
    package mutating func lookUpRepeats(of id: RequestID) {
        guard let record = history[id] else { return }
        let last = record.summary.session.flatMap { sessions.lastRequest(of: $0) }
        repeats.update(record, last: last) { history.session(of: record) }
    }

    /// What is kept of a request; `nil`: nothing. Without the prompt where `withPrompt` is `false`.
    package func detail(of id: RequestID, withPrompt: Bool = true) -> RequestDetail? {
        guard let record = history[id] else { return nil }
        var detail = record.detail
        detail.repeats = repeats[id]
        if history.keepsNothing { detail.keepsBodies = false }
        guard withPrompt else { return detail }
        detail.comparison = record.comparison
        guard record.body != nil else { return detail }
        let known = opened?.id == id
        detail.requestBody = known ? opened?.text : record.text
        detail.prompt = known ? opened?.prompt : record.prompt
        return detail
    }

    /// A request's row; `nil`: it is not remembered.
    func row(of id: RequestID) -> RequestSummary? { history.row(of: id) }

    func knows(session: String) -> Bool { sessions.knows(session) }

    /// The rows of those that run.
    var runningRows: [RequestSummary] { history.runningRows }

    /// What a request asked; `nil`: it is not remembered.
    package func question(of id: RequestID) -> RequestQuestion? {
        history[id].map { record in
            RequestQuestion(
                summary: record.summary, sessionName: record.summary.session.flatMap(sessions.headerName),
                body: record.body)
        }
    }

    /// The state at `now`, with the detail of the request `open`, if it is remembered; compared with `other` where that
    /// was asked for.
    package func snapshot(
        at now: Double, open: RequestID? = nil, comparedWith other: RequestID? = nil
    ) -> MonitorSnapshot {
        var requests = history.newestFirst
        // A rate goes down while nothing comes.
        for index in requests.indices where requests[index].phase == .decode {
            if let rate = requests[index].decodeRate(at: requests[index].age(at: now)) {
                requests[index].tokensPerSecond = rate
            }
        }
        var snapshot = MonitorSnapshot(
            now: now, startedAt: startedAt, listening: listening, banner: banner, settings: settings,
            backends: backends, memory: memory, totals: currentTotals, rates: rates(at: now), latency: latency,
            tools: tools.totals, sessions: sessions.newestFirst, toolUses: toolUses.ranked,
            requests: requests, events: log.newestFirst, detail: open.flatMap { detail(of: $0) })
        if history.dropped.dropped > 0 { snapshot.history = history.dropped }
        if open != nil, let other { snapshot.otherDetail = detail(of: other, withPrompt: false) }
        if let open, let other, let compared, compared.pair == [open, other], let comparison = compared.comparison {
            snapshot.detail?.comparison = comparison
        }
        return snapshot
    }

    /// The counters at `now`, without the requests themselves.
    package var metrics: MonitorMetrics {
        MonitorMetrics(
            startedAt: startedAt, totals: currentTotals, outputTokens: endedOutputTokens, outcomes: outcomes,
            failures: failures,
            calls: tools.calls,
            nearMisses: tools.nearMisses, repairs: tools.repairs, backends: backends, memory: memory,
            firstToken: firstTokenHistogram, phases: phases, cachedTokens: cachedTokens, loops: tools.totals.loops,
            joined: joined)
    }

    /// Bytes of bodies and texts that are kept now.
    package var payloadBytes: Int { history.payloadBytes }

    private mutating func apply(_ event: RequestEvent, at now: Double, _ awaitsEdits: Bool) -> RequestSummary? {
        if case .received(let received) = event.step {
            // Watching would fill the list that it watches.
            if received.isMonitoring || history.contains(event.id) { return nil }
            var received = received
            received.time = received.time.asMeasure ?? now
            begin(received, event.id, at: now, awaitsEdits)
            return nil
        }
        let seconds = event.at.seconds.asMeasure ?? 0
        guard let change = history.apply(event.step, of: event.id, at: seconds) else { return nil }
        count(change, of: event.id, at: now)
        if change.hasNewPrompt, let row = history.row(of: event.id) {
            sessions.sentOtherwise(row, hadBreak: change.hadBreak)
        }
        if let row = change.endedRow { close(row, at: now) }
        return change.endedRow
    }

    private mutating func begin(
        _ received: ReceivedRequest, _ id: RequestID, at now: Double, _ awaitsEdits: Bool
    ) {
        var record = RequestRecord(id: id, received: received)
        var received = received
        received.agent = record.summary.agent
        let session = received.resentFrom.flatMap { history.row(of: $0)?.session }
        let finding = record.readPrompt { sessions.admit(received, id: id, in: session, $0, $1) }
        if let former = finding?.asksAgain.flatMap({ history.row(of: $0) }) { record.asks(as: former) }
        history.insert(record, finding, awaitsEdits: awaitsEdits)
        guard let finding, let row = history.row(of: id) else { return }
        sessions.began(row)
        if let loop = finding.loop {
            tools.countLoop()
            note(NoticeWording.loop(loop, in: row), at: now)
        }
        if let (calls, seconds) = finding.answered {
            for call in calls { toolUses.answered(tool: call.name, dialect: call.dialect, after: seconds) }
        }
    }

    private mutating func count(_ change: RequestChange, of id: RequestID, at now: Double) {
        totals.outputTokens = max(0, totals.outputTokens + change.tokens)
        generation.add(Double(change.tokens), at: now)
        // A batch is told of when it has been read, and took its time.
        prefill.spread(Double(change.prefilled), from: now - change.prefillSeconds, to: now)
        if let seconds = change.firstTokenSeconds {
            firstTokens.add(seconds)
            firstTokenHistogram.add(seconds)
            slowest.note(seconds, at: now)
        }
        if change.hasJoined { joined += 1 }
        for (number, nearMiss) in change.nearMisses.enumerated() {
            tools.count(nearMiss)
            toolUses.count(nearMiss, in: id, at: now)
            if change.nearMissesBefore + number < Self.linesPerRequest {
                note(NoticeWording.nearMiss(nearMiss, in: id), at: now)
            }
        }
        if let call = change.call {
            tools.count(call)
            toolUses.count(call, in: id, at: now)
            if !call.isValid, change.badCallsBefore < Self.linesPerRequest {
                note(NoticeWording.badArguments(call, in: id), at: now)
            }
        }
        if let ending = change.ending {
            totals.promptTokens += ending.promptTokens
            totals.outputTokens += ending.lateTokens
            generation.spread(Double(ending.lateTokens), from: now - ending.decodeBegan, to: now)
            prefill.spread(ending.latePrefilled, from: now - ending.prefillBegan, to: now - ending.prefillEnded)
        }
    }

    private mutating func close(_ row: RequestSummary, at now: Double) {
        switch row.phase {
        case .done: totals.done += 1
        case .failed:
            totals.failed += 1
            if let failure = row.failure {
                failures.count(failure)
                note(NoticeWording.failure(failure, of: row.id), at: now)
            }
        case .cancelled:
            totals.cancelled += 1
            note(NoticeWording.cancellation(row), at: now)
        case .queued, .prefill, .decode: return
        }
        let badCalls = row.calls.count { !$0.isValid } - Self.linesPerRequest
        note(
            NoticeWording.others(
                badCalls: badCalls, nearMisses: row.nearMisses - Self.linesPerRequest, in: row.id), at: now)
        if let call = row.calls.last(where: row.isUnfinished) {
            note(NoticeWording.unfinished(call, in: row.id), at: now)
        }
        if let cut = row.promptCut { note(NoticeWording.promptCut(cut, of: row.id), at: now) }
        endedOutputTokens += row.outputTokens
        cachedTokens += row.usage.cached ?? 0
        if let seconds = row.addedSeconds { added.add(seconds) }
        phases.add(row)
        sessions.ended(row)
        outcomes[RequestOutcomeKey(kind: row.kind, phase: row.phase), default: 0] += 1
    }

    private mutating func apply(_ report: BackendReport, at now: Double) {
        let index = backends.firstIndex { $0.name == report.name }
        note(NoticeWording.backend(report, before: index.map { backends[$0] }), at: now)
        if report.state != .up { slots.forget(report.name) }
        if let index {
            let cache = report.state == .up ? backends[index].cache : nil
            backends[index] = report
            backends[index].cache = cache
        } else if backends.count < Self.maximumBackends {
            backends.append(report)
        }
    }

    private mutating func apply(_ cache: CacheReport?, of backend: String, at now: Double) {
        guard let index = backends.firstIndex(where: { $0.name == backend }) else { return }
        guard let cache else {
            slots.forget(backend)
            return backends[index].cache = nil
        }
        let running = history.running(at: backend, sentBefore: now - Self.slotDelay)
        let report = slots.matched(cache.bounded, of: backend, running: running, at: now.asMeasure ?? 0)
        for slot in report.slots where slot.phase != .idle {
            if let request = slot.request { history.place(request, in: slot.id) }
        }
        backends[index].cache = report
    }

    private mutating func note(_ notice: Notice?, at now: Double) {
        if let notice { log.append(notice, at: now.asMeasure ?? 0) }
    }

    private var currentTotals: MonitorSnapshot.Totals {
        var totals = totals
        (totals.queued, totals.running) = history.running
        return totals
    }

    private func rates(at now: Double) -> MonitorSnapshot.Rates {
        var rates = MonitorSnapshot.Rates()
        rates.generation = generation.values(at: now).map(Self.tenths)
        rates.prefill = prefill.values(at: now).map(Self.tenths)
        rates.generationNow = generation.rate(at: now).map(Self.tenths)
        rates.firstToken = slowest.values(at: now).map { ($0 * 100).rounded() / 100 }
        rates.memory = memoryUse.values(at: now).map { $0.rounded() }
        rates.prefillNow = prefill.rate(at: now).map(Self.tenths)
        return rates
    }

    private var latency: MonitorSnapshot.LatencySummary {
        var latency = MonitorSnapshot.LatencySummary()
        latency.firstTokenP50 = firstTokens.percentile(0.5)
        latency.firstTokenP95 = firstTokens.percentile(0.95)
        latency.addedP50 = added.percentile(0.5)
        return latency
    }

    /// A tenth of a token a second is more than a graph can show, and short in JSON.
    private static func tenths(_ rate: Double) -> Double { (rate * 10).rounded() / 10 }
}
