import Synchronization

/// Counts the open client connections of all loops, and tells when there are none.
final class ConnectionCensus: Sendable {
    private struct State {
        var count = 0
        var total: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter: UInt64 = 0
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    /// Connections so far.
    var total: UInt64 { state.withLock { $0.total } }

    /// Returns how many there are now.
    func connected() -> Int {
        state.withLock { state in
            state.count += 1
            state.total += 1
            return state.count
        }
    }

    func disconnected() {
        let waiters = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when no connection is open, or the task is cancelled.
    func empty() async {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.count == 0 || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
