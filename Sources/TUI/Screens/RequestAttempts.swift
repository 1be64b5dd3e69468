import Monitoring

/// The history of a question: each time a backend was asked it, for a request itself and for those that asked the same
/// before and after it.
struct RequestAttempts: Equatable {
    struct Attempt: Equatable {
        var request: RequestID
        /// `nil`: it got to none.
        var backend: String?
        /// When the backend got it, or the request came, in seconds since 1970.
        var time: Double
        var ending: String
        var style: Style
        /// How long the backend had it; `nil`: it never did.
        var seconds: Double?
    }
    /// Oldest first.
    let attempts: [Attempt]

    /// Requests on either side of the one that is looked at.
    private static let maximumRequests = 8

    init(of request: RequestSummary, in snapshot: MonitorSnapshot) {
        var chain = [request]
        while chain.count <= Self.maximumRequests, let before = chain[0].asksAgain ?? chain[0].resentFrom,
            before < chain[0].id, let row = snapshot.request(before)
        {
            chain.insert(row, at: 0)
        }
        var last = request
        for _ in 0..<Self.maximumRequests {
            // The newest come first, and the next try is the first one after it.
            guard
                let next = snapshot.requests.last(where: {
                    $0.id > last.id && ($0.asksAgain ?? $0.resentFrom) == last.id
                })
            else { break }
            chain.append(next)
            last = next
        }
        attempts = chain.flatMap { Self.attempts(of: $0, now: snapshot.now) }
    }

    private static func attempts(of request: RequestSummary, now: Double) -> [Attempt] {
        var attempts: [Attempt] = []
        for failed in request.failedAttempts ?? [] {
            attempts.append(
                Attempt(
                    request: request.id, backend: failed.backend,
                    time: request.receivedAt + (failed.sentSeconds ?? failed.endedSeconds),
                    ending: "turned away: \(failed.reason)", style: .warning,
                    seconds: failed.sentSeconds.map { max(0, failed.endedSeconds - $0) }))
        }
        // What was told as sent before the last of them ended was one of theirs.
        let isSent = request.sentSeconds.map { $0 >= request.failedAttempts?.last?.endedSeconds ?? 0 } ?? false
        let sent = isSent ? request.sentSeconds : nil
        let (words, style) = ending(of: request, now: now)
        attempts.append(
            Attempt(
                request: request.id, backend: request.backend, time: request.receivedAt + (sent ?? 0), ending: words,
                style: style, seconds: sent.map { max(0, request.age(at: now) - $0) }))
        return attempts
    }

    private static func ending(of request: RequestSummary, now: Double) -> (words: String, style: Style) {
        switch request.phase {
        case .queued, .prefill, .decode:
            return (request.phaseWord(at: now), request.phaseStyle(at: now))
        case .failed:
            let words = ["error", request.ending.text, request.failure?.code]
            return (words.compactMap { $0 }.joined(separator: " "), .failure)
        case .cancelled:
            return (request.cancelReason == .clientLeft ? "the client left" : "cancelled", .dim)
        case .done:
            let problems: [(Bool, String)] = [
                (request.hasBadArguments, "bad arguments"), (request.hasUnfinishedCall, "an unfinished call"),
                (request.nearMisses > 0, "a near miss"),
            ]
            guard let problem = problems.first(where: \.0) else { return ("done", .good) }
            return ("done, \(problem.1)", .warning)
        }
    }

    /// One line for each, where there is more than one: `2  #0182  09:20:13  desk  done, 3.4 s`.
    func lines(utcOffset: Int) -> [(text: String, style: Style)] {
        guard attempts.count > 1 else { return [] }
        let names = attempts.map { $0.backend ?? Formatting.unknown }
        let room = names.map { CellWidth.columns(of: $0) }.max() ?? 0
        return zip(attempts, names).enumerated().map { index, pair in
            let (attempt, name) = pair
            let padding = String(repeating: " ", count: room - CellWidth.columns(of: name))
            let time = attempt.seconds.map { ", " + Formatting.latency($0) }
            return (
                "\(index + 1)  \(attempt.request)  \(Formatting.clock(attempt.time, utcOffset: utcOffset))  "
                    + "\(name)\(padding)  \(attempt.ending)\(time ?? "")",
                attempt.style
            )
        }
    }
}
