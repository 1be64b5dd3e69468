/// A damaged call, whose end is being looked for.
struct Recovery: Sendable {
    /// Why its reader could not go on.
    var reason: NearMiss.Reason
    /// Position from which on nothing has been handed out.
    var start: Int
    /// Position up to which the call's text has been kept.
    var kept: Int
    /// Brackets that are open in what has been looked at: a line feed does not end the call then.
    var depth = 0
    /// What its reader made of the text from `start` on, where it came to an end but had doubts.
    var reading: ArgumentText?
    /// Where it may end; found out when that is first asked.
    var ends: CallEnds?

    mutating func count(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
        default: break
        }
    }
}

/// Damaged calls. The law: what is handed out is what the model wrote, or no JSON; never less, never more. So a damaged
/// call is read again as a whole, up to the next thing that is known: its closer, another opener, the end of the text. Where
/// everything in it can be accounted for it is completed. Else it is text; or, where its name is out already, the rest of it
/// is handed on as it was written.
extension ModelOutputParser {
    /// Text that is held for a damaged call of which nothing has been told.
    private static let maximumUntold = 1 << 16
    /// Closers at which a call that ran to the end of the text may have ended.
    private static let maximumEnds = 16
    /// What reading again may take in one answer: so many comparisons of a place in the text with a declared key. A call of
    /// some thousand bytes takes some ten thousand; this many take some hundredths of a second.
    static let maximumRereading = 6_000_000

    /// The body cannot go on.
    mutating func fail(_ reason: NearMiss.Reason, into batch: inout ParsedBatch) {
        tellHeld(into: &batch)
        guard committedCall != nil || mayBeRead(reason) else { return reject(reason, into: &batch) }
        mode = .recovery(beginRecovery(reason, into: &batch))
    }

    /// `reading`: the body has come to an end, and its reading may be right.
    mutating func beginRecovery(
        _ reason: NearMiss.Reason, reading: Bool = false, into batch: inout ParsedBatch
    ) -> Recovery {
        handOutArguments(into: &batch)
        doubtStart = output.doubt?.position
        let start = committedCall == nil ? cursor : max(released, output.doubt?.position ?? cursor)
        var recovery = Recovery(reason: reason, start: start, kept: cursor)
        for byte in written { recovery.count(byte) }
        if reading {
            let doubtful = output
            output.removeAll()
            recovery.reading = doubtful
            return recovery
        }
        if committedCall != nil { output.removeAll() }
        return recovery
    }

    /// A call of which nothing has been told is worth a second look where its marker is no accident.
    private func mayBeRead(_ reason: NearMiss.Reason) -> Bool {
        guard let call, call.alternative == nil, call.heldName == nil, reason != .undeclaredName else { return false }
        let isNamed = body?.name.map { tools.schemaName(of: $0) != nil } ?? false
        guard !call.origin.isQuiet || isNamed else { return false }
        return !isReasoning || countsInReasoning(call)
    }

    /// Reads up to the end of the damaged call. `false`: more text is needed.
    mutating func readRecovery(_ recovery: Recovery, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        guard let origin = call?.origin else { return false }
        recallGiven(text)
        var recovery = recovery
        let ends =
            recovery.ends
            ?? CallEnds(
                origin, blockClosers: bodyContext.closers, dialect: table.dialects[origin.dialect], tools: tools)
        recovery.ends = ends
        let limit = committedCall == nil ? Self.maximumUntold : Self.maximumCandidate
        let hasOrigins = call?.origins.isEmpty == false
        var index = cursor - text.base
        while index < text.count {
            let before = index > recovery.kept - text.base ? text[index - 1] : written.last
            let (isDecided, isEnd) = ends.stand(
                in: text, at: index, before: hasOrigins ? before : nil, isOpen: recovery.depth > 0)
            guard isDecided else { break }
            if isEnd {
                settle(recovery, text, upTo: index, isEnded: true, into: &batch)
                return true
            }
            if text.base + index - recovery.kept > limit {
                give(up: recovery, text, upTo: text.base + index, into: &batch)
                return true
            }
            recovery.count(text[index])
            index += 1
        }
        cursor = text.base + index
        guard text.isFinal else {
            mode = .recovery(recovery)
            return false
        }
        settleAtEnd(recovery, text, into: &batch)
        return true
    }

