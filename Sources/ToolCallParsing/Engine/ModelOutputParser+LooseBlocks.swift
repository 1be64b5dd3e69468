/// Wrappers around no call, around words and a call, and calls whose wrapper is lost.
extension ModelOutputParser {
    /// Words between a wrapper and its call that are waited for.
    private static let maximumWords = 256
    /// Closers, each behind the other, before a call.
    private static let maximumClosers = 4
    private static let emptyList: LiteralSet = ["[]"]

    /// What begins or ends a call without being a marker. `false`: nothing does; `nil`: more text is needed.
    mutating func beginLoosely(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard mayBeginLoosely(text, at: index) else { return false }
        guard let isCloser = dropDueCloser(text, at: index, into: &batch) else { return nil }
        if isCloser { return true }
        guard let isStray = dropStrayCloser(text, at: index, into: &batch) else { return nil }
        if isStray { return true }
        guard let isWrapped = beginWrapped(text, at: index, into: &batch) else { return nil }
        if isWrapped { return true }
        guard let isUnwrapped = beginUnwrapped(text, at: index, into: &batch) else { return nil }
        return isUnwrapped ? true : beginGlued(text, at: index, into: &batch)
    }

    /// Nearly everywhere a byte or two tell that nothing does.
    private func mayBeginLoosely(_ text: RawText, at index: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: "<"): spans.isAtLineStart || dueClosers != nil
        case UInt8(ascii: "["): spans.isAtLineStart || byte(before: index, text).endsSentence
        case let byte: spans.isAtLineStart && (tools.mayBegin(with: byte) || byte == UInt8(ascii: "f"))
        }
    }

    /// Drops a call's closers in lines of their own before a call: the end of none. `nil`: more text is needed.
    private mutating func dropStrayCloser(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard spans.isAtLineStart, "<[".utf8.contains(text[index]), !spans.isInCode, !isReasoning else { return false }
        var next = index
        for _ in 0..<Self.maximumClosers {
            let (isDecided, closer) = text.longest(of: [], table.commonClosers, at: next)
            guard isDecided else { return nil }
            guard let closer else { break }
            next = text.skippingWhitespace(from: next + closer.utf8.count)
            guard next < text.count else { return text.isFinal ? false : nil }
        }
        guard next > index else { return false }
        switch table.match(text, at: next) {
        case .undecided: return nil
        case .none: return false
        case .found(let number, _):
            guard !table.meanings[number].openers.isEmpty else { return false }
            flushPadded(text, upTo: index, into: &batch)
            remove(upTo: text.base + next, into: &batch)
            return true
        }
    }

    // MARK: Nothing in it

    /// Drops a wrapper with nothing in it. `false`: there is something; `nil`: more text is needed.
    mutating func dropEmptyBlock(
        _ opening: BlockOpening, _ text: RawText, at index: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        guard damagedHeads < Self.maximumDamagedHeads, isWrapper(opening) else { return false }
        guard index < text.count || text.isFinal else { return nil }
        guard mayBeEmpty(opening, text, at: index) else { return false }
        let blocks = opening.choices.compactMap(\.block)
        let isStrong = opening.choices.contains { $0.opener.strength == .strong }
        guard let bare = skip(blocks.map(\.markers), text, from: index, atMost: 2),
            var end = skip([Self.emptyList], text, from: bare, atMost: 1), end < text.count || text.isFinal
        else { return nil }
        if end == text.count, isStrong || hasSeenReasoning || hasReadContent {
            // A list with nothing in it, or the text ends before a call has begun.
            if end == bare { tellEmptyBlock(opening, into: &batch) }
            return drop(opening, upTo: text.base + end, into: &batch)
        }
        let start = end
        guard let next = skip(blocks.map(\.closers), text, from: start, atMost: 3) else { return nil }
        guard next > start else { return false }
        end = next
        while text[end - 1].isJSONWhitespace { end -= 1 }
        if !isStrong {
            // In a line with other text it is talked about.
            guard next < text.count || text.isFinal else { return nil }
            guard next == text.count || text.bytes[end..<next].contains(UInt8(ascii: "\n")) else { return false }
        }
        return drop(opening, upTo: text.base + end, into: &batch)
    }

    private mutating func drop(_ opening: BlockOpening, upTo position: Int, into batch: inout ParsedBatch) -> Bool {
        explain(opening.choices, .whatFollows, span: opening.start..<opening.markerEnd, into: &batch)
        remove(upTo: position, into: &batch)
        mode = .text
        cursor = position
        return true
    }

    /// A closer, or another marker of the same dialects, may stand at `index`.
    private func mayBeEmpty(_ opening: BlockOpening, _ text: RawText, at index: Int) -> Bool {
        guard index < text.count else { return true }
        // An object is a call's.
        if text[index] == UInt8(ascii: "{") { return false }
        if text[index] == UInt8(ascii: "[") { return true }
        return opening.choices.contains { choice in
            choice.block.map { text.length(ofAny: [$0.any], at: index) != 0 } ?? false
        }
    }

    /// Behind the literals and white space; `nil`: more text is needed.
    private func skip(_ literals: [LiteralSet], _ text: RawText, from start: Int, atMost count: Int) -> Int? {
        var index = text.skippingWhitespace(from: start)
        for _ in 0..<count {
            guard let length = text.length(ofAny: literals, at: index) else { return nil }
            guard length > 0 else { break }
            index = text.skippingWhitespace(from: index + length)
        }
        return index
    }

    /// The marker stands where it does not only mean itself.
    private func isWrapper(_ opening: BlockOpening) -> Bool {
        guard !isReasoning, !spans.isInCode, opening.start < opening.markerEnd else { return false }
        return opening.choices.contains { choice in
            choice.block != nil && (choice.opener.strength == .strong || spans.isAtLineStart)
        }
    }

    // MARK: Words in it

    /// Words between the wrapper and its call are content, the wrapper is the call's. `false`: there is no call; `nil`: more
    /// text is needed.
    mutating func passWords(
        _ opening: BlockOpening, _ text: RawText, at start: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        guard isWrapper(opening), !tools.names.isEmpty, start == opening.markerEnd - text.base else { return false }
        var index = start
        while index < text.count, !"<{[`".utf8.contains(text[index]), index - start <= Self.maximumWords { index += 1 }
        guard index < text.count else { return text.isFinal ? false : nil }
        guard index > text.skippingWhitespace(from: start), index - start <= Self.maximumWords,
            text[index] != UInt8(ascii: "`")
        else { return false }
        let choices = opening.choices.filter { choice in
            !choice.opener.isPartOfBody && choice.opener.leads.contains { $0.markup != nil }
        }
        let begun = BlockOpening(start: text.base + index, markerEnd: text.base + index, choices: choices)
        for choice in choices {
            for lead in choice.opener.leads where lead.markup != nil {
                switch text.match(lead, at: index) {
                case .undecided: return nil
                case .differs: continue
                case .matches: break
                }
                guard let isCall = damagedHead(opening, text, at: index) else { return nil }
                guard isCall else { return false }
                handOut(text, upTo: opening.start - text.base, into: &batch)
                remove(upTo: opening.markerEnd, into: &batch)
                if !hasContent { trimsLeading = true }
                hasReadContent = true
                flushPadded(text, upTo: index, into: &batch)
                mode = .opening(begun)
                cursor = begun.markerEnd
                return true
            }
        }
        return false
    }

    // MARK: Glued to a sentence

    /// A list of Python calls right behind a full stop, that ends with its line: what a model means to be one has lost its
    /// line feed, or its token. `nil`: more text is needed.
    private mutating func beginGlued(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard let list = table.listChoice, text[index] == UInt8(ascii: "["), !spans.isAtLineStart, !spans.isInCode,
            !isReasoning, passedMarker != text.base + index, byte(before: index, text).endsSentence
        else { return false }
        guard let isCall = beginsKeywordCall(text, at: index + 1) else { return nil }
        guard isCall else { return false }
        var end = index
        while end < text.count, text[end] != UInt8(ascii: "\n") {
            end += 1
            if end - index > Self.maximumLine { return false }
        }
        guard end < text.count || text.isFinal else { return nil }
        while text[end - 1] == UInt8(ascii: " ") || text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard text[end - 1] == UInt8(ascii: "]"), text[end - 2] == UInt8(ascii: ")") else { return false }
        flushPadded(text, upTo: index, into: &batch)
        let start = text.base + index
        mode = .opening(BlockOpening(start: start, markerEnd: start + 1, choices: [list]))
        cursor = start + 1
        return true
    }

    private static let maximumLine = 1 << 14

    /// 0: it is not known.
    private func byte(before index: Int, _ text: RawText) -> UInt8 {
        index > released - text.base ? text[index - 1] : tail.last
    }

    /// `NAME(KEY=`: of a declared tool, or `NAME()`. `nil`: more text is needed.
    private func beginsKeywordCall(_ text: RawText, at start: Int) -> Bool? {
        var isDecided = true
        for name in tools.names {
            let keys = tools.schema(of: name)?["properties"]?.objectValue?.map { $0.key + "=" } ?? []
            let empty = tools.requiresArguments(name) ? [] : [name + "()"]
            for head in empty + keys.map({ name + "(" + $0 }) {
                switch text.compare(head.utf8, at: start) {
                case .matches: return true
                case .undecided: isDecided = false
                case .differs: continue
                }
            }
        }
        return isDecided ? false : nil
    }

    // MARK: Its opener is lost

    /// Begins a call that lacks its wrapper: a declared name at the start of a line, and what stands behind names in its
    /// dialect only. `false`: there is none; `nil`: more text is needed.
    mutating func beginUnwrapped(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard spans.isAtLineStart, text[index].isIdentifierPart, !spans.isInCode, !isReasoning,
            passedMarker != text.base + index, !tools.names.isEmpty, !table.behindNames.isEmpty
        else { return false }
        let prefix = text.compare("functions.".utf8, at: index)
        guard prefix != .undecided else { return nil }
        let start = prefix == .matches ? index + 10 : index
        var isDecided = true
        for name in tools.names {
            switch text.compare(name.utf8, at: start) {
            case .differs: continue
            case .undecided:
                isDecided = false
                continue
            case .matches: break
            }
            var end = start + name.utf8.count
            if end < text.count, text[end] == UInt8(ascii: ":") { end += 1 }
            while end < text.count, text[end - 1] == UInt8(ascii: ":") || text[end].isASCIIDigit { end += 1 }
            if end < text.count, text[end] == UInt8(ascii: "\n") { end += 1 }
            let (isKnown, literal) = text.longest(of: table.behindNames.map(\.literal), at: end)
            if !isKnown { isDecided = false }
            guard isKnown, let literal else { continue }
            flushPadded(text, upTo: index, into: &batch)
            let position = text.base + index
            let choices = table.behindNames.filter { $0.literal == literal }.map(\.choice)
            mode = .opening(BlockOpening(start: position, markerEnd: position, choices: choices))
            cursor = position
            return true
        }
        return isDecided ? false : nil
    }
}

extension Lead {
    /// What it begins with, where that is no name.
    var markup: String? {
        guard case .literal(let literal)? = steps.first, let first = literal.utf8.first else { return nil }
        return "<{[".utf8.contains(first) ? literal : nil
    }

    /// What stands behind the name that the lead begins with, where it is nothing but a dialect's.
    var behindName: String? {
        guard steps.count > 2, case .name = steps[0], case .space = steps[1], case .literal(let literal) = steps[2],
            literal.utf8.count > 4, !literal.hasPrefix("</")
        else { return nil }
        return literal
    }
}
