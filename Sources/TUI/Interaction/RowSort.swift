import Monitoring

/// How rows are sorted.
package struct RowSort: Equatable, Sendable {
    /// `nil`: running requests on top, then finished ones, newest first in each.
    package var column: RequestColumn.Kind?
    package var isInverted = false

    package init(_ column: RequestColumn.Kind? = nil, isInverted: Bool = false) {
        self.column = column
        self.isInverted = isInverted
    }

    /// Whether the smallest stands on top: words do by themselves, numbers the other way round.
    package var goesUp: Bool { (column?.isNumber != true && column != .id) != isInverted }

    /// Some of the requests, which come newest first, by their indices. What is not known stands last either way, equal ones
    /// newest first.
    func sorted(_ indices: [Int], of requests: [RequestSummary], now: Double) -> [Int] {
        guard let column else {
            let running = indices.filter { requests[$0].phase.isRunning }
            let all = running + indices.filter { !requests[$0].phase.isRunning }
            return isInverted ? all.reversed() : all
        }
        let keyed = indices.map { (index: $0, key: column.sortKey(of: requests[$0], now: now)) }
        let goesUp = goesUp
        return keyed.sorted { a, b in
            switch (a.key, b.key) {
            case (let x?, let y?) where x != y: goesUp ? x < y : y < x
            case (.some, nil): true
            case (nil, .some): false
            default: requests[a.index].id > requests[b.index].id
            }
        }.map(\.index)
    }

    /// Goes to the neighbouring column of those that are shown, as they stand, without an end.
    mutating func move(forward: Bool, among columns: [RequestColumn.Kind]) {
        guard !columns.isEmpty else { return }
        let current = column.flatMap { columns.firstIndex(of: $0) }
        let next = current.map { $0 + (forward ? 1 : -1) } ?? (forward ? 0 : columns.count - 1)
        self = RowSort(columns[(next + columns.count) % columns.count])
    }
}

/// What is compared: all of one column are of one kind.
enum SortKey: Equatable, Comparable {
    case number(Double)
    case text(String)
}

extension RequestColumn.Kind {
    package var isNumber: Bool {
        switch self {
        case .time, .context, .cache, .output, .rate, .firstToken, .tools, .reuse: true
        case .id, .phase, .session, .proxy, .backend, .who, .model, .dialect, .ending, .wire, .call, .about: false
        }
    }

    func sortKey(of request: RequestSummary, now: Double) -> SortKey? {
        switch self {
        case .id: .number(Double(request.id.number))
        case .phase: .number(phaseRank(request))
        case .time: number(request.age(at: now))
        case .session: word(request.session ?? "")
        case .proxy: word(request.proxy ?? "")
        case .backend: word(request.backend ?? "")
        case .who: word(request.who)
        case .model: word(request.model)
        case .context: number(request.promptTokens.map(Double.init))
        case .cache: number(request.cachedTokens.map(Double.init))
        case .output: number(request.writtenTokens.map(Double.init))
        case .rate: number(request.rate)
        case .firstToken: number(request.firstTokenSeconds)
        case .reuse: number(request.cachedShare)
        case .call: word(request.calls.first?.name ?? "")
        case .about: word(request.about ?? "")
        case .tools: .number(Double(request.calls.count))
        case .dialect: word(request.dialects.first ?? "")
        case .ending: word(request.ending.text)
        case .wire: word(request.wire)
        }
    }

    /// In the order of a request's life, what went wrong first.
    private func phaseRank(_ request: RequestSummary) -> Double {
        switch request.phase {
        case .failed: 0
        case .queued: 1
        case .prefill: 2
        case .decode: 3
        case .cancelled: 4
        case .done: 5
        }
    }

    private func word(_ text: String) -> SortKey? { text.isEmpty ? nil : .text(text.lowercased()) }
    private func number(_ value: Double?) -> SortKey? { value.flatMap { $0.isFinite ? .number($0) : nil } }
}