    // MARK: The end has been found

    /// Tells the call if it can be read up to `index`, or up to a closer before it that was taken for text.
    private mutating func settle(
        _ recovery: Recovery, _ text: RawText, upTo index: Int, isEnded: Bool, into batch: inout ParsedBatch
    ) {
        let whole = written + text.bytes[(recovery.kept - text.base)..<index]
        let begin = text.base + index - whole.count
        if let found = recovered(whole, isEnded: isEnded), !hasOverrun(found) {
            if isSame(found, as: recovery.reading) {
                return give(up: recovery, text, upTo: text.base + index, isConfirmed: true, into: &batch)
            }
            if tell(found, recovery, at: text.base + index, into: &batch) { return }
        }
        for end in earlyEnds(whole, from: recovery.start - begin) {
            if let found = recovered(Array(whole[..<end]), isEnded: true), !isSame(found, as: recovery.reading),
                tell(found, recovery, at: begin + end, into: &batch)
            {
                return
            }
        }
        give(up: recovery, text, upTo: nextCall(whole, at: begin) ?? index + text.base, into: &batch)
    }

    /// Where the next call begins that the reader took for a part of this one, if that has not been handed out; in the message.
    private func nextCall(_ whole: [UInt8], at begin: Int) -> Int? {
        guard let start = openers(whole, from: max(0, released - begin)).first else { return nil }
        return begin + start
    }

    /// Where lines end behind which one of the dialect's markers stands.
    private func openers(_ whole: [UInt8], from start: Int) -> [Int] {
        guard let dialect = call.map({ table.dialects[$0.origin.dialect] }) else { return [] }
        var own: [String] = []
        if case .taggedParameters(let syntax)? = call?.origin.body { own = syntax.parameterOpens }
        let markers = dialect.openers.map(\.marker).filter { marker in
            marker.utf8.count > 5 && !own.contains { $0.hasPrefix(marker) }
        }
        let text = DamagedText(whole)
        return (start..<max(start, whole.count)).filter { index in
            text[index] == UInt8(ascii: "\n") && markers.contains { text.has($0, at: index + 1) }
        }
    }

    /// A value holds what ends the call: it ran over its own end.
    private func hasOverrun(_ found: RecoveredCall) -> Bool {
        let closers = bodyContext.closers.filter { $0.utf8.count > 5 && $0.hasPrefix("<") }
        return found.arguments.contains { member in
            guard let text = member.value.stringValue else { return false }
            return hasOpener(text) || closers.contains { text.contains($0) }
        }
    }

    /// Where closers stand in what has not been handed out.
    private func earlyEnds(_ whole: [UInt8], from start: Int) -> [Int] {
        guard let origin = call?.origin else { return [] }
        let literals = (bodyContext.closers + origin.ownClosers).filter { $0.utf8.count > 1 }
        let text = DamagedText(whole)
        var ends: [Int] = []
        for index in max(0, start)..<max(0, start, whole.count) where ends.count < Self.maximumEnds {
            if literals.contains(where: { text.has($0, at: index) }) { ends.append(index) }
        }
        ends += openers(whole, from: max(0, start)).prefix(1)
        if let end = foreignEnd(whole), end >= start { ends.append(end) }
        return Set(ends).sorted()
    }

    /// Where closers of other grammars begin that stand at the very end; `nil`: there are none.
    private func foreignEnd(_ whole: [UInt8]) -> Int? {
        var end: Int?
        for _ in 0..<Self.maximumForeign {
            let rest = whole[..<(end ?? whole.count)]
            let stop = rest.lastIndex { !$0.isJSONWhitespace }.map { $0 + 1 } ?? 0
            let tail = rest[max(0, stop - Self.maximumCloser)..<stop]
            guard let start = tail.lastIndex(where: { "<[".utf8.contains($0) }),
                AfterCall.isCloser(Array(tail[start...]), table.commonClosers)
            else { break }
            end = start
        }
        return end
    }

    /// Closers, each behind the other, and bytes of one of them.
    private static let maximumForeign = 3
    private static let maximumCloser = 64

