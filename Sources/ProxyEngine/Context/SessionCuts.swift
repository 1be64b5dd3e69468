import WireFormats

/// Where earlier conversations were cut, so that a later turn of the same one is cut in the same place.
///
/// A conversation is known by what it begins with: a cut is kept under a hash of all messages that it covers. Instructions
/// count by their place only: they stay anyway, and many tell the time.
struct SessionCuts {
    struct Key: Hashable, Sendable {
        /// Messages from the first on.
        var count: Int
        var hash: UInt64
    }
    private struct Entry {
        var cut: HistoryCut
        var lastUse: UInt64
    }
    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int = 512) { self.capacity = max(1, capacity) }

    var isEmpty: Bool { entries.isEmpty }

    /// Keys of `messages`, by how many of them are counted: the first of one message. `model`: the same words to another
    /// model are another conversation.
    static func keys(_ messages: [ConversationOutline.Message], model: String) -> [Key] {
        var hash = Array(model.utf8).withUnsafeBytes(Fingerprint.of)
        return messages.enumerated().map { index, message in
            if message.role != .instructions { hash = Fingerprint.joined(hash, message.fingerprint) }
            return Key(count: index + 1, hash: hash)
        }
    }

    /// The latest cut of the conversation with these keys.
    mutating func cut(of keys: [Key]) -> HistoryCut? {
        guard !entries.isEmpty else { return nil }
        // A cut covers all but the newest message at most.
        for key in keys.dropLast().reversed() {
            guard let entry = entries[key] else { continue }
            uses += 1
            entries[key]?.lastUse = uses
            return entry.cut
        }
        return nil
    }

    mutating func remember(_ cut: HistoryCut, of keys: [Key]) {
        guard cut.coveredCount > 0, cut.coveredCount < keys.count else { return }
        uses += 1
        entries[keys[cut.coveredCount - 1]] = Entry(cut: cut, lastUse: uses)
        guard entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        entries[oldest.key] = nil
    }
}
