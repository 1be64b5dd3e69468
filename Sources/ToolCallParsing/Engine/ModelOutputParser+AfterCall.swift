/// Where a call has ended, until other text comes.
struct AfterCall: Sendable {
    let origin: CallOrigin
    /// What may end the call or its block.
    let closers: [String]
    /// The call's number.
    let call: Int
    /// The block has not been closed: more calls may follow in it.
    var isInBlock: Bool
    /// The fence that the call stands in has been closed: another one opens a new one.
    var isFenceClosed = false
}

/// Behind a call: closers, further calls of the block, and results that the model made up.
extension ModelOutputParser {
    /// What begins them, and what ends them: nothing, where everything behind them is made up.
    private static let madeUpResults: [String: [String]] = [
        "<tool_response>": ["</tool_response>"], "<start_function_response>": ["<end_function_response>"],
        "<|tool_response>": ["<tool_response|>"], "<|im_end|>\n<|im_start|>user": [], "Observation:": [],
        "✿RESULT✿": ["✿RETURN✿:", "✿RETURN✿"],
        "✿RESULT✿:": ["✿RETURN✿:", "✿RETURN✿"],
    ]

    private static let results = LiteralSet(madeUpResults.keys.sorted())

    /// `nil`: other text follows, which is content.
    mutating func readAfterCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool? {
        guard let state = afterCall else { return nil }
        let index = text.skippingWhitespace(from: released - text.base)
        guard index < text.count else {
            if text.isFinal { remove(upTo: text.base + text.count, into: &batch) }
            return false
        }
        let closers = state.isFenceClosed ? state.closers.filter { $0 != RawText.fence } : state.closers
        let (isDecided, literal) = text.longest(of: closers, table.commonClosers, Self.results, at: index)
        guard isDecided else { return false }
        if literal == RawText.fence {
            guard let opens = opensCall(text, at: index) else { return false }
            // The call's own fence was not closed, and the next call opens another one.
            if opens { return endAfterCall(state) }
        }
        if let literal {
            remove(upTo: text.base + index + literal.utf8.count, into: &batch)
            if let closers = Self.madeUpResults[literal] {
                mode = .dropping(until: closers, isWhole: true)
            } else {
                if literal == state.closers.first { afterCall?.isInBlock = false }
                if literal == RawText.fence { afterCall?.isFenceClosed = true }
            }
            return true
        }
        switch state.strayCloser(text, at: index) {
        case .undecided: return false
        case .closer(let end):
            remove(upTo: text.base + end, into: &batch)
            return true
        case .none: break
        }
        if let goesOn = continueBlock(state, text, at: index, into: &batch) { return goesOn }
        if let goesOn = dropBracket(state, text, at: index, into: &batch) { return goesOn }
        return endAfterCall(state)
    }

    private mutating func endAfterCall(_ state: AfterCall) -> Bool? {
        afterCall = nil
        dueClosers = DueClosers(state, at: released)
        cursor = released
        // Text after a call keeps its distance to the text before it.
        trimsLeading = !hasContent
        return nil
    }

    /// Whether a fence is the beginning of a marker. `nil`: more text is needed.
    private func opensCall(_ text: RawText, at index: Int) -> Bool? {
        switch table.match(text, at: index) {
        case .undecided: nil
        case .none: false
        case .found(let number, let length):
            length > RawText.fence.utf8.count && !table.meanings[number].openers.isEmpty
        }
    }

    /// Another call in the same block, perhaps behind a comma or semicolon. `nil`: there is none.
    private mutating func continueBlock(
        _ state: AfterCall, _ text: RawText, at index: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        guard state.isInBlock else { return nil }
        var start = index
        if text[index] == UInt8(ascii: ",") || text[index] == UInt8(ascii: ";") {
            start = text.skippingWhitespace(from: index + 1)
            guard start < text.count || text.isFinal else { return false }
            let (isDecided, _) = text.longest(of: state.closers, at: start)
            guard isDecided else { return false }
        }
        for lead in table.dialects[state.origin.dialect].continuations {
            switch text.match(lead.suffixed(state.origin.suffix), at: start) {
            case .differs: continue
            case .undecided: return false
            case .matches(let body, _):
                if start > index { remove(upTo: text.base + start, into: &batch) }
                begin(
                    CallReading(
                        state.origin, closers: state.closers, start: text.base + start, resumption: text.base + start),
                    at: text.base + body)
                return true
            }
        }
        let isClosed = start < text.count && text[start] == UInt8(ascii: "]") || closes(state, text, at: start)
        guard start > index, isClosed else { return nil }
        let position = text.base + index
        batch.events.append(.repaired(.trailingComma, call: state.call, span: position..<position))
        remove(upTo: text.base + start, into: &batch)
        return true
    }

    private func closes(_ state: AfterCall, _ text: RawText, at index: Int) -> Bool {
        text.longest(of: state.closers.filter { $0.utf8.count > 1 }, at: index).literal != nil
    }

    /// Brackets that the block was wrapped in, or too many of them.
    private mutating func dropBracket(
        _ state: AfterCall, _ text: RawText, at index: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        let position = text.base + index
        switch text[index] {
        case UInt8(ascii: "}"):
            guard case .pythonCalls = state.origin.body else {
                batch.events.append(.repaired(.surplusCloser, call: state.call, span: position..<position))
                break
            }
            return nil
        case UInt8(ascii: ")"):
            guard case .pythonCalls = state.origin.body else { return nil }
            batch.events.append(.repaired(.surplusCloser, call: state.call, span: position..<position))
        case UInt8(ascii: "]") where state.isInBlock: break
        default: return nil
        }
        remove(upTo: position + 1, into: &batch)
        return true
    }

    /// Drops the text up to one of `closers`; `isWhole`: and the closer.
    mutating func drop(
        until closers: [String], isWhole: Bool, _ text: RawText, into batch: inout ParsedBatch
    ) -> Bool {
        var index = released - text.base
        while index < text.count {
            let (isDecided, closer) = text.longest(of: closers, at: index)
            guard isDecided else {
                remove(upTo: text.base + index, into: &batch)
                return false
            }
            if let closer {
                remove(upTo: text.base + index + (isWhole ? closer.utf8.count : 0), into: &batch)
                mode = .text
                return true
            }
            index += 1
        }
        remove(upTo: text.base + index, into: &batch)
        return false
    }
}