    /// The text has ended in the call: it may have run over its own end.
    private mutating func settleAtEnd(_ recovery: Recovery, _ text: RawText, into batch: inout ParsedBatch) {
        settle(recovery, text, upTo: text.count, isEnded: false, into: &batch)
    }

    /// The body's own reading says the same; its events are those of a call that was not doubted.
    private func isSame(_ found: RecoveredCall, as reading: ArgumentText?) -> Bool {
        guard let reading else { return false }
        return (try? JSONValue(parsing: given + reading.bytes)) == .object(found.arguments)
    }

    private mutating func recovered(_ text: [UInt8], isEnded: Bool) -> RecoveredCall? {
        guard let call, written.count <= Self.maximumCandidate else { return nil }
        rereading -= text.count * (tools.mostKeys + 8)
        guard rereading > 0 else { return nil }
        let name = outerName ?? (committedCall == nil ? nil : body?.name)
        for origin in call.origins.isEmpty ? [call.origin] : call.origins {
            let recovery = CallRecovery(
                tools: tools, origin: origin,
                markers: table.dialects[origin.dialect].openers.map(\.marker).filter { $0.utf8.count > 5 },
                name: name.flatMap { tools.schemaName(of: $0) },
                isNamedOutside: outerName != nil,
                isAnyDialect: !call.origins.isEmpty, isEnded: isEnded)
            guard var found = recovery.call(in: text) else { continue }
            found.origin = origin
            return found
        }
        return nil
    }

    /// Tells of a call that was read up to `position`; `false`: what has been handed out was not the beginning of it.
    private mutating func tell(
        _ found: RecoveredCall, _ recovery: Recovery, at position: Int, into batch: inout ParsedBatch
    ) -> Bool {
        guard let reading = call else { return false }
        var json: [UInt8] = []
        let start = committedCall == nil ? recovery.start : ungivenStart ?? recovery.start
        if committedCall == nil {
            JSONValue.object(found.arguments).append(to: &json)
            output.removeAll()
            cursor = position
            let reading = reading.origins.isEmpty ? reading : reread(reading, found)
            call = reading
            commit(found.name, reading, into: &batch)
        } else {
            guard let rest = Continuation.of(given, to: .object(found.arguments)) else { return false }
            json = rest
            output.removeAll()
            cursor = position
        }
        output.bytes = json
        output.repaired(.readOn, at: start)
        endCall(into: &batch)
        return true
    }

    /// The reading of a call whose dialect has shown.
    private func reread(_ reading: CallReading, _ found: RecoveredCall) -> CallReading {
        guard let origin = found.origin else { return reading }
        return CallReading(
            origin, closers: table.dialects[origin.dialect].closers, start: reading.start,
            resumption: reading.resumption)
    }

    // MARK: It cannot be read

    /// `isConfirmed`: reading the call again says what its reader said.
    private mutating func give(
        up recovery: Recovery, _ text: RawText, upTo end: Int, isConfirmed: Bool = false, into batch: inout ParsedBatch
    ) {
        if end >= recovery.kept, let reading = recovery.reading,
            isPlausible(reading, recovery, text, upTo: end - text.base, isConfirmed)
        {
            cursor = recovery.kept
            output = reading
            return endCall(into: &batch)
        }
        guard committedCall != nil else {
            cursor = recovery.kept
            return reject(recovery.reason, into: &batch)
        }
        cursor = end
        let rest = ungiven(recovery, text, upTo: end)
        output.removeAll()
        // What is no object was written so; what has become one by accident was not.
        output.bytes = (try? JSONValue(parsing: given + rest))?.objectValue == nil ? rest : []
        output.repaired(.asWritten, at: ungivenStart ?? recovery.start)
        leaveOpen(into: &batch)
    }

    /// The call's text as it was written, from where on nothing of it has been handed out.
    private func ungiven(_ recovery: Recovery, _ text: RawText, upTo end: Int) -> [UInt8] {
        let start = ungivenStart ?? recovery.start
        let (from, upTo) = (max(start, recovery.kept), max(end, start, recovery.kept))
        let rest = written.suffix(max(0, recovery.kept - start)) + text.bytes[(from - text.base)..<upTo - text.base]
        return Array(rest.prefix(max(0, end - start)))
    }

