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
        if let line = plainLine(text) { return line.neutralised }
        let lines = text.prefix(headCharacters).split(whereSeparator: \.isNewline)
        let line = lines.first { $0.contains(where: { $0.isLetter || $0.isNumber }) } ?? lines.first ?? ""
        return line.split(whereSeparator: \.isWhitespace).joined(separator: " ").neutralised
    }

    /// The same of a text that begins in ASCII, where bytes are characters; `nil`: it does not.
    private static func plainLine(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            // What follows could belong to the last of them.
            guard bytes.prefix(headCharacters + 1).allSatisfy({ $0 < 0x80 && $0 != 0x0D }) else { return nil }
            let head = UnsafeBufferPointer(rebasing: bytes.prefix(headCharacters))
            let breaks: ClosedRange<UInt8> = 0x0A...0x0C
            var begin = 0
            var first: Range<Int>?
            while begin < head.count {
                let end = head[begin...].firstIndex { breaks ~= $0 } ?? head.count
                if head[begin..<end].contains(where: isAlphanumeric) {
                    return joined(UnsafeBufferPointer(rebasing: head[begin..<end]))
                }
                if first == nil, end > begin { first = begin..<end }
                begin = end + 1
            }
            return joined(UnsafeBufferPointer(rebasing: head[first ?? 0..<0]))
        }
    }

    /// Words with single blanks between them, of a line in ASCII.
    private static func joined(_ line: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: line.count) { output in
            var count = 0
            var isApart = false
            for byte in line {
                if 0x09...0x0C ~= byte || byte == 0x20 {
                    isApart = count > 0
                    continue
                }
                if isApart {
                    output[count] = 0x20
                    count += 1
                    isApart = false
                }
                output[count] = byte
                count += 1
            }
            return count
        }
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
