import DequeModule

/// The requests that the monitor remembers: bounded in rows and in bytes, those that went wrong apart from the others.
struct RequestHistory: Sendable {
    /// Running requests that are followed besides; there are never more than connections.
    static let runningCapacity = 10_000
    /// Requests that somebody looks at or has marked; these are dropped last.
    static let maximumKept = 500

    private var records = RecordShelf()
    /// All of them, by number.
    private var order: Deque<RequestID> = []
    /// Those that have not ended, and how many of them wait. Records are too large to be looked through for each snapshot.
    private var open: Set<RequestID> = []
    private var queued = 0
    /// The ended ones in the order in which they ended.
    private var ended = LeavingQueue()
    /// Bytes of bodies and texts, and of responses as they passed.
    private var payload = LeavingBytes()
    private var wire = LeavingBytes()
    /// Somebody looks at these, or has marked them.
    private var kept: Set<RequestID> = []
    /// What was sent for the last request whose prompt was changed: mostly the next one is compared with it.
    private var lastSent: (id: RequestID, prompt: SentPrompt)?
    private var report: HistoryReport
    private let bounds: HistoryBounds

    init(bounds: HistoryBounds = HistoryBounds()) {
        self.bounds = bounds
        report = HistoryReport(bounds)
    }

    /// What is remembered, and what no longer is.
    var dropped: HistoryReport { report }
    var payloadBytes: Int { payload.total }
    var wireBytes: Int { wire.total }

    var count: Int { records.count }

    subscript(id: RequestID) -> RequestRecord? { records[id] }

    /// Without the rest of the record, which is large.
    func row(of id: RequestID) -> RequestSummary? { records.row(of: id) }

    func contains(_ id: RequestID) -> Bool { records.place(of: id) != nil }

    /// The newest rows first; of a flood of running ones not all.
    var newestFirst: [RequestSummary] {
        let limit = bounds.rows + bounds.problemRows + kept.count
        guard order.count > limit else { return order.reversed().compactMap { records.row(of: $0) } }
        var healthy = 0
        return order.reversed().compactMap { id in
            guard let row = records.row(of: id) else { return nil }
            if row.isProblem || kept.contains(id) { return row }
            healthy += 1
            return healthy <= bounds.rows ? row : nil
        }
    }

    /// What these say, as far as it is kept.
    func searchable(_ ids: [RequestID]) -> [SearchableText] { ids.compactMap { records[$0]?.searchable } }

    /// Somebody looks at these requests, or has marked them: they go last.
    mutating func keep(_ ids: Set<RequestID>) {
        guard ids != kept else { return }
        kept = Set(ids.sorted().suffix(Self.maximumKept))
        evict()
    }

    /// The requests of the conversation that `record` belongs to, newest first.
    func session(of record: RequestRecord) -> [RequestRecord] {
        guard let session = record.summary.session else { return [] }
        return order.reversed().compactMap { id in
            records[id].flatMap { $0.summary.session == session ? $0 : nil }
        }
    }

    /// The rows of those that have not ended, by number.
    var runningRows: [RequestSummary] { open.sorted().compactMap { records.row(of: $0) } }

    /// How many wait, and how many run.
    var running: (queued: Int, running: Int) { (queued, open.count - queued) }

    /// Those that a backend works on, in the order in which it got them; without those sent after `moment`.
    func running(at backend: String, sentBefore moment: Double) -> [RequestID] {
        var sent: [(at: Double, id: RequestID)] = []
        for id in open {
            guard let row = records.row(of: id), row.isAtWork, row.backend == backend, let seconds = row.sentSeconds
            else { continue }
            let at = row.receivedAt + seconds
            if at < moment { sent.append((at, row.id)) }
        }
        return sent.sorted { $0 < $1 }.map { $0.id }
    }

    /// Neither bodies nor texts are to be kept.
    var keepsNothing: Bool { bounds.keepsNothing }

    /// It was seen in a slot of its backend.
    mutating func place(_ id: RequestID, in slot: Int) {
        if let place = records.place(of: id) { records.change(place) { $0.take(slot: slot) } }
    }

    /// Remembers a new request. A number that is known already stands, and more than can be followed are not listed.
    /// `awaitsEdits`: how the prompt is sent will be told next, and it is compared then.
    mutating func insert(
        _ record: __owned RequestRecord, _ finding: SessionBook.Finding? = nil, awaitsEdits: Bool = false
    ) {
        let id = record.summary.id
        guard !contains(id), open.count < Self.runningCapacity else { return }
        var record = record
        if let previous = finding?.previous.flatMap({ contains($0) ? $0 : nil }) ?? previous(of: record) {
            if awaitsEdits {
                record.awaitEdits(before: previous)
            } else if let previous = records[previous] {
                record.compare(with: previous)
            }
        }
        if let finding { record.take(finding) }
        // What is not to be kept is not kept for a moment either.
        if bounds.keepsNothing { record.dropPayload(isPrivate: true) }
        let bytes = record.payloadBytes
        records.insert(record)
        open.insert(id)
        payload.add(bytes)
        order.insert(id, at: place(of: id))
        evict()
        dropPayloads()
    }

