import ToolCallParsing
import WireFormats

/// What makes a prompt differ from turn to turn although the conversation only goes on: tools in another order, and lines of
/// the instructions that tell the time. Each of them costs the backend's prefix cache.
struct StablePrompt {
    /// A line of the instructions that changes by itself.
    struct VolatileLine: Equatable {
        /// Its place in the body.
        var range: Range<Int>
        /// The same for all versions of the line.
        var shape: Int
    }

    /// The tools in the order of their names, where they come in another.
    private(set) var toolOrder: Splice?
    private(set) var lines: [VolatileLine] = []
    private var occurrences: [[UInt8]: Int] = [:]

    /// Longer lines are prose that happens to hold a date.
    private static let maximumLineBytes = 256
    private static let maximumLines = 64

    /// `extents`: those of `body`.
    init(_ body: [UInt8], _ extents: JSONExtents? = nil) {
        body.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes, extents)
            guard cursor.enterObject() else { return }
            while let key = cursor.nextKey(), let value = cursor.skipValue() {
                switch bytes.text(key) {
                case "tools": toolOrder = Self.order(bytes, value)
                case "messages": readMessages(bytes, value, extents)
                default: continue
                }
            }
        }
    }

    // MARK: Tools

    private static func order(_ bytes: UnsafeRawBufferPointer, _ list: Range<Int>) -> Splice? {
        var tools: [(name: String, range: Range<Int>)] = []
        var cursor = JSONCursor(bytes, at: list.lowerBound)
        guard cursor.enterArray() else { return nil }
        while cursor.nextElement() {
            guard let range = cursor.skipValue(), let name = name(bytes, range) else { return nil }
            tools.append((name, range))
        }
        guard tools.count > 1, !cursor.isBroken else { return nil }
        let sorted = tools.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
        guard sorted.map(\.offset) != Array(tools.indices) else { return nil }
        var text: [UInt8] = [UInt8(ascii: "[")]
        for (place, tool) in sorted.enumerated() {
            if place > 0 { text.append(UInt8(ascii: ",")) }
            text += bytes[tool.element.range]
        }
        text.append(UInt8(ascii: "]"))
        return Splice(range: list, text: text)
    }

    /// The name of a tool, which stands in its `function`.
    private static func name(_ bytes: UnsafeRawBufferPointer, _ tool: Range<Int>) -> String? {
        var cursor = JSONCursor(bytes, at: tool.lowerBound)
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            if bytes.equals("function", in: key) { return name(bytes, value) }
            if bytes.equals("name", in: key) { return bytes.text(value) }
        }
        return nil
    }

    // MARK: Instructions

    private mutating func readMessages(
        _ bytes: UnsafeRawBufferPointer, _ list: Range<Int>, _ extents: JSONExtents?
    ) {
        lines = []
        var cursor = JSONCursor(bytes, at: list.lowerBound, extents)
        guard cursor.enterArray() else { return }
        while cursor.nextElement(), let message = cursor.skipValue() {
            var isInstruction = false
            var content: Range<Int>?
            var members = JSONCursor(bytes, at: message.lowerBound, extents)
            guard members.enterObject() else { continue }
            while let key = members.nextKey(), let value = members.skipValue() {
                if bytes.equals("role", in: key) {
                    isInstruction =
                        bytes.equals("\"system\"", in: value) || bytes.equals("\"developer\"", in: value)
                } else if bytes.equals("content", in: key) {
                    content = value
                }
            }
            if isInstruction, let content { readContent(bytes, content) }
        }
    }

    /// A text, or parts of which some are texts.
    private mutating func readContent(_ bytes: UnsafeRawBufferPointer, _ content: Range<Int>) {
        if bytes[content.lowerBound] == UInt8(ascii: "\"") { return readText(bytes, content) }
        var parts = JSONCursor(bytes, at: content.lowerBound)
        guard parts.enterArray() else { return }
        while parts.nextElement(), let part = parts.skipValue() {
            var members = JSONCursor(bytes, at: part.lowerBound)
            guard members.enterObject() else { continue }
            while let key = members.nextKey(), let value = members.skipValue() {
                if bytes.equals("text", in: key), bytes[value.lowerBound] == UInt8(ascii: "\"") {
                    readText(bytes, value)
                }
            }
        }
    }

    /// Cuts a JSON string at its escaped line feeds.
    private mutating func readText(_ bytes: UnsafeRawBufferPointer, _ string: Range<Int>) {
        let end = string.upperBound - 1
        var start = string.lowerBound + 1
        var index = start
        while index < end {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if index + 1 < end, bytes[index + 1] == UInt8(ascii: "n") {
                note(bytes, start..<index)
                start = index + 2
            }
            index += 2
        }
        if start < end { note(bytes, start..<end) }
    }

    private mutating func note(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) {
        guard (4...Self.maximumLineBytes).contains(line.count), lines.count < Self.maximumLines,
            let shape = VolatileText(bytes.part(line)).shape
        else { return }
        // Of several lines of one shape each is itself.
        let occurrence = occurrences[shape, default: 0]
        occurrences[shape] = occurrence + 1
        var hasher = Hasher()
        hasher.combine(shape)
        hasher.combine(occurrence)
        lines.append(VolatileLine(range: line, shape: hasher.finalize()))
    }
}
