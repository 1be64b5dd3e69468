import Synchronization

/// Counts how often something has happened.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    /// 1, 2, and so on.
    func next() -> Int { count.add(1, ordering: .sequentiallyConsistent).newValue }
}
