/// Calls: reads their bodies, judges their names, hands out their arguments.
extension ModelOutputParser {
    mutating func readCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard call != nil else {
            mode = .text
            return true
        }
        let context = bodyContext
        var index = cursor - text.base
        let status = consumeBody(text, &index, context)
        cursor = text.base + index
        switch status {
        case .named: return judgeName(text, into: &batch)
        case .identified: identify(into: &batch)
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

    private var bodyContext: BodyContext { BodyContext(closers: call?.closers ?? [], tools: tools) }

    private mutating func consumeBody(_ text: RawText, _ index: inout Int, _ context: BodyContext) -> BodyStatus {
        guard var output = call?.output else { return .needsMore }
        // Taken out while it is written, so that it is not shared.
        call?.output = ArgumentText()
        let status = call?.body.consume(text, &index, context, into: &output) ?? .needsMore
        call?.output = output
        return status
    }

    /// The model wrote the identifier behind the arguments.
    private mutating func identify(into batch: inout ParsedBatch) {
        guard let reading = call, reading.isCommitted, let id = reading.body.id else { return }
        batch.events.append(.callIdentified(call: reading.index, id: id, span: cursor..<cursor))
    }

    private mutating func judgeName(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard let reading = call else { return true }
        let name: String
        switch tools.resolve(reading.body.name ?? "") {
        case .declared(let declared): name = declared
        case .repaired(let repaired):
            name = repaired
            call?.output.repaired(.name, at: cursor)
        case .undeclared(let written):
            guard reading.origin.strength == .strong, !isReasoning || countsInReasoning(reading) else {
                reject(.undeclaredName, isDeclared: false, into: &batch)
                return true
            }
            name = written
        }
        if isReasoning && !countsInReasoning(reading) {
            call = nil
            mode = .speculation(start: reading.start)
            cursor = max(cursor, reading.start)
            return true
        }
        if isReasoning && section.map({ !ReasoningSection.callsAreReal(in: $0) }) ?? true { leaveReasoning() }
        call?.commit(as: callCount)
        let head = ParsedCall(
            index: callCount, id: reading.body.id, name: name, dialect: table.dialects[reading.origin.dialect].id)
        callCount += 1
        batch.events.append(.callStarted(head, span: released..<cursor))
        released = cursor
        handOutArguments(into: &batch)
        return true
    }

    /// Whether a call in reasoning is one at once.
    private func countsInReasoning(_ reading: CallReading) -> Bool {
        table.dialects[reading.origin.dialect].endsReasoning
            || section.map(ReasoningSection.callsAreReal) ?? false
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
        guard var output = call?.output else { return }
        call?.body.close(at: cursor, context, into: &output)
        call?.output = output
        endCall(into: &batch)
    }

    private mutating func endCall(into batch: inout ParsedBatch) {
        handOutArguments(into: &batch)
        guard let reading = call else { return }
        batch.events.append(.callEnded(call: reading.index, span: released..<cursor))
        released = cursor
        afterCall = AfterCall(
            origin: reading.origin, closers: reading.closers, call: reading.index,
            isInBlock: !table.dialects[reading.origin.dialect].continuations.isEmpty)
        call = nil
        spans = CodeSpans()
        mode = .text
    }

    /// What looked like a call is text.
    private mutating func reject(_ reason: NearMiss.Reason, isDeclared: Bool = true, into batch: inout ParsedBatch) {
        guard let reading = call else { return }
        let isDeclared = isDeclared && reading.body.name.map { tools.schemaName(of: $0) != nil } ?? false
        if !isReasoning && reading.start >= missedUpTo && (isDeclared || !reading.origin.isQuiet) {
            let miss = NearMiss(dialect: table.dialects[reading.origin.dialect].id, reason: reason)
            batch.events.append(.nearMiss(miss, span: reading.start..<max(cursor, reading.start)))
            missedUpTo = max(cursor, reading.start)
        }
        call = nil
        if let end = reading.vanishesUpTo { remove(upTo: end, into: &batch) }
        resumeText(from: reading.vanishesUpTo ?? reading.resumption)
    }
}
