/// A header of a message, while it is being read.
struct HeaderReading: Sendable {
    /// Index in the table's frames.
    var frame: Int
    /// Position of the marker that begins the header.
    var start: Int
    /// Where the header's own text begins.
    var textStart: Int
}

/// Turns that are divided into messages with headers (Harmony and its like): each header says whether its message is
/// content, reasoning, or a call.
extension ModelOutputParser {
    private static let maximumHeader = 512
    private static let headerTokens = ["<|channel|>", "<|constrain|>"]
    /// No section's closer ends the reasoning of a message.
    static let messageSection = -1

    /// `true`: the marker begins a header or ends a message.
    mutating func beginHeaderOrEndMessage(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool {
        let first = isAtMessageStart ? meaning.firstHeader : nil
        if let frame = meaning.header ?? first {
            guard !spans.isInCode || hasFrame else { return false }
            let start = text.base + index
            // The channel's marker is part of what is read: it tells the channel from the role.
            let isChannel = text.compare("<|channel|>".utf8, at: index) == .matches
            let isRecipient = first != nil && meaning.header == nil
            mode = .header(
                HeaderReading(frame: frame, start: start, textStart: isChannel || isRecipient ? start : start + length))
            // The end of an empty header may begin the text.
            let isEmpty = text.longest(of: table.frames[frame].headerEnds, at: index).literal != nil
            cursor = isEmpty ? start : start + length
            return true
        }
        guard hasFrame, meaning.bodyEnd != nil else { return false }
        endMessage(text, at: index, into: &batch)
        remove(upTo: text.base + index + length, into: &batch)
        return true
    }

    private mutating func endMessage(_ text: RawText, at index: Int, into batch: inout ParsedBatch) {
        flushPadded(text, upTo: index, into: &batch)
        isReasoning = false
        section = nil
        trimsLeading = true
        spans = CodeSpans()
    }

    mutating func readHeader(_ header: HeaderReading, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        let frame = table.frames[header.frame]
        var index = cursor - text.base
        while index < text.count {
            let (isDecided, end) = text.longest(of: frame.headerEnds, at: index)
            cursor = text.base + index
            guard isDecided else { return false }
            if let end {
                let words = text.bytes[(header.textStart - text.base)..<index]
                accept(header, String(decoding: words, as: UTF8.self), end, text, at: index, into: &batch)
                return true
            }
            guard cursor - header.start <= Self.maximumHeader else {
                resumeText(from: header.start)
                return true
            }
            if text[index] == UInt8(ascii: "\n") {
                // Some models break the line between the header's tokens.
                let next = text.skippingWhitespace(from: index)
                guard next < text.count || text.isFinal else { return false }
                let (isDecided, token) = text.longest(of: Self.headerTokens + frame.headerEnds, at: next)
                guard isDecided else { return false }
                guard token != nil else {
                    resumeText(from: header.start)
                    return true
                }
            }
            index += 1
        }
        cursor = text.base + index
        guard text.isFinal else { return false }
        guard hasFrame, frame.isMarked else {
            resumeText(from: header.start)
            return true
        }
        // The beginning of a message that was not written any more.
        flushPadded(text, upTo: header.start - text.base, into: &batch)
        remove(upTo: text.base + text.count, into: &batch)
        mode = .text
        return false
    }

    private mutating func accept(
        _ header: HeaderReading, _ words: String, _ end: String, _ text: RawText, at index: Int,
        into batch: inout ParsedBatch
    ) {
        let purpose = table.frames[header.frame].purpose(header: words, end: end, isDeclared: tools.isRecipient)
        guard purpose != .none else { return resumeText(from: header.start) }
        endMessage(text, at: header.start - text.base, into: &batch)
        let bodyStart = text.base + index + end.utf8.count
        remove(upTo: bodyStart, into: &batch)
        cursor = bodyStart
        hasFrame = true
        isFinalAnswer = purpose == .content && words.contains("final")
        mode = .text
        switch purpose {
        case .none, .content: break
        case .reasoning: beginMessageReasoning()
        case .dropped: mode = .dropping(until: table.frames[header.frame].bodyEnds, isWhole: false)
        case .call(let tool, let isCertain, let type, let otherwise):
            if otherwise { beginMessageReasoning() }
            let choices = choices(frame: header.frame, tool: tool, isCertain: isCertain, type: type)
            guard !choices.isEmpty else { return }
            mode = .opening(BlockOpening(start: bodyStart, markerEnd: bodyStart, choices: choices, tool: tool))
        }
    }

    private mutating func beginMessageReasoning() {
        isReasoning = true
        hasSeenReasoning = true
        section = Self.messageSection
    }

    /// The openers of dialects that write calls as messages of this frame.
    private func choices(frame: Int, tool: String?, isCertain: Bool, type: String?) -> [MarkerTable.Choice] {
        let isCallable = isCertain || tool.map { tools.schemaName(of: $0) != nil } ?? false
        var choices: [MarkerTable.Choice] = []
        for (dialect, declaration) in table.dialects.enumerated() where declaration.frame == table.frames[frame] {
            for opener in declaration.openers where opener.marker.isEmpty {
                guard isCallable || opener.takesAnyRecipient else { continue }
                if let wanted = opener.messageType, wanted != type { continue }
                if case .rawText(let only, _)? = opener.body, type ?? "text" != "text" || only != "" && only != tool {
                    continue
                }
                choices.append(MarkerTable.Choice(dialect: dialect, opener: opener))
            }
        }
        return choices
    }
}
