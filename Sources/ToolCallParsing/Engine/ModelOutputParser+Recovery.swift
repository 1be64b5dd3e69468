/// A damaged call, whose end is being looked for.
struct Recovery: Sendable {
    /// Why its reader could not go on.
    var reason: NearMiss.Reason
    /// Position from which on nothing has been read.
    var start: Int
}

/// Damaged calls. The law: what is handed out is what the model wrote, or no JSON; never less, never more. So a damaged
/// call is read again as a whole, up to the next thing that is known: its closer, another opener, the end of the text. Where
/// everything in it can be accounted for it is completed. Else it is text; or, where its name is out already, the rest of it
/// is handed on as it was written.
extension ModelOutputParser {
    /// Notes what a body has read.
    mutating func keepWritten(_ text: RawText, upTo index: Int) {
        guard written.count <= Self.maximumCandidate else { return }
        written.append(contentsOf: text.bytes[(cursor - text.base)..<index])
    }

    /// The body cannot go on.
    mutating func fail(_ reason: NearMiss.Reason, into batch: inout ParsedBatch) {
        guard committedCall != nil else { return reject(reason, into: &batch) }
        handOutArguments(into: &batch)
        mode = .recovery(Recovery(reason: reason, start: cursor))
    }

    /// Reads up to the end of the damaged call. `false`: more text is needed.
    mutating func readRecovery(_ recovery: Recovery, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        let closers = bodyContext.closers + (call?.origin.ownClosers ?? [])
        var index = cursor - text.base
        while index < text.count {
            let (isDecided, closer) = text.longest(of: closers, at: index)
            guard isDecided else { break }
            if closer != nil || text.base + index - recovery.start > Self.maximumCandidate {
                leaveAsWritten(recovery, text, upTo: index, into: &batch)
                return true
            }
            index += 1
        }
        cursor = text.base + index
        guard text.isFinal else { return false }
        leaveAsWritten(recovery, text, upTo: text.count, into: &batch)
        return true
    }

    /// The rest of the call as it was written: no JSON, which every client tells the model.
    private mutating func leaveAsWritten(
        _ recovery: Recovery, _ text: RawText, upTo index: Int, into batch: inout ParsedBatch
    ) {
        cursor = text.base + index
        let rest = Array(text.bytes[(recovery.start - text.base)..<index])
        output.bytes = (try? JSONValue(parsing: given + rest)) == nil ? rest : []
        output.repaired(.asWritten, at: recovery.start)
        leaveOpen(into: &batch)
    }

    /// Ends a call whose arguments are no JSON. Nothing at all would be taken for no arguments.
    private mutating func leaveOpen(into batch: inout ParsedBatch) {
        if given.isEmpty && output.bytes.isEmpty { output.append("{") }
        handOutArguments(into: &batch)
        if let committedCall, released < cursor {
            // What was read and not understood is the arguments' as well.
            batch.appendArguments([], call: committedCall, span: released..<cursor)
            released = cursor
        }
        endCall(into: &batch)
    }

    /// The text has ended inside the call.
    mutating func readOnAtEnd(_ text: RawText, into batch: inout ParsedBatch) {
        guard committedCall != nil else {
            return call?.heldName != nil
                ? reject(.undeclaredName, isDeclared: false, into: &batch) : reject(.incomplete, into: &batch)
        }
        handOutArguments(into: &batch)
        // What the body had not taken is part of the cut-off call.
        keepWritten(text, upTo: text.count)
        cursor = text.base + text.count
        if let closed = closedArguments() {
            output = closed
            endCall(into: &batch)
        } else {
            output.repaired(.cutOff, at: cursor)
            leaveOpen(into: &batch)
        }
    }

    /// What closes the arguments where nothing else can be missing: they are complete, or hold all that is declared, each
    /// value with its own end. Where the model is known to have stopped by itself, what is required is enough.
    private func closedArguments() -> ArgumentText? {
        guard var body, body.isClosable else { return nil }
        var closed = ArgumentText()
        body.close(at: cursor, bodyContext, into: &closed)
        if closed.bytes.isEmpty { return closed }
        guard textEnd != .cut else { return nil }
        if call?.origin.body.isRawText == true { return closed }
        let schema = tools.schema(of: body.name)
        guard let last = written.last(where: { !$0.isJSONWhitespace }), "\"'}]>)".utf8.contains(last),
            case .object(let members) = try? JSONValue(parsing: given + closed.bytes),
            let declared = schema?["properties"]?.objectValue?.map(\.key)
        else { return nil }
        let required = schema?["required"]?.arrayValue?.compactMap(\.stringValue)
        let wanted = textEnd == .stopped ? required ?? [] : declared
        return wanted.allSatisfy { key in members.contains { $0.key == key } } ? closed : nil
    }
}

extension CallOrigin {
    /// What ends a call of this body, besides the block's closers.
    var ownClosers: [String] {
        guard case .taggedParameters(let syntax) = body else { return [] }
        return syntax.suffixed(suffix).callClosers
    }
}

extension Dialect.Body {
    var isRawText: Bool { if case .rawText = self { true } else { false } }
}
