import ToolCallParsing

/// What a traffic log holds, in figures.
package struct ReplaySummary: Sendable {
    private struct Dialect {
        var valid = 0
        var invalid = 0
        var repaired = 0
    }

    package private(set) var requests = 0
    package private(set) var finished = 0
    package private(set) var failed = 0
    package private(set) var cancelled = 0
    package var brokenLines = 0
    private var unwanted = 0
    private var first = Double.infinity
    private var last = -Double.infinity
    private var errors: [String: Int] = [:]
    private var models: [String: Int] = [:]
    private var dialects: [String: Dialect] = [:]
    private var repairs: [String: Int] = [:]
    private var firstTokens: [Double] = []
    private var durations: [Double] = []
    private var rates: [Double] = []
    private var promptTokens = 0
    /// Taken from the backend's cache, and the prompts of the requests of which that is known.
    private var cachedTokens = 0
    private var cacheablePromptTokens = 0
    private var outputTokens = 0
    /// What only a conversation as a whole tells is looked for where somebody filters.
    private var sessions = SessionBook()
    private let filter: RequestFilter

    /// Names come from outside; more kinds than these are counted together.
    private static let maximumNames = 500

    package init(filter: RequestFilter = .all) { self.filter = filter }

    /// Counts a request, if the filter wants it. They are to come in the order in which they were received.
    package mutating func add(_ request: RecordedRequest) {
        requests += 1
        let id = RequestID(rawValue: max(1, request.number))
        // Near misses, loops and the like are found in the texts only; who filters may ask for them.
        let row = filter.wantsAll ? request.summary(id) : request.summary(id, filedIn: &sessions)
        guard filter.matches(row, in: RequestFilter.Context(now: row.receivedAt)) else {
            unwanted += 1
            return
        }
        switch row.phase {
        case .failed: failed += 1
        case .cancelled: cancelled += 1
        case .done, .queued, .prefill, .decode: finished += 1
        }
        first = min(first, row.receivedAt)
        last = max(last, row.receivedAt + (row.endedSeconds ?? 0))
        if let failure = row.failure { Self.count(failure.code, in: &errors) }
        if !row.model.isEmpty { Self.count(row.model, in: &models) }
        if let seconds = row.firstTokenSeconds, row.wantsStream { firstTokens.append(seconds) }
        if let seconds = row.endedSeconds, row.kind == .chat || row.kind == .generation { durations.append(seconds) }
        if let rate = row.tokensPerSecond { rates.append(rate) }
        let prompt = row.usage.prompt ?? 0
        promptTokens += prompt
        if let cached = row.usage.cached, prompt > 0 {
            cachedTokens += min(cached, prompt)
            cacheablePromptTokens += prompt
        }
        outputTokens += row.outputTokens
        for call in row.calls { add(call) }
    }

    private mutating func add(_ call: ToolCallReport) {
        let name = dialects.count < Self.maximumNames || dialects[call.dialect] != nil ? call.dialect : "others"
        var dialect = dialects[name] ?? Dialect()
        if call.isValid { dialect.valid += 1 } else { dialect.invalid += 1 }
        if !call.repairs.isEmpty { dialect.repaired += 1 }
        dialects[name] = dialect
        for repair in call.repairs { Self.count(repair, in: &repairs) }
    }

    private static func count(_ name: String, in counts: inout [String: Int]) {
        counts[counts.count < maximumNames || counts[name] != nil ? name : "others", default: 0] += 1
    }

    // MARK: Text

    /// For people: a line for each thing, nothing about what did not occur.
    package var lines: [String] {
        var lines = [head]
        if brokenLines > 0 { lines.append(Self.line("broken lines", "\(brokenLines), which are not counted here")) }
        if unwanted > 0 { lines.append(Self.line("filter", "\(unwanted) requests left out: \(filter.text)")) }
        guard requests > unwanted else { return lines }
        let span = "\(Self.moment(first)) to \(Self.moment(last)), \(Self.length(last - first))"
        lines.append(Self.line("time", span))
        lines.append(Self.line("ended", "\(finished) done, \(failed) failed, \(cancelled) cancelled"))
        lines += Self.ranked("errors", errors)
        lines += Self.ranked("models", models)
        lines.append(Self.line("tokens", tokens))
        lines += percentiles("first token", firstTokens, PlainNumber.seconds)
        lines += percentiles("whole answer", durations, PlainNumber.seconds)
        lines += percentiles("tokens a second", rates) { PlainNumber.decimal($0, digits: 1) }
        lines += calls
        lines += Self.ranked("repairs", repairs)
        return lines.map(\.neutralised)
    }

    private var head: String { Self.line("requests", "\(requests - unwanted)") }

    private var tokens: String {
        var text = "prompt \(promptTokens)"
        if cachedTokens > 0 {
            let share = Double(cachedTokens) / Double(cacheablePromptTokens)
            text += " (\(cachedTokens) cached, \(Int((share * 100).rounded())) %"
            text +=
                cacheablePromptTokens < promptTokens ? " of the \(cacheablePromptTokens) of which it is known)" : ")"
        }
        return text + ", output \(outputTokens)"
    }

    private var calls: [String] {
        let total = dialects.values.reduce(0) { $0 + $1.valid + $1.invalid }
        guard total > 0 else { return [] }
        let bad = dialects.values.reduce(0) { $0 + $1.invalid }
        let ranked = dialects.sorted {
            ($1.value.valid + $1.value.invalid, $0.key) < ($0.value.valid + $0.value.invalid, $1.key)
        }
        return [Self.line("calls", "\(total), \(bad) with arguments that do not fit")]
            + ranked.map { name, dialect in
                var text = "\(dialect.valid + dialect.invalid)"
                if dialect.invalid > 0 { text += ", \(dialect.invalid) bad" }
                if dialect.repaired > 0 { text += ", \(dialect.repaired) repaired" }
                return Self.line("  \(name)", text)
            }
    }

    private func percentiles(_ name: String, _ values: [Double], _ text: (Double) -> String) -> [String] {
        let sorted = values.sorted()
        let all = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("max", 1)]
        let marks = all.compactMap { mark, share in
            sorted.nearestRank(share).map { "\(mark) \(text($0))" }
        }
        return marks.isEmpty ? [] : [Self.line(name, marks.joined(separator: "  "))]
    }

    private static func ranked(_ name: String, _ counts: [String: Int]) -> [String] {
        guard !counts.isEmpty else { return [] }
        let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return [line(name, ranked.map { "\($0.key) \($0.value)" }.joined(separator: ", "))]
    }

    private static func line(_ name: String, _ text: String) -> String {
        name + String(repeating: " ", count: max(1, 22 - name.utf8.count)) + text
    }

    private static func moment(_ time: Double) -> String {
        let time = CivilTime(time)
        return "\(time.iso8601.prefix(10)) \(time.clock)"
    }

    private static func length(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e12).rounded())
        let days = whole >= 86_400 ? "\(whole / 86_400) d " : ""
        return days + CivilTime(Double(whole % 86_400)).clock
    }
}

extension RecordedRequest {
    /// The row of the request once it has ended, as far as it is known without its texts.
    func summary(_ id: RequestID) -> RequestSummary {
        var received = received
        let size = received.body.count
        received.body = []
        var record = RequestRecord(id: id, received: received)
        for step in steps(withTexts: false).dropFirst() { _ = record.apply(step.step, at: step.seconds) }
        var row = record.summary
        row.requestBytes = size
        return row
    }

    /// The whole row of the request once it has ended.
    fileprivate func summary(_ id: RequestID, filedIn sessions: inout SessionBook) -> RequestSummary {
        var record = RequestRecord(id: id, received: received)
        if let finding = record.readPrompt({ sessions.admit(received, id: id, $0, $1) }) {
            record.take(finding)
            sessions.began(record.summary)
        }
        for step in steps().dropFirst() { _ = record.apply(step.step, at: step.seconds) }
        sessions.ended(record.summary)
        return record.summary
    }
}
