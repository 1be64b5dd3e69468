/// Where a call has ended, until other text comes.
struct AfterCall: Sendable {
    let dialect: Int
    /// The call's number.
    let call: Int
    /// The block has not been closed: more calls may follow in it.
    var isInBlock: Bool
}

/// Behind a call: closers, further calls of the block, and results that the model made up.
extension ModelOutputParser {
    private static let madeUpResult = (opener: "<tool_response>", closer: "</tool_response>")

    /// `nil`: other text follows, which is content.
    mutating func readAfterCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool? {
        guard let state = afterCall else { return nil }
        let index = text.skippingWhitespace(from: released - text.base)
        guard index < text.count else {
            if text.isFinal { remove(upTo: text.base + text.count, into: &batch) }
            return false
        }
        let dialect = table.dialects[state.dialect]
        let literals = dialect.closers + table.commonClosers + [Self.madeUpResult.opener]
        let (isDecided, literal) = text.longest(of: literals, at: index)
        guard isDecided else { return false }
        if let literal {
            remove(upTo: text.base + index + literal.utf8.count, into: &batch)
            if literal == Self.madeUpResult.opener {
                mode = .dropping(until: Self.madeUpResult.closer)
            } else if literal == dialect.closers.first {
                afterCall?.isInBlock = false
            }
            return true
        }
        switch dialect.body {
        case .jsonCalls:
            if let goesOn = readAfterObject(state, text, at: index, into: &batch) { return goesOn }
        case .taggedParameters(let syntax):
            if state.isInBlock {
                switch text.compare(syntax.callOpen.utf8, at: index) {
                case .undecided: return false
                case .matches:
                    continueBlock(state, from: text.base + index, at: text.base + index + syntax.callOpen.utf8.count)
                    return true
                case .differs: break
                }
            }
        }
        afterCall = nil
        cursor = released
        // Text after a call keeps its distance to the text before it.
        trimsLeading = !hasContent
        return nil
    }

    private mutating func readAfterObject(
        _ state: AfterCall, _ text: RawText, at index: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        let position = text.base + index
        switch text[index] {
        case UInt8(ascii: "}"):
            batch.events.append(.repaired(.surplusCloser, call: state.call, span: position..<position))
            remove(upTo: position + 1, into: &batch)
            return true
        case UInt8(ascii: "]") where state.isInBlock:
            remove(upTo: position + 1, into: &batch)
            return true
        case UInt8(ascii: "{") where state.isInBlock:
            continueBlock(state, from: position, at: position)
            return true
        case let byte where state.isInBlock && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")):
            let next = text.skippingWhitespace(from: index + 1)
            guard next < text.count else { return text.isFinal ? nil : false }
            guard text[next] == UInt8(ascii: "{") else { return nil }
            remove(upTo: position + 1, into: &batch)
            return true
        default: return nil
        }
    }

    /// Another call in the same block begins at `start`, its body at `position`.
    private mutating func continueBlock(_ state: AfterCall, from start: Int, at position: Int) {
        let dialect = table.dialects[state.dialect]
        call = CallReading(
            dialect: state.dialect, strength: dialect.openers.first?.strength ?? .medium, start: start,
            resumption: start, body: dialect.body, needsEvidence: false)
        afterCall = nil
        cursor = position
        mode = .call
    }

    mutating func drop(until closer: String, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        var index = released - text.base
        while index < text.count {
            switch text.compare(closer.utf8, at: index) {
            case .matches:
                remove(upTo: text.base + index + closer.utf8.count, into: &batch)
                mode = .text
                return true
            case .undecided:
                remove(upTo: text.base + index, into: &batch)
                return false
            case .differs: index += 1
            }
        }
        remove(upTo: text.base + index, into: &batch)
        return false
    }
}
