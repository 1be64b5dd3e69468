import ToolCallParsing
import WireFormats

/// The words by which a person tells a request from its neighbours: what the user said last, or what a tool gave back.
enum RequestSubject {
    /// Longer messages are not taken apart for a line.
    private static let maximumSpan = 1 << 20
    private static let maximumBytes = 120
    /// Characters in which the line is looked for.
    private static let headCharacters = 1000

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
        if let line = plainLine(text.utf8) { return line.neutralised }
        let lines = text.prefix(headCharacters).split(whereSeparator: \.isNewline)
        let line = lines.first { $0.contains(where: { $0.isLetter || $0.isNumber }) } ?? lines.first ?? ""
        return line.split(whereSeparator: \.isWhitespace).joined(separator: " ").neutralised
    }

    /// The same of a text that begins in ASCII, where bytes are characters; `nil`: it does not.
    private static func plainLine(_ text: String.UTF8View) -> String? {
        let head = text.prefix(headCharacters)
        // What follows could belong to the last of them.
        guard text.prefix(headCharacters + 1).allSatisfy({ $0 < 0x80 && $0 != 0x0D }) else { return nil }
        let lines = head.split { 0x0A...0x0C ~= $0 }
        let line = lines.first { $0.contains(where: isAlphanumeric) } ?? lines.first ?? head.prefix(0)
        return line.split { 0x09...0x0C ~= $0 || $0 == 0x20 }.map { String(Substring($0)) }.joined(separator: " ")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte & 0xDF
    }

    /// The tool of the call that is answered, from the message before.
    private static func called(_ id: String?, _ outline: PromptOutline, _ body: UnsafeRawBufferPointer) -> String? {
        guard let id, let piece = outline.messages.last(where: { PromptRole(label: $0.label) == .assistant }) else {
            return nil
        }
        return MessageCalls(body, piece.span).calls.first { $0.id == id }?.name
    }
}
