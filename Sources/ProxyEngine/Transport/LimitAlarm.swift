/// When the operator is told of a limit that turns somebody away: at once, and again after a while where it goes on.
struct LimitAlarm {
    enum Limit: Hashable { case memory, connections, descriptors }

    private static let pauseSeconds = 60.0
    private var told: [Limit: Moment] = [:]

    mutating func isDue(_ limit: Limit, at now: Moment) -> Bool {
        if let last = told[limit], now.seconds(since: last) < Self.pauseSeconds { return false }
        told[limit] = now
        return true
    }
}
