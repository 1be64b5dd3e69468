/// Remembers which backend has read a conversation, so that its next turn finds the prefix in that backend's cache.
///
/// Bounded: entries that were not asked for during one or two spans of time or of entries are forgotten, which costs
/// nothing for each request (two generations instead of a list in order of use).
package struct SessionAffinity: Sendable {
    /// What a request is known by; hashes.
    package struct Keys: Equatable, Sendable {
        /// The beginning of its conversation.
        package var conversation: Int?
        /// What a header or the body calls its session; may cover many conversations.
        package var session: Int?

        package init(conversation: Int? = nil, session: Int? = nil) {
            self.conversation = conversation
            self.session = session
        }
    }

    package enum Home: Equatable, Sendable {
        /// This very conversation was there: worth waiting for.
        case ofConversation(Int)
        /// Others of the same session were there, with the same instructions and tools: worth a preference.
        case ofSession(Int)

        package var backend: Int {
            switch self {
            case .ofConversation(let index), .ofSession(let index): index
            }
        }
    }

    private let capacity: Int
    private let span: UInt64
    private var young: [Int: Int] = [:]
    private var old: [Int: Int] = [:]
    private var began = Moment(nanoseconds: 0)
    /// Entries for each backend, in both generations.
    private var counts: [Int: Int] = [:]

    /// `capacity`: entries that are kept at most. `spanSeconds`: an entry lives for one to two spans after its last use;
    /// backends keep prefixes no longer than that under any traffic.
    package init(capacity: Int = 8192, spanSeconds: Double = 3600) {
        self.capacity = max(2, capacity)
        span = Moment.nanoseconds(inSeconds: spanSeconds)
    }

    package var count: Int { young.count + old.count }

    /// Entries that point to the backend at `index`.
    package func count(at index: Int) -> Int { counts[index] ?? 0 }

    package mutating func home(of keys: Keys, at now: Moment) -> Home? {
        age(at: now)
        if let key = keys.conversation, let index = use(key) { return .ofConversation(index) }
        if let key = keys.session, let index = use(key) { return .ofSession(index) }
        return nil
    }

    /// The request with `keys` goes to the backend at `index`.
    package mutating func remember(_ keys: Keys, at index: Int, _ now: Moment) {
        age(at: now)
        for key in [keys.conversation, keys.session].compactMap(\.self) {
            forget(key)
            young[key] = index
            counts[index, default: 0] += 1
        }
    }

    private mutating func use(_ key: Int) -> Int? {
        if let index = young[key] { return index }
        guard let index = old.removeValue(forKey: key) else { return nil }
        young[key] = index
        return index
    }

    private mutating func forget(_ key: Int) {
        for index in [young.removeValue(forKey: key), old.removeValue(forKey: key)].compactMap(\.self) {
            counts[index, default: 1] -= 1
        }
    }

    private mutating func age(at now: Moment) {
        guard young.count >= capacity / 2 || now.nanoseconds(since: began) >= span else { return }
        // After two spans of silence both are of the past.
        let isPast = now.nanoseconds(since: began) >= 2 * span && young.count < capacity / 2
        for index in old.values { counts[index, default: 1] -= 1 }
        old = young
        young = [:]
        began = now
        if isPast {
            old = [:]
            counts = [:]
        }
    }
}
