/// Calls: reads their bodies, judges their names, hands out their arguments.
extension ModelOutputParser {
    mutating func readCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard call != nil else {
            mode = .text
            return true
        }
        let context = bodyContext
        var index = cursor - text.base
        let status = call?.consume(text, &index, context) ?? .needsMore
        cursor = text.base + index
        switch status {
        case .named: return judgeName(text, into: &batch)
        case .argumentsEnded: handOutArguments(into: &batch)
        case .ended: endCall(into: &batch)
        case .failed(let reason):
            if call?.isCommitted == true {
                closeCall(context, into: &batch)
            } else {
                reject(reason, into: &batch)
            }
        case .needsMore:
            let isCommitted = call?.isCommitted == true
            if text.isFinal {
                // What the body had not taken is part of the cut-off call.
                if isCommitted { cursor = text.base + text.count }
                isCommitted ? closeCall(context, into: &batch) : reject(.incomplete, into: &batch)
                return true
            }
            if isCommitted {
                handOutArguments(into: &batch)
            } else if cursor - (call?.start ?? cursor) > Self.maximumCandidate {
                reject(.malformed, into: &batch)
                return true
            }
            return false
        }
        return true
    }

    private var bodyContext: BodyContext {
        BodyContext(closers: call.map { table.dialects[$0.dialect].closers } ?? [], tools: tools)
    }

    private mutating func judgeName(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard let reading = call else { return true }
        let name: String
        switch tools.resolve(reading.name ?? "") {
        case .declared(let declared): name = declared
        case .repaired(let repaired):
            name = repaired
            call?.output.repaired(.name, at: cursor)
        case .undeclared(let written):
            guard reading.strength == .strong, !isReasoning else {
                reject(.undeclaredName, into: &batch)
                return true
            }
            name = written
        }
        if isReasoning {
            call = nil
            mode = .speculation(start: reading.start)
            cursor = max(cursor, reading.start)
            return true
        }
        call?.commit(as: callCount)
        let head = ParsedCall(
            index: callCount, id: reading.id, name: name, dialect: table.dialects[reading.dialect].id)
        callCount += 1
        batch.events.append(.callStarted(head, span: released..<cursor))
        released = cursor
        handOutArguments(into: &batch)
        return true
    }

    /// Hands out the arguments so far, and what was repaired in them.
    private mutating func handOutArguments(into batch: inout ParsedBatch) {
        guard let index = call?.index, call?.isCommitted == true else { return }
        // Taken out and put back, so that its memory is used again and never copied.
        var output = ArgumentText()
        if let filled = call?.output { output = filled }
        call?.output = ArgumentText()
        if !output.bytes.isEmpty {
            batch.appendArguments(output.bytes[...], call: index, span: released..<cursor)
            released = cursor
        }
        for repair in output.repairs {
            batch.events.append(.repaired(repair.kind, call: index, span: repair.position..<repair.position))
        }
        output.removeAll()
        call?.output = output
    }

    /// Ends a call that cannot go on, so that its arguments are JSON.
    private mutating func closeCall(_ context: BodyContext, into batch: inout ParsedBatch) {
        call?.close(at: cursor, context)
        endCall(into: &batch)
    }

    private mutating func endCall(into batch: inout ParsedBatch) {
        handOutArguments(into: &batch)
        guard let reading = call else { return }
        batch.events.append(.callEnded(call: reading.index, span: released..<cursor))
        released = cursor
        let dialect = table.dialects[reading.dialect]
        afterCall = AfterCall(dialect: reading.dialect, call: reading.index, isInBlock: !dialect.closers.isEmpty)
        call = nil
        spans = CodeSpans()
        mode = .text
    }

    /// What looked like a call is text.
    private mutating func reject(_ reason: NearMiss.Reason, into batch: inout ParsedBatch) {
        guard let reading = call else { return }
        if !isReasoning {
            let miss = NearMiss(dialect: table.dialects[reading.dialect].id, reason: reason)
            batch.events.append(.nearMiss(miss, span: reading.start..<max(cursor, reading.start)))
        }
        call = nil
        mode = .text
        spans.text()
        cursor = reading.resumption
    }
}
