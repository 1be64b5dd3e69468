package import Monitoring

/// What the kept requests tell of a model, by the name that clients ask for.
package struct ModelUse: Equatable, Sendable, Identifiable {
    package var id: String
    /// Those that had requests for it, the last one first.
    var backends: [String] = []
    var requests = 0
    var running = 0
    var failed = 0
    var calls = 0
    var badArguments = 0
    var nearMisses = 0
    var outputTokens = 0
    /// Of the last answers, oldest first: tokens a second written and read, and seconds until the first of them.
    var rates: [Double] = []
    var prefillRates: [Double] = []
    var firstTokens: [Double] = []
    var lastAt = 0.0
    var lastRequest: RequestID

    /// Answers whose speeds make up a graph.
    static let maximumRates = 60

    /// In the middle of them; `nil`: there are none.
    static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    /// `row` is older than all before it.
    fileprivate mutating func add(older row: RequestSummary) {
        requests += 1
        running += row.phase.isRunning ? 1 : 0
        failed += row.phase == .failed ? 1 : 0
        calls += row.calls.count
        badArguments += row.calls.count { !$0.isValid }
        nearMisses += row.nearMisses
        outputTokens = outputTokens.adding(row.writtenTokens ?? 0)
        if let backend = row.backend, !backends.contains(backend) { backends.append(backend) }
        if let rate = row.rate, rate.isFinite, rate > 0, rates.count < Self.maximumRates { rates.append(rate) }
        if let rate = row.usage.prefillRate, rate.isFinite, rate > 0, prefillRates.count < Self.maximumRates {
            prefillRates.append(rate)
        }
        if let seconds = row.firstTokenSeconds, row.wantsStream, firstTokens.count < Self.maximumRates {
            firstTokens.append(seconds)
        }
        lastAt = max(lastAt, row.lastSeenAt)
    }

    /// What was gathered from the newest on, oldest first.
    fileprivate var inOrder: ModelUse {
        var use = self
        use.rates.reverse()
        use.prefillRates.reverse()
        use.firstTokens.reverse()
        return use
    }
}

extension MonitorSnapshot {
    /// The models that clients have asked for, in the kept requests; the most used first, equal ones by name.
    package var models: [ModelUse] {
        var uses: [String: ModelUse] = [:]
        // By index: the rows are large.
        for index in requests.indices where requests[index].isOfModel {
            uses[requests[index].model, default: ModelUse(id: requests[index].model, lastRequest: requests[index].id)]
                .add(older: requests[index])
        }
        return uses.values.map(\.inOrder).sorted { ($1.requests, $0.id) < ($0.requests, $1.id) }
    }

    /// Their names in that order.
    package var modelNames: [String] {
        var counts: [String: Int] = [:]
        for index in requests.indices where requests[index].isOfModel { counts[requests[index].model, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}

extension RequestSummary {
    fileprivate var isOfModel: Bool { !model.isEmpty && (kind == .chat || kind == .generation) }
}
