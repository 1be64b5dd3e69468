/// Something that happened to a request, worth a line.
package struct RequestNews: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// The backend has got it.
        case started
        /// It is not let through to the backend.
        case waiting
        /// Nothing comes from the backend.
        case quiet
        case ended

        /// For people, and as the `event` of a JSON line.
        var word: String {
            switch self {
            case .started: "started"
            case .waiting: "waits"
            case .quiet: "quiet"
            case .ended: "ended"
            }
        }
        var event: String {
            switch self {
            case .started: "request_started"
            case .waiting: "request_waiting"
            case .quiet: "request_quiet"
            case .ended: "request"
            }
        }
    }
    package var kind: Kind
    package var row: RequestSummary
    /// Seconds since 1970.
    package var time: Double

    package init(_ kind: Kind, _ row: RequestSummary, at time: Double) {
        self.kind = kind
        self.row = row
        self.time = time
    }
}

/// Finds what is worth a line in how a model's requests go on.
package struct RequestNewsFinder: Sendable {
    /// Seconds of silence after which it is told, and again each time that it has doubled.
    private static let quietSeconds = 10.0

    /// Why each that waits was last said to wait; once is enough for each reason.
    private var waiting: [RequestID: QueueHold?] = [:]
    /// From which silence on each is told of again.
    private var nextQuiet: [RequestID: Double] = [:]

    package init() {}

    /// Whether such a step may be worth a line; where it is not, nobody need have the row.
    package static func concerns(_ step: RequestStep) -> Bool {
        switch step {
        case .queued, .sent, .finished, .failed, .cancelled: true
        case .received, .joined, .adapted, .turned, .firstByte, .firstToken, .progress, .toolCall: false
        }
    }

    /// What an event of `row`'s request is worth; `nil`: nothing.
    package mutating func news(of step: RequestStep, _ row: RequestSummary, at now: Double) -> RequestNews? {
        guard row.kind == .chat || row.kind == .generation else { return nil }
        switch step {
        case .queued(let place):
            if let told = waiting[row.id], told == place.hold { return nil }
            waiting[row.id] = .some(place.hold)
            return RequestNews(.waiting, row, at: now)
        case .sent:
            waiting[row.id] = nil
            return RequestNews(.started, row, at: now)
        case .finished, .failed, .cancelled:
            waiting[row.id] = nil
            nextQuiet[row.id] = nil
            return nil
        case .received, .joined, .adapted, .turned, .firstByte, .firstToken, .progress, .toolCall: return nil
        }
    }

    /// Those of the running requests from which nothing has come for long.
    package mutating func quiet(_ rows: [RequestSummary], at now: Double) -> [RequestNews] {
        rows.compactMap { row in
            guard row.kind == .chat || row.kind == .generation, let silence = silence(row, at: now) else {
                nextQuiet[row.id] = nil
                return nil
            }
            guard silence >= nextQuiet[row.id] ?? Self.quietSeconds else { return nil }
            nextQuiet[row.id] = max(2 * Self.quietSeconds, 2 * silence)
            return RequestNews(.quiet, row, at: now)
        }
    }

    /// Of one that is read only where the backend does not tell how far it is.
    private func silence(_ row: RequestSummary, at now: Double) -> Double? {
        if row.phase == .decode { return row.silentSeconds(at: now) }
        guard row.phase == .prefill, row.prefill == nil, row.joined == nil, let sent = row.sentSeconds else {
            return nil
        }
        return row.age(at: now) - sent
    }
}