    /// Ends a call whose arguments are no JSON. Nothing at all would be taken for no arguments.
    private mutating func leaveOpen(into batch: inout ParsedBatch) {
        if givenCount == 0 && output.bytes.isEmpty { output.append("{") }
        handOutArguments(into: &batch)
        if let committedCall, released < cursor {
            // What was read and not understood is the arguments' as well.
            var nothing: [UInt8] = []
            batch.appendArguments(&nothing, call: committedCall, span: released..<cursor)
            released = cursor
        }
        endCall(into: &batch)
    }

    // MARK: The end of the text

    /// The text has ended inside the call.
    mutating func readOnAtEnd(_ text: RawText, into batch: inout ParsedBatch) {
        recallGiven(text)
        guard committedCall != nil else {
            guard mayBeRead(.incomplete) else {
                return call?.heldName != nil
                    ? reject(.undeclaredName, isDeclared: false, into: &batch) : reject(.incomplete, into: &batch)
            }
            let recovery = beginRecovery(.incomplete, into: &batch)
            return settleAtEnd(recovery, text, into: &batch)
        }
        if output.doubt == nil, let closed = closedArguments(handingOut: &batch, text) {
            output = closed
            return endCall(into: &batch)
        }
        let recovery = beginRecovery(.incomplete, into: &batch)
        if let found = foundAtEnd(recovery, text), tell(found.call, recovery, at: found.position, into: &batch) {
            return
        }
        let whole = written + text.bytes[(recovery.kept - text.base)...]
        if let next = nextCall(whole, at: text.base + text.count - whole.count) {
            return give(up: recovery, text, upTo: next, into: &batch)
        }
        cursor = text.base + text.count
        output.repaired(.cutOff, at: cursor)
        leaveOpen(into: &batch)
    }

    /// A call that ran over its own end, as far as that has not been handed out.
    private mutating func foundAtEnd(_ recovery: Recovery, _ text: RawText) -> (call: RecoveredCall, position: Int)? {
        let whole = written + text.bytes[(recovery.kept - text.base)...]
        let begin = text.base + text.count - whole.count
        for end in earlyEnds(whole, from: recovery.start - begin) {
            if let found = recovered(Array(whole[..<end]), isEnded: true),
                Continuation.of(given, to: .object(found.arguments)) != nil
            {
                return (found, begin + end)
            }
        }
        guard textEnd != .cut, let found = recovered(whole, isEnded: false),
            Continuation.of(given, to: .object(found.arguments)) != nil
        else { return nil }
        return (found, text.base + text.count)
    }

    /// What closes the arguments where nothing else can be missing: they are complete, or hold all that is declared, each
    /// value with its own end. Where the model is known to have stopped by itself, what is required is enough.
    private mutating func closedArguments(handingOut batch: inout ParsedBatch, _ text: RawText) -> ArgumentText? {
        guard var body, body.isClosable else { return nil }
        let end = text.base + text.count
        var closed = ArgumentText()
        body.close(at: end, bodyContext, into: &closed)
        guard isComplete(closed, body, behind: text) else { return nil }
        handOutArguments(into: &batch)
        keepWritten(text, upTo: text.count)
        cursor = end
        return closed
    }

    private func isComplete(_ closed: ArgumentText, _ body: any CallBody, behind text: RawText) -> Bool {
        if closed.bytes.isEmpty { return true }
        guard textEnd != .cut else { return false }
        if call?.origin.body.isRawText == true { return true }
        let whole = written + text.bytes[(cursor - text.base)...]
        let schema = tools.schema(of: body.name)
        guard let last = whole.last(where: { !$0.isJSONWhitespace }), "\"'}]>)".utf8.contains(last),
            case .object(let members) = try? JSONValue(parsing: given + output.bytes + closed.bytes),
            let declared = schema?["properties"]?.objectValue?.map(\.key)
        else { return false }
        let required = schema?["required"]?.arrayValue?.compactMap(\.stringValue)
        let wanted = textEnd == .stopped ? required ?? [] : declared
        return wanted.allSatisfy { key in members.contains { $0.key == key } }
    }
}
