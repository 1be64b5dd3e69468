import DequeModule

/// Requests in the order in which something of them is given up. Those that went wrong stand in a row of their own.
struct LeavingQueue: Sendable {
    private var healthy: Deque<RequestID> = []
    private var problems: Deque<RequestID> = []

    var count: (healthy: Int, problems: Int) { (healthy.count, problems.count) }

    mutating func append(_ id: RequestID, isProblem: Bool) {
        if isProblem { problems.append(id) } else { healthy.append(id) }
    }

    /// The first one of a kind that somebody does not want kept; `nil`: there is none.
    mutating func takeFirst(isProblem: Bool, except kept: Set<RequestID>) -> RequestID? {
        isProblem ? Self.takeFirst(of: &problems, except: kept) : Self.takeFirst(of: &healthy, except: kept)
    }

    private static func takeFirst(of ids: inout Deque<RequestID>, except kept: Set<RequestID>) -> RequestID? {
        // Few are kept, and nearly always none of them is the first.
        guard let index = ids.firstIndex(where: { !kept.contains($0) }) else { return nil }
        return ids.remove(at: index)
    }

    mutating func remove(_ id: RequestID, isProblem: Bool) {
        if isProblem { Self.remove(id, of: &problems) } else { Self.remove(id, of: &healthy) }
    }

    private static func remove(_ id: RequestID, of ids: inout Deque<RequestID>) {
        if let index = ids.firstIndex(of: id) { ids.remove(at: index) }
    }
}

/// Bytes of something that is kept of requests, and who goes first when there is too much of it.
struct LeavingBytes: Sendable {
    /// Of all, and of the ended ones with a problem.
    private(set) var total = 0
    private var ofProblems = 0
    private var queue = LeavingQueue()

    mutating func add(_ bytes: Int) { total += bytes }

    /// The request has ended with `bytes` left of it.
    mutating func ended(_ id: RequestID, bytes: Int, isProblem: Bool) {
        guard bytes > 0 else { return }
        queue.append(id, isProblem: isProblem)
        if isProblem { ofProblems += bytes }
    }

    /// Its `bytes` are gone.
    mutating func gone(_ bytes: Int, isEndedProblem: Bool) {
        total -= bytes
        if isEndedProblem { ofProblems -= bytes }
    }

    mutating func remove(_ id: RequestID, isProblem: Bool) { queue.remove(id, isProblem: isProblem) }

    /// Whose bytes are given up next where there may be `budget` of them; `nil`: nobody's need be, or can be.
    mutating func victim(budget: Int, except kept: Set<RequestID>) -> RequestID? {
        guard total > budget else { return nil }
        if ofProblems > budget / 2, let id = queue.takeFirst(isProblem: true, except: kept) { return id }
        return queue.takeFirst(isProblem: false, except: kept) ?? queue.takeFirst(isProblem: true, except: kept)
            ?? queue.takeFirst(isProblem: false, except: []) ?? queue.takeFirst(isProblem: true, except: [])
    }
}
