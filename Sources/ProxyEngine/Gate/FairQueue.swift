import DequeModule
import Monitoring

/// Who waits, in the order in which they will be let through: sessions take turns, and inside a session who came first is
/// first.
///
/// Every session that waits has one turn in each round, beginning with the present round or the next. The turns of all
/// are kept in order, so a place in the queue is found by a binary search, and says exactly how many go before, as long
/// as nobody comes or goes. Between two turns of a session each other one has at most one, but for newcomers, of whom a
/// round takes only so many: an endless stream of ever new sessions starves nobody.
///
/// Taking the next is O(1), finding a place O(log n). Entering and leaving move at most half of the turns, 24 bytes each:
/// see `docs/decisions/0013-the-gate.md` for what that costs.
struct FairQueue: Sendable {
    private struct Turn: Sendable {
        var round: UInt64
        /// Tells the sessions of a round apart; who began to wait later has the higher one.
        var order: UInt64
        var session: QueueSession

        func isBefore(_ round: UInt64, _ order: UInt64) -> Bool {
            self.round == round ? self.order < order : self.round < round
        }
    }

    /// The requests of one session.
    private struct Line: Sendable {
        var order: UInt64
        /// Of the first in the line; the others follow round by round.
        var round: UInt64
        /// With rising tickets.
        var waiting: Deque<(ticket: UInt64, id: RequestID)> = []

        mutating func append(_ ticket: UInt64, _ id: RequestID, of session: QueueSession) -> Turn {
            waiting.append((ticket, id))
            return Turn(round: round + UInt64(waiting.count - 1), order: order, session: session)
        }
    }

    private var turns: Deque<Turn> = []
    private var lines: [QueueSession: Line] = [:]
    private var tickets: [RequestID: (session: QueueSession, ticket: UInt64)] = [:]
    private var lastTicket: UInt64 = 0

    private var round: UInt64 = 0
    /// Who has had a turn in the present round. Where nobody waits rounds need not end, so it is bounded.
    private var served: Set<QueueSession> = []
    private static let maximumServed = 1024
    /// Sessions that have joined the present round and overtook somebody.
    private var newcomers = 0

    var count: Int { turns.count }
    var isEmpty: Bool { turns.isEmpty }

    /// Everybody, the next one first.
    var inOrder: [RequestID] {
        var taken: [QueueSession: Int] = [:]
        return turns.compactMap { turn in
            let index = taken[turn.session, default: 0]
            taken[turn.session] = index + 1
            return lines[turn.session]?.waiting[index].id
        }
    }

    /// `newcomers`: sessions that may join a round after it has begun. A session that has had no turn in the present
    /// round goes before those that have, while the round takes newcomers.
    mutating func append(_ id: RequestID, of session: QueueSession, newcomers limit: Int) {
        guard tickets[id] == nil else { return }
        lastTicket += 1
        if lines[session] == nil { lines[session] = Line(order: lastTicket, round: firstRound(of: session, limit)) }
        guard let turn = lines[session]?.append(lastTicket, id, of: session) else { return }
        tickets[id] = (session, lastTicket)
        turns.insert(turn, at: place(of: turn.round, turn.order))
    }

    private mutating func firstRound(of session: QueueSession, _ limit: Int) -> UInt64 {
        guard turns.isEmpty || newcomers < limit, !served.contains(session) else { return round + 1 }
        if !turns.isEmpty { newcomers += 1 }
        return round
    }

    /// Takes out the next one.
    mutating func popFirst() -> RequestID? {
        guard let turn = turns.popFirst(), let next = lines[turn.session]?.waiting.popFirst() else { return nil }
        if turn.round != round {
            round = turn.round
            served.removeAll(keepingCapacity: true)
            newcomers = 0
        }
        if turns.isEmpty, served.count >= Self.maximumServed { served.removeAll(keepingCapacity: true) }
        served.insert(turn.session)
        lines[turn.session]?.round += 1
        forgetIfEmpty(turn.session)
        tickets[next.id] = nil
        return next.id
    }

    /// Takes out one who does not wait any more; those behind it in its session move up. `false`: it does not wait here.
    mutating func remove(_ id: RequestID) -> Bool {
        guard let (session, ticket) = tickets.removeValue(forKey: id), let line = lines[session] else { return false }
        let last = line.round + UInt64(line.waiting.count - 1)
        turns.remove(at: place(of: last, line.order))
        lines[session]?.waiting.remove(at: Self.index(of: ticket, in: line.waiting))
        forgetIfEmpty(session)
        return true
    }

    /// How many will be let through up to and with this one, as it stands: 1 is next. `nil`: it does not wait here.
    func position(of id: RequestID) -> Int? {
        guard let (session, ticket) = tickets[id], let line = lines[session] else { return nil }
        let index = Self.index(of: ticket, in: line.waiting)
        return place(of: line.round + UInt64(index), line.order) + 1
    }

    private mutating func forgetIfEmpty(_ session: QueueSession) {
        if lines[session]?.waiting.isEmpty ?? false { lines[session] = nil }
    }

    /// How many turns come before the one of this round and order.
    private func place(of round: UInt64, _ order: UInt64) -> Int {
        var low = 0
        var high = turns.count
        while low < high {
            let middle = (low + high) / 2
            if turns[middle].isBefore(round, order) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func index(of ticket: UInt64, in line: Deque<(ticket: UInt64, id: RequestID)>) -> Int {
        var low = 0
        var high = line.count - 1
        while low < high {
            let middle = (low + high) / 2
            if line[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
