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
            let isChannel = ["<|channel|>", "<｜channel｜>"].contains { text.compare($0.utf8, at: index) == .matches }
            let isRecipient = first != nil && meaning.header == nil
            // The end of an empty header may begin the text.
            let isEmpty = text.longest(of: table.frames[frame].headerEnds, at: index).literal != nil
            let isPartOfHeader = isChannel || isRecipient || isEmpty
            mode = .header(
                HeaderReading(frame: frame, start: start, textStart: isPartOfHeader ? start : start + length))
            cursor = isEmpty ? start : start + length
            return true
        }
        guard hasFrame, meaning.bodyEnd != nil else { return false }
        endMessage(text, at: index, into: &batch)
        remove(upTo: text.base + index + length, into: &batch)
        return true
    }

    /// Whether the marker ends the message. In a message that the model writes to itself a call's end is talked about, unless
    /// another message follows. `nil`: more text is needed.
    func isMessageEnd(_ text: RawText, at index: Int, length: Int) -> Bool? {
        guard isReasoning, section == Self.messageSection, text.compare("<|call|>".utf8, at: index) == .matches else {
            return true
        }
        let place = text.skippingWhitespace(from: index + length)
        guard place < text.count else { return text.isFinal ? true : nil }
        let (isDecided, next) = text.longest(of: ["<|start|>", "<|channel|>"], at: place)
        return isDecided ? next != nil : nil
    }

    private mutating func endMessage(_ text: RawText, at index: Int, into batch: inout ParsedBatch) {
        flushPadded(text, upTo: index, into: &batch)
        isReasoning = false
        isInAnswer = false
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
            let (isKnown, bodyEnd) = text.longest(of: frame.bodyEnds, at: index)
            guard isKnown else { return false }
            if bodyEnd != nil, index + text.base > header.textStart {
                resumeText(from: header.start)
                return true
            }
            if text[index] == UInt8(ascii: "{"), frame.grammar == .channels {
                let words = String(decoding: text.bytes[(header.textStart - text.base)..<index], as: UTF8.self)
                // Its end is lost, and the arguments begin.
                if words.contains("to=functions.") {
                    accept(header, words, "", text, at: index, into: &batch)
                    return true
                }
            }
            guard let goesOn = headerGoesOn(text, at: index) else { return false }
            guard goesOn, cursor - header.start <= Self.maximumHeader else {
                resumeText(from: header.start)
                return true
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

    /// A line feed stands in a header only before its next token. `nil`: more text is needed.
    private func headerGoesOn(_ text: RawText, at index: Int) -> Bool? {
        guard text[index] == UInt8(ascii: "\n") else { return true }
        let next = text.skippingWhitespace(from: index)
        guard next < text.count else { return text.isFinal ? false : nil }
        switch text.compare("<|".utf8, at: next) {
        case .matches: return true
        case .differs: return false
        case .undecided: return nil
        }
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
        mode = .text
        switch purpose {
        case .none, .content: break
        case .answer: isInAnswer = true
        case .unaddressed: mode = .unaddressed(frame: header.frame, start: bodyStart)
        case .reasoning: beginMessageReasoning()
        case .dropped: mode = .dropping(until: table.frames[header.frame].bodyEnds, isWhole: false)
        case .call(let tool, let isCertain, let type, let otherwise):
            if otherwise { beginMessageReasoning() }
            let choices = choices(frame: header.frame, tool: tool, isCertain: isCertain, type: type)
            if !otherwise, type != "xml", let tool, ChannelHeader.isBuiltIn(tool), tools.schemaName(of: tool) == nil {
                return dropBuiltIn(header, bodyStart, into: &batch)
            }
            guard !choices.isEmpty else { return }
            mode = .opening(BlockOpening(start: bodyStart, markerEnd: bodyStart, choices: choices, tool: tool))
        }
    }

    /// A message to a tool of a server that is not there, which is none for the reader.
    private mutating func dropBuiltIn(_ header: HeaderReading, _ bodyStart: Int, into batch: inout ParsedBatch) {
        let frame = table.frames[header.frame]
        if let dialect = table.dialects.first(where: { $0.frame == frame })?.id {
            let miss = NearMiss(dialect: dialect, reason: .undeclaredName)
            batch.events.append(.nearMiss(miss, span: header.start..<bodyStart))
        }
        mode = .dropping(until: frame.bodyEnds, isWhole: false)
    }

    /// A model speaks to itself where it names nobody, unless the turn ends with that: a reader of reasoning may have taken
    /// the recipient away. So much is held, and no more, to see.
    private static let maximumUnaddressed = 1024

    mutating func readUnaddressed(
        from start: Int, _ frame: Int, _ text: RawText, into batch: inout ParsedBatch
    ) -> Bool {
        switch beginsBlock(text, at: start - text.base) {
        case .none: return false
        case .some(true):
            // A call's recipient was taken away.
            hasFrame = false
            mode = .text
            cursor = start
            return true
        case .some(false): break
        }
        var index = cursor - text.base
        var isAnswer = text.isFinal
        search: while index < text.count {
            cursor = text.base + index
            let (isDecided, end) = text.longest(of: table.frames[frame].bodyEnds + ["<|start|>"], at: index)
            guard isDecided else { return false }
            if let end {
                isAnswer = end == "<|eot|>" || end == "<|return|>"
                break search
            }
            if cursor - start > Self.maximumUnaddressed {
                isAnswer = false
                break search
            }
            index += 1
        }
        cursor = text.base + index
        guard index < text.count || text.isFinal else { return false }
        mode = .text
        cursor = start
        if !isAnswer { beginMessageReasoning() }
        return true
    }

    /// Whether a block of calls stands at `index` that needs no header. `nil`: more text is needed.
    private func beginsBlock(_ text: RawText, at index: Int) -> Bool? {
        let place = text.skippingWhitespace(from: index)
        guard place < text.count else { return text.isFinal ? false : nil }
        switch table.match(text, at: place) {
        case .undecided: return nil
        case .none: return false
        case .found(let meaning, _): return table.meanings[meaning].openers.contains { $0.opener.place == .textStart }
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
