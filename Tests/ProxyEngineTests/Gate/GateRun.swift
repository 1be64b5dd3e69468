import Monitoring
import ProxyEngine
import TestSupport

/// Random arrivals, leavings and limits at a gate, compared with what it promises.
struct GateRun {
    private struct Waiting {
        var id: RequestID
        var session: Int
    }

    private var random: SeededGenerator
    private var gate: BackendGate
    private var limit: Int
    private let maximumQueue: Int
    private var hold: QueueHold?
    private var last: UInt64 = 0
    private var inside: Set<RequestID> = []
    /// In order of arrival.
    private var waiting: [Waiting] = []
    /// Of each session that waits, the turns that others have had since its own, by session.
    private var passedBy: [Int: [Int: Int]] = [:]
    private(set) var problems: [String] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        limit = Int.random(in: 1...4, using: &random)
        maximumQueue = Int.random(in: 0...40, using: &random)
        gate = BackendGate(limit: limit, maximumQueue: maximumQueue)
    }

    /// As many as may be inside now.
    private var capacity: Int {
        switch hold {
        case .paused, .session: 0
        case .memory: 1
        case nil: limit
        }
    }
    private var now: Moment { Moment(nanoseconds: last * 1_000_000) }

    mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: arrive()
        case 55..<85: if let id = inside.sorted().randomElement(using: &random) { leave(id) }
        case 85..<95: if let id = waiting.randomElement(using: &random)?.id { leave(id) }
        case 95..<98: setLimit()
        default: changeHold()
        }
        check()
    }

    private mutating func arrive() {
        last += 1
        let id = RequestID(rawValue: last)
        // A few busy sessions, and many that come once.
        let session = Bool.random(using: &random) ? Int.random(in: 0..<5, using: &random) : Int(last) + 100
        let mayEnter = waiting.isEmpty && inside.count < capacity
        switch gate.enter(id, of: QueueSession(number: session), at: now) {
        case .granted:
            if !mayEnter { problems.append("\(id) was let through at once") }
            inside.insert(id)
        case .queued(let place):
            if mayEnter { problems.append("\(id) waits without need") }
            waiting.append(Waiting(id: id, session: session))
            if gate.queue.firstIndex(of: id) != place.position - 1 { problems.append("wrong place for \(id)") }
        case .full: if mayEnter || waiting.count < maximumQueue { problems.append("\(id) refused without need") }
        }
    }

    private mutating func leave(_ id: RequestID) {
        inside.remove(id)
        if let index = waiting.firstIndex(where: { $0.id == id }) {
            let session = waiting.remove(at: index).session
            forgetIfGone(session)
        }
        letThrough(gate.leave(id, at: now))
    }

    private mutating func setLimit() {
        limit = Int.random(in: 1...5, using: &random)
        gate.limit = limit
        letThrough(gate.admit(at: now))
    }

    private mutating func changeHold() {
        hold = [nil, .memory, .paused].randomElement(using: &random) ?? nil
        gate.holds = hold.map { [$0] } ?? []
        letThrough(gate.admit(at: now))
    }

    private mutating func letThrough(_ ids: [RequestID]) {
        for id in ids {
            guard let index = waiting.firstIndex(where: { $0.id == id }) else {
                problems.append("\(id) was let through and did not wait")
                continue
            }
            let session = waiting.remove(at: index).session
            if waiting[..<index].contains(where: { $0.session == session }) {
                problems.append("\(id) overtook one of its session")
            }
            inside.insert(id)
            if inside.count > capacity { problems.append("\(id) was let through while held") }
            passedBy[session] = [:]
            for other in Set(waiting.map(\.session)) where other != session && passedBy[other] != nil {
                passedBy[other]?[session, default: 0] += 1
                if passedBy[other]?[session] ?? 0 > 1 { problems.append("\(session) had two turns to one of \(other)") }
            }
            forgetIfGone(session)
        }
    }

    private mutating func forgetIfGone(_ session: Int) {
        if !waiting.contains(where: { $0.session == session }) { passedBy[session] = nil }
    }

    private mutating func check() {
        if gate.running != inside.count { problems.append("\(gate.running) inside instead of \(inside.count)") }
        if !waiting.isEmpty, inside.count < capacity { problems.append("a place is free while some wait") }
        if Set(gate.queue) != Set(waiting.map(\.id)) || gate.queue.count != waiting.count {
            problems.append("somebody was lost")
        }
        // Places come true where nobody comes or goes.
        let places = gate.places(of: waiting.map(\.id), at: now).sorted { $0.place.position < $1.place.position }
        if places.map(\.place.position) != Array(1...waiting.count + 1).dropLast() {
            problems.append("places have gaps")
        }
        var future = gate
        future.holds = []
        future.limit = 1_000_000
        if future.admit(at: now) != places.map(\.id) { problems.append("the places did not come true") }
    }
}
