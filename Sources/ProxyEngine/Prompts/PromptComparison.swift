/// How a prompt differs from the one before it: why a backend could or could not go on with what it had read.
package struct PromptComparison: Equatable, Codable, Sendable {
    /// The first place where they differ.
    package struct Difference: Equatable, Codable, Sendable {
        /// Number of the message, from 0.
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
    /// Messages from the start that are the same, of how many, and how many there were before.
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
    /// The same tools in another order.
    package var areToolsReordered = false

    package init(previous: RequestID) { self.previous = previous }

    /// The prompt goes on where the one before ended.
    package var isContinuation: Bool { sharedMessages == messagesBefore && !hasOtherTools }
    package var hasOtherTools: Bool {
        !addedTools.isEmpty || !removedTools.isEmpty || !changedTools.isEmpty || areToolsReordered
    }

    /// Bytes that it holds.
    package var byteCount: Int {
        changes.reduce(512) { $0 + $1.text.utf8.count + 96 } + (addedTools + removedTools + changedTools).count * 64
    }
}
