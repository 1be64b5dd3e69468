/// The proxies that are watched as one picture.
package enum SnapshotMerging {
    /// Values that the percentiles of several proxies are made of.
    private static let latencyCapacity = 200

    /// The picture at `now`, on our clock.
    package static func merged(_ proxies: [WatchedProxy], at now: Double) -> MonitorSnapshot {
        let known = proxies.compactMap(\.shown)
        let settings = known.first?.settings ?? LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto")
        var result = MonitorSnapshot(
            now: now, startedAt: known.map(\.startedAt).min() ?? now, listening: listening(proxies), settings: settings)
        result.proxies = proxies.map { $0.report(at: now) }
        let troubles = proxies.compactMap { $0.trouble(at: now) }
        result.banner =
            troubles.isEmpty ? (proxies.count == 1 ? known.first?.banner : nil) : troubles.joined(separator: "  ")
        result.backends = known.flatMap(\.backends)
        result.memory = known.compactMap(\.memory).max { ($0.usedPercent ?? -1) < ($1.usedPercent ?? -1) }
        result.totals = totals(proxies, at: now)
        result.rates = rates(proxies, at: now)
        result.tools = known.reduce(into: .init()) { $0.add($1.tools) }
        guard proxies.count > 1 else {
            if let only = known.first {
                result.latency = only.latency
                (result.sessions, result.toolUses, result.events) = (only.sessions, only.toolUses, only.events)
                result.history = only.history
            }
            result.requests = proxies.first?.rows(at: now) ?? []
            return result
        }
        result.history = history(known)
        result.requests = proxies.flatMap { $0.rows(at: now) }.bounded(result.history ?? HistoryReport())
            .sorted { $0.stands(before: $1) }
        result.sessions = known.flatMap(\.sessions).sorted { $0.stands(before: $1) }
        result.toolUses = toolUses(known)
        result.events = Array(
            known.flatMap(\.events).sorted { ($0.time, $0.id) > ($1.time, $1.id) }.prefix(EventLog.capacity))
        result.latency = latency(result.requests)
        return result
    }

    /// Together they are no longer than the longest.
    private static func history(_ snapshots: [MonitorSnapshot]) -> HistoryReport? {
        let reports = snapshots.compactMap(\.history)
        guard var sum = reports.first else { return nil }
        for report in reports.dropFirst() {
            sum.rows = max(sum.rows, report.rows)
            sum.problemRows = max(sum.problemRows, report.problemRows)
            sum.dropped = sum.dropped.adding(report.dropped)
            sum.droppedProblems = sum.droppedProblems.adding(report.droppedProblems)
        }
        return sum
    }

    private static func listening(_ proxies: [WatchedProxy]) -> String {
        guard let url = proxies.first?.url else { return "" }
        return String(url.hasPrefix("https://") ? url.dropFirst(8) : url.dropFirst(7))
    }

    /// What runs at a proxy that cannot be heard is not known; what it has done is.
    private static func totals(_ proxies: [WatchedProxy], at now: Double) -> MonitorSnapshot.Totals {
        proxies.reduce(into: .init()) { sum, proxy in
            guard var totals = proxy.shown?.totals else { return }
            if proxy.link.state(at: now) != .live { (totals.running, totals.queued) = (0, 0) }
            sum.add(totals)
        }
    }

    // MARK: Rates

    private static func rates(_ proxies: [WatchedProxy], at now: Double) -> MonitorSnapshot.Rates {
        var rates = MonitorSnapshot.Rates()
        rates.generation = merged(proxies, \.generation, at: now, +)
        rates.prefill = merged(proxies, \.prefill, at: now, +)
        rates.firstToken = merged(proxies, \.slowest, at: now, max)
        rates.memory = merged(proxies, \.memoryUse, at: now, max)
        let fresh = proxies.filter { $0.link.state(at: now) == .live && $0.isRecent(at: now) }.compactMap(\.shown)
        rates.generationNow = total(fresh.compactMap(\.rates.generationNow))
        rates.prefillNow = total(fresh.compactMap(\.rates.prefillNow))
        return rates
    }

    private static func total(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.reduce(0, +) }

    /// One value a second up to that of `now`, each proxy's in the seconds in which it was so.
    private static func merged(
        _ proxies: [WatchedProxy], _ values: KeyPath<MonitorSnapshot.Rates, [Double]>, at now: Double,
        _ combine: (Double, Double) -> Double
    ) -> [Double] {
        let span = ThroughputWindow.span
        var merged = [Double](repeating: 0, count: span)
        var count = 1
        for shown in proxies.compactMap(\.shown) {
            // How many seconds ago its last value's second was.
            let age = now.rounded(.down) - shown.now.rounded(.down)
            guard age.isFinite, age > -60, age < Double(span) else { continue }
            let shift = max(0, Int(age))
            let own = shown.rates[keyPath: values].suffix(span)
            count = max(count, min(span, own.count + shift))
            for (offset, value) in own.reversed().enumerated() where offset + shift < span && value.isFinite {
                let place = span - 1 - offset - shift
                merged[place] = combine(merged[place], value)
            }
        }
        return Array(merged.suffix(count))
    }

    // MARK: Lists

    private static func latency(_ rows: [RequestSummary]) -> MonitorSnapshot.LatencySummary {
        var samples = RecentSamples(capacity: latencyCapacity)
        for seconds in rows.lazy.compactMap(Self.firstToken).prefix(latencyCapacity) { samples.add(seconds) }
        var added = RecentSamples(capacity: latencyCapacity)
        for seconds in rows.lazy.compactMap(\.addedSeconds).prefix(latencyCapacity) { added.add(seconds) }
        var latency = MonitorSnapshot.LatencySummary()
        latency.addedP50 = added.percentile(0.5)
        latency.firstTokenP50 = samples.percentile(0.5)
        latency.firstTokenP95 = samples.percentile(0.95)
        return latency
    }

    /// Seconds to the first token, where it was seen to come before the rest.
    private static func firstToken(_ row: RequestSummary) -> Double? {
        guard let seconds = row.firstTokenSeconds else { return nil }
        return row.wantsStream || (row.endedSeconds ?? 0) - seconds > 0.05 ? seconds : nil
    }

    private static func toolUses(_ snapshots: [MonitorSnapshot]) -> [ToolUse] {
        var uses: [String: ToolUse] = [:]
        for use in snapshots.flatMap(\.toolUses) {
            if uses[use.id] == nil { uses[use.id] = use } else { uses[use.id]?.add(use) }
        }
        return uses.values.sorted { $0.stands(before: $1) }
    }
}

