/// How a prompt differs from the one before it: why a backend could or could not go on with what it had read.
package struct PromptComparison: Equatable, Codable, Sendable {
    /// The first place where they differ.
    package struct Difference: Equatable, Codable, Sendable {
        /// Number of the message in the client's prompt, from 0.
        package var message: Int
        package var role: String
        /// Bytes of the message's text up to here; of its JSON where the text is the same.
        package var offset: Int
        /// The line around that place, before and now; cut. `nil`: there is none.
        package var before: String?
        package var now: String?
    }
    package enum ChangeKind: String, Codable, Sendable { case added, removed, changed }
    package struct Change: Equatable, Codable, Sendable {
        package var kind: ChangeKind
        /// Number of the message, from 0: of this prompt, or of the one before where it was removed.
        package var message: Int
        package var role: String
        /// Bytes of the message, and before where it was changed.
        package var bytes: Int
        package var bytesBefore: Int?
        /// The beginning of its text.
        package var text: String
    }

    package var previous: RequestID
    /// The other prompt is none of this conversation, which begins here: only the nearest one that there is.
    package var isOfAnother: Bool?
    /// Messages that the proxy left out of this prompt, and of the one before; `nil`: none. From 0.
    package var leftOut: [Range<Int>]?
    package var leftOutBefore: [Range<Int>]?
    /// The first difference is the proxy's work: the client wrote the same messages up to there.
    package var isOwnWork: Bool?
    /// Of what was sent: messages from the start that are the same, of how many, and how many there were before.
    package var sharedMessages = 0
    package var messages = 0
    package var messagesBefore = 0
    /// Bytes of these, of all messages now, and of all before.
    package var sharedBytes = 0
    package var bytes = 0
    package var bytesBefore = 0
    package var difference: Difference?
    package var changes: [Change] = []
    /// Changes beyond those that are listed.
    package var moreChanges = 0
    /// Tools that were added, removed or changed, by name. They stand before the messages in a model's prompt.
    package var addedTools: [String] = []
    package var removedTools: [String] = []
    package var changedTools: [String] = []
    /// How many there are of each, where not all are listed.
    package var toolCounts: Counts?
    /// The same of the messages.
    package var changeCounts: Counts?
    package struct Counts: Equatable, Codable, Sendable {
        package var added = 0
        package var removed = 0
        package var changed = 0
        package init() {}
    }
    /// So many messages differ that it was not looked which of them come again further on: they stand beside each other in
    /// their order.
    package var isMatchedInOrder: Bool?
    /// One of the prompts has more messages or tools than are read; what lies beyond is not compared.
    package var isCut: Bool?
    /// The same tools in another order.
    package var areToolsReordered = false

    package init(previous: RequestID) { self.previous = previous }

    /// The prompt goes on where the one before ended.
    package var isContinuation: Bool { sharedMessages == messagesBefore && !hasOtherTools }
    package var hasOtherTools: Bool {
        !addedTools.isEmpty || !removedTools.isEmpty || !changedTools.isEmpty || areToolsReordered
    }

    /// What the proxy did so that the prompts differ; `nil`: the client wrote them differently.
    package var ownWork: String? {
        guard isOwnWork == true else { return nil }
        switch (leftOut, leftOutBefore) {
        case (let now?, nil): return "we left out \(MessageNumbers.words(now))"
        case (let now?, let before?) where now != before:
            return "we leave out \(MessageNumbers.words(now)) now, \(MessageNumbers.numbers(before)) before"
        case (nil, let before?): return "we no longer leave out \(MessageNumbers.words(before))"
        default: return "we changed message \((difference?.message ?? 0) + 1)"
        }
    }

    /// Bytes that it holds.
    package var byteCount: Int {
        changes.reduce(512) { $0 + $1.text.utf8.count + 96 } + (addedTools + removedTools + changedTools).count * 64
    }
}

/// Says which messages are meant, counted from 1 as a reader does.
package enum MessageNumbers {
    /// `2-6, 9`
    package static func numbers(_ ranges: [Range<Int>]) -> String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound + 1)" : "\($0.lowerBound + 1)-\($0.upperBound)" }
            .joined(separator: ", ")
    }

    /// `messages 2-6`, `message 3`
    package static func words(_ ranges: [Range<Int>]) -> String {
        (ranges.reduce(0) { $0 + $1.count } == 1 ? "message " : "messages ") + numbers(ranges)
    }
}
