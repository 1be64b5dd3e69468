/// The last prompt of a conversation, to find the next one by. A session has several where a client asks for titles or
/// lets sub-agents work under the same name.
struct PromptThread: Sendable {
    /// Whose prompt it was.
    let request: RequestID
    /// What people, model and tools said.
    let conversation: [UInt64]
    let hasTools: Bool
    /// Bytes of each part.
    let parts: [PromptRole: Int]
    private let systemHead: [UInt8]

    /// Messages beyond these are not compared.
    private static let maximumMessages = 4_096
    /// Bytes of the system prompt's message by which two of them are taken for versions of one. They include what JSON
    /// itself takes: `{"role":"system","content":"`.
    private static let headBytes = 96
    private static let alikeBytes = 40

    init(_ outline: PromptOutline, body: UnsafeRawBufferPointer, request: RequestID) {
        self.request = request
        hasTools = !outline.tools.isEmpty
        var parts: [PromptRole: Int] = [:]
        var conversation: [UInt64] = []
        var head: [UInt8]?
        for tool in outline.tools { parts[.tools, default: 0] += tool.span.count }
        for message in outline.messages.prefix(Self.maximumMessages) {
            let role = PromptRole(label: message.label)
            parts[role, default: 0] += message.span.count
            if role.isConversation { conversation.append(message.fingerprint) }
            if role == .system, head == nil { head = Array(body[message.span].prefix(Self.headBytes)) }
        }
        self.parts = parts
        self.conversation = conversation
        systemHead = head ?? []
    }

    var byteCount: Int { parts.values.reduce(0, +) }

    /// Messages that both conversations begin with.
    func sharedMessages(with next: PromptThread) -> Int {
        zip(conversation, next.conversation).prefix { $0 == $1 }.count
    }

    /// Nothing was said between the two.
    func asksTheSame(as next: PromptThread) -> Bool {
        !conversation.isEmpty && conversation.count < Self.maximumMessages && conversation == next.conversation
    }

    /// How many messages of `next` stand where they stand here, if it goes on with this conversation; `nil` where it does
    /// not.
    ///
    /// An edited or a dropped message makes no new conversation, and neither does a system prompt that tells the time;
    /// other tools, another kind of system prompt or a beginning from scratch do.
    func continuation(by next: PromptThread) -> Int? {
        guard hasTools == next.hasTools, isAlike(next.systemHead) else { return nil }
        let shorter = min(conversation.count, next.conversation.count)
        let matches = zip(conversation, next.conversation).count { $0 == $1 }
        guard matches > 0, matches * 2 >= shorter, next.conversation.count * 2 >= conversation.count else { return nil }
        return matches
    }

    private func isAlike(_ head: [UInt8]) -> Bool {
        let common = zip(systemHead, head).prefix { $0 == $1 }.count
        return common >= min(Self.alikeBytes, max(systemHead.count, head.count))
    }
}
