import Dispatch
import Synchronization

/// Writes lines for a reader that may be slow, or have stopped to read: they wait in memory, so many and no more, and a
/// queue of its own writes them. Whoever prints never waits.
final class LineWriter: Sendable {
    /// Lines that wait for the reader.
    static let capacity = 1000

    private struct State {
        var waiting: [String] = []
        /// Handed to the system and not yet taken by it.
        var beingWritten = 0
        /// Since a line was last taken.
        var lost = 0
        var isWriting = false
    }
    private let state = Mutex(State())
    // A serial queue has a thread of its own while it writes: a write that waits holds up no task.
    private let queue: DispatchQueue
    private let capacity: Int
    private let write: @Sendable (String) -> Void
    private let reportLost: @Sendable (Int) -> Void

    /// `write` may take as long as it likes. `reportLost` is told, once the reader takes lines again, how many are missing
    /// after those that it has got; it runs on the writer's queue.
    init(
        _ name: String, capacity: Int = LineWriter.capacity, write: @escaping @Sendable (String) -> Void,
        reportLost: @escaping @Sendable (Int) -> Void
    ) {
        queue = DispatchQueue(label: name)
        self.capacity = capacity
        self.write = write
        self.reportLost = reportLost
    }

    /// Writes `line` as soon as the reader takes it.
    func print(_ line: String) {
        let startsWriting = state.withLock { state in
            guard state.waiting.count + state.beingWritten < capacity else {
                state.lost += 1
                return false
            }
            state.waiting.append(line)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if startsWriting { queue.async { self.writeWaiting() } }
    }

    /// Waits until all is written, but no longer than `limit`: a reader that is stuck may stay so. `false`: it is.
    @discardableResult
    func flush(within limit: Duration = .seconds(1)) async -> Bool {
        let end = ContinuousClock.now + limit
        while state.withLock({ $0.isWriting }) {
            guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(5))) != nil else { return false }
        }
        return true
    }

    private func writeWaiting() {
        while true {
            let (lines, lost) = state.withLock { state in
                defer { (state.waiting, state.lost) = ([], 0) }
                state.beingWritten = state.waiting.count
                if state.waiting.isEmpty, state.lost == 0 { state.isWriting = false }
                return (state.waiting, state.lost)
            }
            if lines.isEmpty, lost == 0 { return }
            if !lines.isEmpty { write(lines.joined(separator: "\n")) }
            if lost > 0 { reportLost(lost) }
        }
    }
}
