/// Calls: reads their bodies, judges their names, hands out their arguments.
extension ModelOutputParser {
    /// Reads a call's body from `position` on.
    mutating func begin(_ reading: CallReading, at position: Int, name: String? = nil, needsEvidence: Bool = false) {
        body = reading.origin.makeBody(name: name, needsEvidence: needsEvidence)
        bodyContext.closers = reading.closers
        callStart = reading.start
        call = reading
        committedCall = nil
        output.begin()
        written.clear()
        forgetGiven()
        outerName = name
        self.needsEvidence = needsEvidence
        afterCall = nil
        dueClosers = nil
        cursor = position
        mode = .call
    }

    mutating func readCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        var index = cursor - text.base
        let status = body?.consume(text, &index, bodyContext, into: &output) ?? .failed(.malformed)
        keepWritten(text, upTo: index)
        cursor = text.base + index
        switch status {
        case .named: judgeName(text, into: &batch)
        case .identified: identify(into: &batch)
        case .argumentsEnded: handOutArguments(into: &batch)
        case .ended where call?.heldName != nil: return judgeHeldCall(text, into: &batch)
        case .ended where call?.echoName != nil: judgeEcho(into: &batch)
        case .ended where output.doubt != nil: mode = .recovery(beginRecovery(.malformed, reading: true, into: &batch))
        case .ended: endCall(into: &batch)
        case .failed where call?.heldName != nil: reject(.undeclaredName, isDeclared: false, into: &batch)
        case .failed(let reason): fail(reason, into: &batch)
        case .needsMore: return waitForCall(text, into: &batch)
        }
        return true
    }

    /// The body needs more than there is. `false`: it will get it.
    private mutating func waitForCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        if text.isFinal || cursor - callStart > Self.maximumCandidate { tellHeld(into: &batch) }
        let isCommitted = committedCall != nil
        if text.isFinal {
            readOnAtEnd(text, into: &batch)
            return true
        }
        if isCommitted {
            handOutArguments(into: &batch)
        } else if cursor - callStart > Self.maximumCandidate {
            reject(.malformed, into: &batch)
            return true
        }
        return false
    }

    /// The model wrote the identifier behind the arguments.
    private mutating func identify(into batch: inout ParsedBatch) {
        guard let committedCall, let id = body?.id else { return }
        batch.events.append(.callIdentified(call: committedCall, id: id, span: cursor..<cursor))
    }

    private mutating func judgeName(_ text: RawText, into batch: inout ParsedBatch) {
        guard let reading = call else { return }
        let name: String
        switch tools.resolve(body?.name ?? "") {
        case .declared(let declared): name = declared
        case .repaired(let repaired):
            name = repaired
            output.repaired(.name, at: cursor)
        case .undeclared(let written) where written.isEmpty || isGlued(body?.name ?? written):
            return reject(.malformed, into: &batch)
        case .undeclared(let written):
            switch undeclaredCall(reading) {
            case .isCall: name = written
            case .isHeld:
                call?.heldName = written
                return
            case .isText: return reject(.undeclaredName, isDeclared: false, into: &batch)
            }
        }
        if isReasoning && !countsInReasoning(reading) {
            call = nil
            mode = .speculation(start: reading.start)
            cursor = max(cursor, reading.start)
            return
        }
        if tail.isEmpty == false { told = [] }
        guard !mayBeEcho(reading) else {
            call?.echoName = name
            return
        }
        commit(name, reading, into: &batch)
    }

    /// A held call has been read to its end. `false`: what follows has to be seen first.
    private mutating func judgeHeldCall(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard let reading = call, let name = reading.heldName else { return true }
        switch isWellFormed(text) {
        case .none: return false
        case .some(false): reject(.undeclaredName, isDeclared: false, into: &batch)
        case .some(true):
            commit(name, reading, into: &batch)
            endCall(into: &batch)
        }
        return true
    }

    /// The call is one: tells of it.
    mutating func commit(_ name: String, _ reading: CallReading, into batch: inout ParsedBatch) {
        let isInReasoning = isInOpenReasoning
        if isReasoning && section.map({ !ReasoningSection.callsAreReal(in: $0) }) ?? true {
            leaveReasoning()
            isCloserDue = true
        }
        committedCall = callCount
        committedName = name
        if coercesToSchema { coercer = tools.schema(of: name).map { SchemaCoercer(schema: $0) } }
        let head = ParsedCall(
            index: callCount, id: body?.id, name: name, dialect: table.dialects[reading.origin.dialect].id,
            others: others(reading.origin), isSure: reading.origin.strength != .weak || table.isPinned,
            isInReasoning: isInReasoning)
        callCount += 1
        // What is in doubt may turn out not to belong to the call.
        let end = max(released, min(cursor, body?.earlyDoubt ?? cursor))
        batch.events.append(.callStarted(head, span: released..<end))
        released = end
        handOutArguments(into: &batch)
    }

    /// The dialects besides its own that the call's marker may begin, each once.
    private func others(_ origin: CallOrigin) -> [DialectID] {
        var others: [DialectID] = []
        for choice in origin.candidates where choice.dialect != origin.dialect {
            let id = table.dialects[choice.dialect].id
            if !others.contains(id) { others.append(id) }
        }
        return others
    }

    /// Whether a call in reasoning is one at once.
    func countsInReasoning(_ reading: CallReading) -> Bool {
        table.dialects[reading.origin.dialect].endsReasoning
            || section.map(ReasoningSection.callsAreReal) ?? false
    }

    /// Hands out the arguments so far, and what was repaired in them; what is in doubt waits.
    mutating func handOutArguments(into batch: inout ParsedBatch) {
        guard let committedCall, !output.isAllDoubtful else { return }
        let waiting = output.doubt == nil ? nil : takeDoubtful()
        let end = max(released, waiting?.doubt?.position ?? cursor)
        noteGiven(output.bytes)
        coerceArguments()
        if !output.bytes.isEmpty {
            batch.appendArguments(&output.bytes, call: committedCall, span: released..<end)
            released = end
        }
        if !output.repairs.isEmpty {
            for repair in output.repairs {
                batch.events.append(
                    .repaired(repair.kind, call: committedCall, span: repair.position..<repair.position))
            }
        }
        output.removeAll()
        if let waiting { output = waiting }
    }

    /// What is in doubt, taken out of the output.
    private mutating func takeDoubtful() -> ArgumentText {
        var waiting = ArgumentText()
        guard let doubt = output.doubt else { return waiting }
        waiting.bytes = Array(output.bytes[doubt.index...])
        waiting.repairs = output.repairs.filter { $0.position >= doubt.position }
        waiting.doubt = ArgumentText.Doubt(index: 0, position: doubt.position)
        output.bytes.removeSubrange(doubt.index...)
        output.repairs.removeAll { $0.position >= doubt.position }
        output.doubt = nil
        return waiting
    }

    private mutating func coerceArguments() {
        guard coercesToSchema, coercer != nil, !output.bytes.isEmpty else { return }
        let written = output.bytes
        output.bytes.removeAll(keepingCapacity: true)
        coercer?.pass(written, into: &output.bytes)
    }

    mutating func endCall(into batch: inout ParsedBatch) {
        output.doubt = nil
        handOutArguments(into: &batch)
        guard let reading = call, let committedCall else { return }
        for _ in 0..<(coercer?.count ?? 0) {
            batch.events.append(.repaired(.schemaType, call: committedCall, span: cursor..<cursor))
        }
        noteTold(reading)
        batch.events.append(.callEnded(call: committedCall, span: released..<cursor))
        released = cursor
        afterCall = AfterCall(
            origin: reading.origin, closers: reading.closers, call: committedCall,
            isInBlock: !table.dialects[reading.origin.dialect].continuations.isEmpty)
        leaveCall()
        spans = CodeSpans()
        tail = TextTail()
        mode = .text
    }

    mutating func leaveCall() {
        call = nil
        body = nil
        coercer = nil
        committedCall = nil
    }

    /// What looked like a call is text.
    mutating func reject(_ reason: NearMiss.Reason, isDeclared: Bool = true, into batch: inout ParsedBatch) {
        guard let reading = call else { return }
        if let alternative = reading.alternative {
            leaveCall()
            cursor = alternative.markerEnd
            mode = .opening(alternative)
            return
        }
        let isWholeMessage = reason == .undeclaredName && isFirstInMessage(reading)
        let isDeclared = isDeclared && body?.name.map { tools.schemaName(of: $0) != nil } ?? false
        // Of brackets that stand in all data and code, what is no call says nothing.
        let isWorthTelling = !reading.origin.isQuiet || isWholeMessage || isDeclared && reason != .notACall
        if !isReasoning && reading.start >= missedUpTo && isWorthTelling {
            let miss = NearMiss(dialect: table.dialects[reading.origin.dialect].id, reason: reason)
            batch.events.append(.nearMiss(miss, span: reading.start..<max(cursor, reading.start)))
            missedUpTo = max(cursor, reading.start)
        }
        leaveCall()
        if let end = reading.vanishesUpTo { remove(upTo: end, into: &batch) }
        resumeText(from: reading.vanishesUpTo ?? reading.resumption)
    }
}
