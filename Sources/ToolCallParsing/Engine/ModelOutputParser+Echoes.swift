/// A call that has been told, as far as its echo would be known.
struct ToldCall: Sendable {
    let name: String
    /// Its text, from which its arguments are read once more where something may be its echo.
    let written: [UInt8]
    let argumentBytes: Int
    let reading: CallReading
    let outerName: String?
    let needsEvidence: Bool
}

/// Models repeat calls between markers as bare ones right behind them: those are the same calls.
extension ModelOutputParser {
    private static let maximumTold = 64
    private static let maximumArguments = 1 << 14

    /// Remembers the call that ends.
    mutating func noteTold(_ reading: CallReading) {
        guard !reading.origin.isQuiet, told.count < Self.maximumTold, givenCount <= Self.maximumArguments,
            written.count <= 2 * Self.maximumArguments, let name = committedName
        else { return }
        told.append(
            ToldCall(
                name: name, written: written, argumentBytes: givenCount, reading: reading, outerName: outerName,
                needsEvidence: needsEvidence))
    }

    /// Before they were typed.
    private func arguments(of call: ToldCall) -> [UInt8] {
        var context = bodyContext
        context.closers = call.reading.closers
        let body = call.reading.origin.makeBody(name: call.outerName, needsEvidence: call.needsEvidence)
        return CallReplay(call.written, at: 0, isFinal: true, upTo: call.argumentBytes, by: body, context).given
    }

    /// A bare call behind others, with nothing in between.
    func mayBeEcho(_ reading: CallReading) -> Bool { reading.origin.isQuiet && !told.isEmpty && tail.isEmpty }

    /// A call that may be an echo has been read to its end.
    mutating func judgeEcho(into batch: inout ParsedBatch) {
        guard let reading = call, let name = reading.echoName else { return }
        guard output.doubt == nil, isTold(name, output.bytes) else {
            tellHeld(into: &batch)
            mode = .call
            return
        }
        output.removeAll()
        remove(upTo: cursor, into: &batch)
        afterCall = AfterCall(origin: reading.origin, closers: reading.closers, call: callCount - 1, isInBlock: true)
        leaveCall()
        spans = CodeSpans()
        mode = .text
    }

    private func isTold(_ name: String, _ arguments: [UInt8]) -> Bool {
        told.contains { call in
            guard call.name == name else { return false }
            let earlier = self.arguments(of: call)
            if earlier == arguments { return true }
            guard let value = try? JSONValue(parsing: arguments) else { return false }
            return (try? JSONValue(parsing: earlier)) == value
        }
    }

    /// The call that is held is no echo, or cannot be judged.
    mutating func tellHeld(into batch: inout ParsedBatch) {
        guard let name = call?.echoName else { return }
        call?.echoName = nil
        if let reading = call { commit(name, reading, into: &batch) }
    }
}
