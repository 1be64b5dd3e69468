/// The requests that the monitor remembers: bounded in rows and in bytes.
struct RequestHistory: Sendable {
    /// Rows that are kept: a day of one person's agent; a thousand rows cost well under a megabyte.
    static let capacity = 1000
    /// Running requests that are followed besides; there are never more than connections.
    static let runningCapacity = 10_000
    /// Bytes of bodies, transcripts and arguments: some hundred conversations that fill a large context.
    static let payloadBudget = 64 << 20

    /// Bytes of responses as they passed, besides: the last hundred or so.
    static let wireBudget = 16 << 20

    private var records: [RequestID: RequestRecord] = [:]
    /// All of them, by number.
    private var order: [RequestID] = []
    /// Those that have not ended, and how many of them wait. Records are too large to be looked through for each snapshot.
    private var open: Set<RequestID> = []
    private var queued = 0
    /// The ended ones in the order in which they ended, and those of them that still have a payload.
    private var ended: [RequestID] = []
    private var endedWithPayload: [RequestID] = []
    /// Bytes of all payloads.
    private(set) var payloadBytes = 0
    /// Those that have bytes of their responses, and how many that are in all.
    private var withWire: [RequestID] = []
    private(set) var wireBytes = 0
    private let payloadBudget: Int

    init(payloadBudget: Int = Self.payloadBudget) { self.payloadBudget = payloadBudget }

    var count: Int { records.count }

    subscript(id: RequestID) -> RequestRecord? { records[id] }

    /// The newest rows first, at most `capacity`.
    var newestFirst: [RequestSummary] {
        order.suffix(Self.capacity).reversed().compactMap { records[$0]?.summary }
    }

    /// The requests of the conversation that `record` belongs to, newest first.
    func session(of record: RequestRecord) -> [RequestRecord] {
        guard let session = record.summary.session else { return [] }
        return order.reversed().compactMap { id in
            records[id].flatMap { $0.summary.session == session ? $0 : nil }
        }
    }

    /// How many wait, and how many run.
    var running: (queued: Int, running: Int) { (queued, open.count - queued) }

    /// Those that a backend works on, in the order in which it got them; without those sent after `moment`.
    func running(at backend: String, sentBefore moment: Double) -> [RequestID] {
        var sent: [(at: Double, id: RequestID)] = []
        for id in open {
            guard let row = records[id]?.summary, row.isAtWork, row.backend == backend, let seconds = row.sentSeconds
            else { continue }
            let at = row.receivedAt + seconds
            if at < moment { sent.append((at, row.id)) }
        }
        return sent.sorted { $0 < $1 }.map { $0.id }
    }

    /// Neither bodies nor texts are to be kept.
    var keepsNothing: Bool { payloadBudget == 0 }

    /// It was seen in a slot of its backend.
    mutating func place(_ id: RequestID, in slot: Int) { records[id]?.take(slot: slot) }

    /// Remembers a new request. A number that is known already stands, and more than can be followed are not listed.
    mutating func insert(_ record: RequestRecord, _ finding: SessionBook.Finding? = nil) {
        let id = record.summary.id
        guard records[id] == nil, open.count < Self.runningCapacity else { return }
        var record = record
        if let previous = finding?.previous.flatMap({ records[$0] }) ?? previous(of: record) {
            record.compare(with: previous)
        }
        if let finding { record.take(finding) }
        // What is not to be kept is not kept for a moment either.
        if payloadBudget == 0 { record.dropPayload() }
        records[id] = record
        open.insert(id)
        payloadBytes += record.payloadBytes
        order.insert(id, at: place(of: id))
        evict()
        dropPayloads()
    }

    /// Requests that are looked at for the one whose prompt came before.
    private static let predecessors = 64

