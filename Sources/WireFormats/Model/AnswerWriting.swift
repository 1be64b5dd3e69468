package import ToolCallParsing

/// Writes an answer's events as a protocol streams them.
package protocol AnswerWriting: Sendable {
    mutating func write(_ batch: AnswerBatch, to output: inout [UInt8])
    /// What is kept of the answer, to be repeated or told later.
    var heldBytes: Int { get }
}

/// What a writer needs besides the answer.
package struct AnswerContext: Sendable {
    /// The request's model: answers are named after it where the backend names none.
    package var model: String
    package var names: FlatToolNames
    /// Of the prompt, as far as they are known before the backend tells them.
    package var promptTokens: Int?
    /// Seconds since 1970.
    package var created: Int
    /// The same as RFC 3339 has it.
    package var createdText: String
    /// What the answer repeats of the request, see ``Conversation/repeated``.
    package var repeated: [JSONMember] = []
    /// A new identifier that begins so.
    package var newID: @Sendable (String) -> String
    /// Nanoseconds since the request arrived.
    package var elapsed: @Sendable () -> UInt64

    package init(
        model: String, names: FlatToolNames, created: Int, createdText: String,
        newID: @escaping @Sendable (String) -> String, elapsed: @escaping @Sendable () -> UInt64 = { 0 }
    ) {
        self.model = model
        self.names = names
        self.created = created
        self.createdText = createdText
        self.newID = newID
        self.elapsed = elapsed
    }

    func model(_ backends: String) -> String { backends.isEmpty ? model : backends }
}
