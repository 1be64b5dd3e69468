import Synchronization

/// Tells readers that something has changed. Changes that a reader has not looked at yet are one, so a slow reader delays
/// nobody and misses only what has been overtaken.
package final class ChangeSignal: Sendable {
    private struct Readers {
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }
    private let readers = Mutex(Readers())

    package init() {}

    /// Yields whenever something has changed since the reader looked. Ends never: a reader that has enough drops it.
    package func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = readers.withLock { readers in
            readers.next += 1
            readers.continuations[readers.next] = continuation
            return readers.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.readers.withLock { $0.continuations[reader] = nil }
        }
        return stream
    }

    package func announce() {
        for continuation in readers.withLock({ Array($0.continuations.values) }) { continuation.yield() }
    }

    /// Whether anybody reads.
    var isRead: Bool { readers.withLock { !$0.continuations.isEmpty } }
}
