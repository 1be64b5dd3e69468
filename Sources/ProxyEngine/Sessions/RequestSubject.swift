import ToolCallParsing

/// The words by which a person tells a request from its neighbours: what the user said last, or what a tool gave back.
enum RequestSubject {
    /// Longer messages are not taken apart for a line.
    private static let maximumSpan = 1 << 20
    private static let maximumBytes = 120

    /// `nil`: there are none.
    static func words(_ outline: PromptOutline, _ body: UnsafeRawBufferPointer) -> String? {
        guard let last = outline.messages.last(where: { PromptRole(label: $0.label) != .system }),
            last.span.count <= maximumSpan, let value = try? JSONValue(parsing: body.part(last.span))
        else { return nil }
        var room = 4096
        let message = PromptMessage(value, label: last.label, bytes: last.span.count, room: &room)
        // What programs add for the model stands in tags, before or behind what the person said.
        let texts = message.parts.filter { ($0.kind == .text || $0.kind == .result) && !$0.text.isEmpty }
        guard let part = texts.last(where: { !$0.text.hasPrefix("<") }) ?? texts.last else { return nil }
        let words = line(part.text)
        guard !words.isEmpty else { return nil }
        guard part.kind == .result else { return words.bounded(to: maximumBytes) }
        let name = part.name ?? called(part.callID, outline, body)
        return ((name.map { "\($0): " } ?? "result: ") + words).bounded(to: maximumBytes)
    }

    /// The first line that says something, white space as single blanks.
    private static func line(_ text: String) -> String {
        let lines = text.prefix(1000).split(whereSeparator: \.isNewline)
        let line = lines.first { $0.contains(where: { $0.isLetter || $0.isNumber }) } ?? lines.first ?? ""
        return line.split(whereSeparator: \.isWhitespace).joined(separator: " ").neutralised
    }

    /// The tool of the call that is answered, from the message before.
    private static func called(_ id: String?, _ outline: PromptOutline, _ body: UnsafeRawBufferPointer) -> String? {
        guard let id, let piece = outline.messages.last(where: { PromptRole(label: $0.label) == .assistant }) else {
            return nil
        }
        return MessageCalls(body, piece.span).calls.first { $0.id == id }?.name
    }
}