extension MonitorSnapshot.Rates {
    fileprivate var slowest: [Double] { firstToken ?? [] }
    fileprivate var memoryUse: [Double] { memory ?? [] }
}

extension MonitorSnapshot.Totals {
    fileprivate mutating func add(_ other: Self) {
        running = running.adding(other.running)
        queued = queued.adding(other.queued)
        done = done.adding(other.done)
        failed = failed.adding(other.failed)
        cancelled = cancelled.adding(other.cancelled)
        promptTokens = promptTokens.adding(other.promptTokens)
        outputTokens = outputTokens.adding(other.outputTokens)
        logEntriesLost = logEntriesLost.adding(other.logEntriesLost)
    }
}

extension MonitorSnapshot.ToolTotals {
    fileprivate mutating func add(_ other: Self) {
        native = native.adding(other.native)
        if let more = other.leftInText { leftInText = (leftInText ?? 0).adding(more) }
        nearMisses = nearMisses.adding(other.nearMisses)
        badArguments = badArguments.adding(other.badArguments)
        loops = loops.adding(other.loops)
        rewritten = Self.summed(rewritten, other.rewritten)
        repairs = Self.summed(repairs, other.repairs)
    }

    /// The most frequent first, equal ones by name.
    fileprivate static func summed(
        _ a: [MonitorSnapshot.DialectCount], _ b: [MonitorSnapshot.DialectCount]
    ) -> [MonitorSnapshot.DialectCount] {
        let counts = Dictionary((a + b).map { ($0.name, $0.count) }) { $0.adding($1) }
        return counts.map { .init(name: $0.key, count: $0.value) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}

extension ToolUse {
    fileprivate mutating func add(_ other: ToolUse) {
        // Percentiles cannot be added up: those of more calls stand for both.
        if other.calls > calls { (answerP50, answerP95) = (other.answerP50, other.answerP95) }
        calls = calls.adding(other.calls)
        badArguments = badArguments.adding(other.badArguments)
        nearMisses = nearMisses.adding(other.nearMisses)
        repaired = repaired.adding(other.repaired)
        argumentBytes = argumentBytes.adding(other.argumentBytes)
        repairs = MonitorSnapshot.ToolTotals.summed(repairs, other.repairs)
        if let problem = other.lastProblemRequest, problem > lastProblemRequest ?? RequestID(rawValue: 0) {
            (lastProblem, lastProblemRequest) = (other.lastProblem, other.lastProblemRequest)
        }
        guard other.lastUsedAt > lastUsedAt else { return }
        (lastUsedAt, lastRequest) = (other.lastUsedAt, other.lastRequest)
    }
}
