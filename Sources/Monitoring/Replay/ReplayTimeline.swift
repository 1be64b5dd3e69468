/// The requests of a log in the order of time, and of those that are being played the steps to come.
///
/// Of the log only the index is held; a request is read when it begins.
struct ReplayTimeline: Sendable {
    /// A step with its request and its moment, in seconds since 1970.
    struct Due: Sendable {
        var moment: Double
        var event: EngineEvent
    }

    /// Requests that are being played, by their last step: more at once are begun later.
    private static let maximumOpen = 10_000

    private let index: [LogIndexEntry]
    private let read: @Sendable (LogIndexEntry) -> RecordedRequest?
    private var next = 0
    private var lastNumber: UInt64 = 0
    /// The one in which something happens next first.
    private var open = MinimumHeap<Playing>()
    /// Lines that turned out to be broken when they were read whole.
    private(set) var brokenLines = 0

    private struct Playing: Sendable, Comparable {
        let id: RequestID
        let receivedAt: Double
        var steps: ArraySlice<RecordedRequest.TimedStep>
        var nextMoment: Double { receivedAt + (steps.first?.seconds ?? .infinity) }
        var lastMoment: Double { receivedAt + (steps.last?.seconds ?? 0) }

        static func < (a: Playing, b: Playing) -> Bool { (a.nextMoment, a.id) < (b.nextMoment, b.id) }
        static func == (a: Playing, b: Playing) -> Bool { (a.nextMoment, a.id) == (b.nextMoment, b.id) }
    }

    /// `read` reads a request; `nil`: it cannot be read.
    init(_ entries: [LogIndexEntry], read: @escaping @Sendable (LogIndexEntry) -> RecordedRequest?) {
        index = entries.inOrderOfTime
        self.read = read
        start = index.first?.receivedAt ?? 0
        end = index.reduce(start) { max($0, $1.endedAt) }
    }

    /// The first and the last recorded moment.
    let start: Double
    let end: Double

    var count: Int { index.count }
    /// Requests that have begun.
    var begun: Int { next }
    var isOver: Bool { next == index.count && open.isEmpty }
    var hasOpen: Bool { !open.isEmpty }

    /// When the next request begins; `nil`: none does.
    var nextBegin: Double? { next < index.count ? index[next].receivedAt : nil }

    /// When something happens next.
    var nextMoment: Double? {
        [nextBegin, open.minimum?.nextMoment].compactMap { $0 }.min()
    }

    /// When the next request ends, of those that run and those that begin before.
    var nextEnd: Double? {
        var earliest = open.elements.lazy.map(\.lastMoment).min()
        for entry in index[next...] {
            if let known = earliest, entry.receivedAt > known { break }
            earliest = min(earliest ?? .infinity, entry.endedAt)
        }
        return earliest
    }

    /// When a request ended last before `moment`, whether it has been played or not; `nil`: none had.
    func lastEnd(before moment: Double) -> Double? { index.lazy.map(\.endedAt).filter { $0 < moment }.max() }

    /// Whether something happened up to `moment` that has not been taken.
    func isBehind(_ moment: Double) -> Bool { nextMoment.map { $0 <= moment } ?? false }

    /// Takes what happens up to `moment`, in order, at most `limit` steps or so.
    mutating func take(upTo moment: Double, limit: Int = .max) -> [Due] {
        var due: [Due] = []
        while due.count < limit {
            let running = open.minimum?.nextMoment ?? .infinity
            if let begin = nextBegin, begin <= moment, begin <= running, open.count < Self.maximumOpen {
                self.begin()
                continue
            }
            guard running <= moment, var playing = open.removeMinimum() else { break }
            // All steps of one request that nothing else comes between.
            let other = min(nextBegin ?? .infinity, open.minimum?.nextMoment ?? .infinity)
            while let step = playing.steps.popFirst() {
                due.append(Due(moment: playing.receivedAt + step.seconds, event: Self.event(playing.id, step)))
                if playing.nextMoment > moment || playing.nextMoment >= other { break }
            }
            if !playing.steps.isEmpty { open.insert(playing) }
        }
        return due
    }

    private mutating func begin() {
        let entry = index[next]
        next += 1
        guard let request = read(entry) else {
            brokenLines += 1
            return
        }
        // Numbers begin anew with each run of a proxy; here each is given once.
        let number = max(lastNumber + 1, min(request.number, lastNumber + 1_000_000))
        lastNumber = number
        let steps = request.steps()[...]
        open.insert(Playing(id: RequestID(rawValue: number), receivedAt: entry.receivedAt, steps: steps))
    }

    private static func event(_ id: RequestID, _ step: RecordedRequest.TimedStep) -> EngineEvent {
        .request(RequestEvent(id: id, at: .seconds(step.seconds), step: step.step))
    }
}
