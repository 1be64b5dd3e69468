/// The words that a rewrite changed: those of the model that the client got otherwise, and what it got in their place. The
/// markup around a call, which the client is never to get, is no word of it.
struct RewriteMarks: Equatable {
    /// Bytes of the model's text, and of what the client got.
    private(set) var said: [Range<Int>] = []
    private(set) var got: [Range<Int>] = []

    static let saidStyle = Style(.failure, bold: true, underlined: true)
    static let gotStyle = Style(.good, bold: true, underlined: true)

    /// Longer texts are not compared.
    private static let maximumBytes = 1 << 20

    /// What calls are wrapped in, in one dialect or another.
    private static let markup: Set<String> = [
        "tool", "tools", "tool_call", "tool_calls", "toolcall", "function", "functions", "function_call",
        "function_calls",
        "function_name", "call", "calls", "parameter", "parameters", "param", "arguments", "arg", "args", "arg_key",
        "arg_value", "invoke", "name", "type", "id", "json", "python", "action", "action_input", "input", "string",
        "value",
        "key", "object", "think", "thinking", "reasoning", "begin", "end", "start", "sep", "null", "true", "false",
    ]

    init(said text: ArraySlice<UInt8>, got other: ArraySlice<UInt8>) {
        guard text.count + other.count <= Self.maximumBytes, !text.elementsEqual(other) else { return }
        let (before, after) = (Self.words(text), Self.words(other))
        let common = CommonSequence(before.map { text[$0] }, after.map { other[$0] })
        guard common.isCompared else { return }
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            let removed = Self.run(common.isSharedOld, from: old)
            let added = Self.run(common.isSharedNew, from: new)
            // What only went, went with the markup.
            if !added.isEmpty {
                let words = removed.filter { !Self.markup.contains(String(decoding: text[before[$0]], as: UTF8.self)) }
                said += words.prefix(added.count).map { before[$0] }
                got += added.map { after[$0] }
            }
            (old, new) = (removed.upperBound + 1, added.upperBound + 1)
        }
    }

    /// Those that are not shared, from there on.
    private static func run(_ isShared: [Bool], from start: Int) -> Range<Int> {
        let start = min(start, isShared.count)
        return start..<(isShared[start...].firstIndex(of: true) ?? isShared.count)
    }

    /// Letters and digits that stand together. An escaped character parts words, as what it stands for does in other notations.
    static func words(_ text: ArraySlice<UInt8>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var position = text.startIndex
        while position < text.endIndex {
            let start = position
            while position < text.endIndex, isLetter(text[position]) { position += 1 }
            if position > start { words.append(start..<position) }
            guard position < text.endIndex else { break }
            let isEscape = text[position] == UInt8(ascii: "\\")
            while position < text.endIndex, text[position] == UInt8(ascii: "\\") { position += 1 }
            if !isEscape {
                position += 1
            } else if position < text.endIndex, [0x6E, 0x74, 0x72, 0x62, 0x66].contains(text[position]) {
                position += 1
            }
        }
        return words
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }

    /// A row of a text, some bytes of which are marked.
    static func row(
        _ bytes: ArraySlice<UInt8>, _ style: Style, marks: [Range<Int>], _ markStyle: Style
    ) -> StyledText {
        var line = StyledText()
        var start = bytes.startIndex
        for mark in marks where mark.upperBound > start && mark.lowerBound < bytes.endIndex {
            let part = mark.clamped(to: start..<bytes.endIndex)
            line.append(TextWrap.text(bytes[start..<part.lowerBound], style))
            line.append(TextWrap.text(bytes[part], markStyle))
            start = part.upperBound
        }
        line.append(TextWrap.text(bytes[start...], style))
        return line
    }
}

/// Rows that tell of a text in other words, in which those of its words that are marked are marked too.
enum MarkedRows {
    private struct Place {
        var row: Int
        var piece: Int
        var range: Range<Int>
    }

    static func mark(_ rows: [StyledText], of text: [UInt8], _ marks: [Range<Int>], _ style: Style) -> [StyledText] {
        guard !marks.isEmpty else { return rows }
        let words = RewriteMarks.words(text[...])
        var places: [Place] = []
        var shown: [ArraySlice<UInt8>] = []
        for (row, line) in rows.enumerated() {
            for (piece, part) in line.pieces.enumerated() {
                let bytes = Array(part.text.utf8)
                for range in RewriteMarks.words(bytes[...]) {
                    places.append(Place(row: row, piece: piece, range: range))
                    shown.append(bytes[range])
                }
            }
        }
        let common = CommonSequence(words.map { text[$0] }, shown)
        let pairs = zip(
            words.indices.filter { common.isSharedOld[$0] }, shown.indices.filter { common.isSharedNew[$0] })
        let marked = Set(marks.map(\.lowerBound))
        var result = rows
        // From the end, so that the pieces before keep their places.
        for (word, place) in Array(pairs).reversed() where marked.contains(words[word].lowerBound) {
            result[places[place].row].restyle(piece: places[place].piece, bytes: places[place].range, style)
        }
        return result
    }
}
