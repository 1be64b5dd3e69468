package import Monitoring
import Synchronization

/// The running generations that an identical request may join. Locked when a request comes and goes, never for a token.
package final class JoinBook<Handle: Sendable>: Sendable {
    private struct Entry: Sendable {
        var id: RequestID
        var sign: RepeatSign
        var handle: Handle
        var began: Moment
        /// The client has left, and nobody else listens.
        var isOrphan = false
    }

    private struct Page: Sendable {
        var entries: [Entry] = []
        /// Identical requests that ended without an answer while others ran: so many are likely to be sent again, and
        /// they repeat none of those that run.
        var unanswered = 0
    }
    private let pages = Mutex<[JoinKey: Page]>([:])

    package init() {}

    /// Whom a request should join; `nil`: it is one of its own. Who has lost its listener comes first.
    package func leader(for key: JoinKey, _ sign: RepeatSign, at now: Moment) -> Handle? {
        pages.withLock { pages in
            guard let place = pages.index(forKey: key) else { return nil }
            let entries = pages.values[place].entries
            if let orphan = entries.lastIndex(where: { $0.isOrphan && !$0.sign.contradicts(sign) }) {
                return entries[orphan].handle
            }
            let leader = entries.lastIndex { sign.repeats($0.sign, after: now.nanoseconds(since: $0.began)) }
            guard let leader else { return nil }
            if sign.idempotencyKey.isEmpty, pages.values[place].unanswered > 0 {
                pages.values[place].unanswered -= 1
                return nil
            }
            return entries[leader].handle
        }
    }

    /// A generation that may be joined begins.
    package func add(_ id: RequestID, _ key: JoinKey, _ sign: RepeatSign, handle: Handle, at now: Moment) {
        let entry = Entry(id: id, sign: sign, handle: handle, began: now)
        pages.withLock { $0[key, default: Page()].entries.append(entry) }
    }

    /// Its client has left while nobody else listens, or somebody listens again.
    package func setOrphan(_ id: RequestID, _ key: JoinKey, _ isOrphan: Bool) {
        pages.withLock { pages in
            guard let index = pages[key]?.entries.firstIndex(where: { $0.id == id }) else { return }
            pages[key]?.entries[index].isOrphan = isOrphan
        }
    }

    /// It has ended. `isAnswered`: its client got an answer.
    package func remove(_ id: RequestID, _ key: JoinKey, isAnswered: Bool) {
        pages.withLock { pages in
            // In place: many may ask the same.
            guard let place = pages.index(forKey: key) else { return }
            if let index = pages.values[place].entries.firstIndex(where: { $0.id == id }) {
                pages.values[place].entries.remove(at: index)
            }
            if !isAnswered { pages.values[place].unanswered += 1 }
            if pages.values[place].entries.isEmpty { pages.remove(at: place) }
        }
    }

    /// Generations that may be joined.
    package var count: Int { pages.withLock { $0.values.reduce(0) { $0 + $1.entries.count } } }
}

extension RepeatSign {
    /// The client itself says that these are two things.
    fileprivate func contradicts(_ other: RepeatSign) -> Bool {
        (!idempotencyKey.isEmpty || !other.idempotencyKey.isEmpty) && idempotencyKey != other.idempotencyKey
    }
}