    /// Requests that are looked at for the one whose prompt came before.
    private static let predecessors = 64

    /// The request whose conversation this one goes on with: of the last ones of the same client and model, the one with
    /// which it shares most messages; where it shares none, the last one of the same program with the same tools, because
    /// then its first message has changed.
    private func previous(of record: RequestRecord) -> RequestID? {
        guard let outline = record.outline else { return nil }
        var best: (id: RequestID, shared: Int)?
        var fallback: RequestID?
        for id in order[..<place(of: record.summary.id)].suffix(Self.predecessors).reversed() {
            guard let place = records.place(of: id), let earlier = records.slots[place].outline,
                records.slots[place].summary.isLike(record.summary)
            else { continue }
            let shared = outline.sharedMessages(with: earlier)
            if shared > best?.shared ?? 0 { best = (id, shared) }
            let isOfAgent = records.slots[place].summary.agent == record.summary.agent
            if fallback == nil, isOfAgent, outline.hasTools(of: earlier) { fallback = id }
        }
        return best?.id ?? fallback
    }

    /// Takes a step of a known request; `nil` where there is none, or it has ended.
    mutating func apply(_ step: RequestStep, of id: RequestID, at seconds: Double) -> RequestChange? {
        // In place: a record is too large to be taken out and put back for each event.
        guard let place = records.place(of: id) else { return nil }
        let wasQueued = records.slots[place].summary.phase == .queued
        let before = records.slots[place].payloadBytes
        let wireBefore = records.slots[place].wire.byteCount
        guard var change = records.change(place, { $0.apply(step, at: seconds) }) else { return nil }
        if change.hasNewPrompt, let previous = records.slots[place].previous.flatMap({ records[$0] }) {
            let sent = lastSent?.id == previous.summary.id ? lastSent?.prompt : nil
            lastSent = records.change(place) { $0.compare(with: previous, sent) }.map { (id, $0) }
        }
        queued += (records.slots[place].summary.phase == .queued ? 1 : 0) - (wasQueued ? 1 : 0)
        if change.ending != nil { change.endedRow = records.slots[place].summary }
        let after = records.slots[place].payloadBytes
        payload.add(after - before)
        let wireAfter = records.slots[place].wire.byteCount
        wire.add(wireAfter - wireBefore)
        if let row = change.endedRow {
            open.remove(id)
            ended.append(id, isProblem: row.isProblem)
            payload.ended(id, bytes: after, isProblem: row.isProblem)
            wire.ended(id, bytes: wireAfter, isProblem: row.isProblem)
            evict()
        }
        dropWires()
        dropPayloads()
        return change
    }

    /// Forgets the requests that ended first while there are too many rows of their kind.
    private mutating func evict() {
        while ended.count.healthy + open.count > bounds.rows,
            let id = ended.takeFirst(isProblem: false, except: kept)
        { forget(id, isProblem: false) }
        while ended.count.problems > bounds.problemRows, let id = ended.takeFirst(isProblem: true, except: kept) {
            forget(id, isProblem: true)
        }
    }

    private mutating func forget(_ id: RequestID, isProblem: Bool) {
        report.dropped += 1
        if isProblem { report.droppedProblems += 1 }
        guard let record = records.remove(id) else { return }
        payload.gone(record.payloadBytes, isEndedProblem: isProblem)
        payload.remove(id, isProblem: isProblem)
        wire.gone(record.wire.byteCount, isEndedProblem: isProblem)
        wire.remove(id, isProblem: isProblem)
        let place = place(of: id)
        if place < order.count, order[place] == id { order.remove(at: place) }
    }

    /// Gives up payloads while they are above the budget: of healthy requests that ended first, of those that went wrong,
    /// then of the oldest that run.
    private mutating func dropPayloads() {
        while payload.total > bounds.payloadBytes {
            let victim =
                payload.victim(budget: bounds.payloadBytes, except: kept)
                ?? order.first { records.place(of: $0).map { records.slots[$0].payloadBytes > 0 } ?? false }
            guard let victim, let place = records.place(of: victim) else { return }
            let isProblem = records.slots[place].isEndedProblem
            payload.gone(records.slots[place].payloadBytes, isEndedProblem: isProblem)
            wire.gone(records.slots[place].wire.byteCount, isEndedProblem: isProblem)
            records.change(place) { $0.dropPayload() }
        }
    }

    /// Gives up the oldest responses' bytes while they are above their budget, in the same order.
    private mutating func dropWires() {
        while wire.total > bounds.wireBytes {
            let victim =
                wire.victim(budget: bounds.wireBytes, except: kept)
                ?? order.first { records.place(of: $0).map { records.slots[$0].wire.byteCount > 0 } ?? false }
            guard let victim, let place = records.place(of: victim) else { return }
            let bytes = records.slots[place].wire.byteCount
            wire.gone(bytes, isEndedProblem: records.slots[place].isEndedProblem)
            records.change(place) { $0.dropWire() }
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

extension RequestRecord {
    fileprivate var isEndedProblem: Bool { !summary.phase.isRunning && summary.isProblem }
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
