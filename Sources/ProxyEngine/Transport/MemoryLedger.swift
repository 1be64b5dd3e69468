import Synchronization

/// The bytes that requests and answers hold in all connections together, and the bound for them. What takes memory because
/// somebody outside sends or does not take it is entered here; what would not fit is refused before it is there.
final class MemoryLedger: Sendable {
    private let held = Atomic<Int>(0)
    private let bound: Atomic<Int>

    /// `limit` in bytes; `nil`: none.
    init(limit: Int?) { bound = Atomic(limit ?? .max) }

    /// `nil`: none.
    var limit: Int? {
        get {
            let bound = bound.load(ordering: .relaxed)
            return bound == .max ? nil : bound
        }
        set { bound.store(newValue ?? .max, ordering: .relaxed) }
    }

    var heldBytes: Int { held.load(ordering: .relaxed) }

    /// Whether `bytes` more would fit now.
    func hasRoom(for bytes: Int) -> Bool { bytes <= bound.load(ordering: .relaxed) - heldBytes }

    /// Enters a change. Room is looked for before: several at once may pass the bound by what each of them adds.
    fileprivate func change(by bytes: Int) { held.add(bytes, ordering: .relaxed) }
}

/// What one request or connection holds. Gives everything back with its end.
final class MemoryCharge {
    private let ledger: MemoryLedger
    private(set) var bytes = 0

    init(_ ledger: MemoryLedger) { self.ledger = ledger }

    deinit { ledger.change(by: -bytes) }

    /// Holds `new` bytes from now on, whether there is room or not.
    func set(_ new: Int) {
        guard new != bytes else { return }
        ledger.change(by: new - bytes)
        bytes = new
    }

    /// Holds `new` bytes from now on; `false`: there is no room for what that is more, and nothing has changed.
    func grow(to new: Int) -> Bool {
        guard new > bytes else { return true }
        guard ledger.hasRoom(for: new - bytes) else { return false }
        set(new)
        return true
    }
}
