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

    /// `outline`: that of `body`.
    init(_ body: [UInt8], _ outline: ConversationOutline) {
        body.withUnsafeBytes { bytes in
            for member in outline.members where bytes.equals("tools", in: member.key) {
                toolOrder = Self.order(bytes, member.value, outline.tools[member.elements])
            }
            for message in outline.conversation where message.role == .instructions {
                for text in outline.texts(of: message) { readText(bytes, text) }
            }
        }
    }

    private static func order(
        _ bytes: UnsafeRawBufferPointer, _ list: Range<Int>, _ elements: ArraySlice<ConversationOutline.Tool>
    ) -> Splice? {
        var tools: [(name: String, range: Range<Int>)] = []
        for tool in elements {
            guard let name = tool.name else { return nil }
            tools.append((bytes.text(name), tool.range))
        }
        guard tools.count > 1 else { return nil }
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
