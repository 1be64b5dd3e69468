/// Turns a model's text into content, reasoning and tool calls while it arrives.
public struct ModelOutputParser: Sendable {
    private var position = 0

    /// `tools` are the request's; without any, nothing is a call.
    public init(tools: [ToolDeclaration] = [], options: ParserOptions = ParserOptions()) {}

    /// Bytes that are held back because they may still become a marker.
    public var heldByteCount: Int { 0 }
    /// Calls started so far.
    public var callCount: Int { 0 }

    /// Takes more of the text, cut anywhere, and appends what is certain.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout ParsedBatch) {
        guard !bytes.isEmpty else { return }
        let start = batch.bytes.count
        batch.bytes.append(contentsOf: bytes)
        batch.events.append(
            .content(bytes: start..<batch.bytes.count, span: position..<position + bytes.count))
        position += bytes.count
    }

    /// The text is complete: appends what was held back; an open call is closed so that its arguments are JSON.
    public mutating func finish(into batch: inout ParsedBatch) {}

    /// The text broke off: appends what was held back as text; an open call stays open, nothing is invented.
    public mutating func abandon(into batch: inout ParsedBatch) {}
}