    /// The request whose conversation this one goes on with: of the last ones of the same client and model, the one with
    /// which it shares most messages; where it shares none, the last one of the same program with the same tools, because
    /// then its first message has changed.
    private func previous(of record: RequestRecord) -> RequestRecord? {
        guard let outline = record.outline else { return nil }
        var best: (id: RequestID, shared: Int)?
        var fallback: RequestID?
        for id in order[..<place(of: record.summary.id)].suffix(Self.predecessors).reversed() {
            guard let other = records[id], let earlier = other.outline, other.summary.isLike(record.summary) else {
                continue
            }
            let shared = outline.sharedMessages(with: earlier)
            if shared > best?.shared ?? 0 { best = (id, shared) }
            if fallback == nil, other.summary.agent == record.summary.agent, outline.hasTools(of: earlier) {
                fallback = id
            }
        }
        return (best?.id ?? fallback).flatMap { records[$0] }
    }

    /// Takes a step of a known request; `nil` where there is none, or it has ended.
    mutating func apply(_ step: RequestStep, of id: RequestID, at seconds: Double) -> RequestChange? {
        // In place: a record is too large to be taken out and put back for each event.
        guard let place = records.index(forKey: id) else { return nil }
        let wasQueued = records.values[place].summary.phase == .queued
        let before = records.values[place].payloadBytes
        let wireBefore = records.values[place].wire.byteCount
        guard var change = records.values[place].apply(step, at: seconds) else { return nil }
        queued += (records.values[place].summary.phase == .queued ? 1 : 0) - (wasQueued ? 1 : 0)
        if change.ending != nil { change.endedRow = records.values[place].summary }
        let after = records.values[place].payloadBytes
        payloadBytes += after - before
        let wireAfter = records.values[place].wire.byteCount
        wireBytes += wireAfter - wireBefore
        if wireBefore == 0, wireAfter > 0 { withWire.append(id) }
        dropWires()
        if change.ending != nil {
            open.remove(id)
            ended.append(id)
            if after > 0 { endedWithPayload.append(id) }
            evict()
        }
        dropPayloads()
        return change
    }

    /// Forgets the requests that ended first while there are too many rows.
    private mutating func evict() {
        while records.count > Self.capacity, !ended.isEmpty {
            let id = ended.removeFirst()
            if endedWithPayload.first == id { endedWithPayload.removeFirst() }
            let record = records.removeValue(forKey: id)
            payloadBytes -= record?.payloadBytes ?? 0
            wireBytes -= record?.wire.byteCount ?? 0
            if withWire.count > 4 * Self.capacity { withWire.removeAll { records[$0] == nil } }
            let place = place(of: id)
            if place < order.count, order[place] == id { order.remove(at: place) }
        }
    }

    /// Gives up payloads while they are above the budget: of what ended first, then of the oldest.
    private mutating func dropPayloads() {
        while payloadBytes > payloadBudget {
            let victim =
                endedWithPayload.isEmpty
                ? order.first { records[$0]?.payloadBytes ?? 0 > 0 } : endedWithPayload.removeFirst()
            guard let victim else { return }
            payloadBytes -= records[victim]?.payloadBytes ?? 0
            wireBytes -= records[victim]?.wire.byteCount ?? 0
            records[victim]?.dropPayload()
        }
    }

    /// Gives up the oldest responses' bytes while they are above their budget.
    private mutating func dropWires() {
        while wireBytes > Self.wireBudget, !withWire.isEmpty {
            let victim = withWire.removeFirst()
            wireBytes -= records[victim]?.wire.byteCount ?? 0
            records[victim]?.dropWire()
        }
    }

    /// The first place in `order` whose number is not below `id`.
    private func place(of id: RequestID) -> Int {
        // New numbers are nearly always the highest.
        if order.last.map({ $0 < id }) ?? true { return order.count }
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RequestSummary {
    /// The backend reads its prompt or writes its answer.
    fileprivate var isAtWork: Bool {
        (phase == .prefill || phase == .decode) && (kind == .chat || kind == .generation) && joined == nil
    }

    /// Asked by the same client of the same model.
    fileprivate func isLike(_ other: RequestSummary) -> Bool {
        client == other.client && model == other.model && kind == other.kind
    }
}
