/// A call that has been told, as far as its echo would be known.
struct ToldCall: Sendable {
    var name: String
    /// Before they were typed.
    var arguments: [UInt8]
}

/// Models repeat calls between markers as bare ones right behind them: those are the same calls.
extension ModelOutputParser {
    private static let maximumTold = 64
    private static let maximumArguments = 1 << 16

    /// Remembers the call that ends.
    mutating func noteTold(_ reading: CallReading) {
        guard !reading.origin.isQuiet, told.count < Self.maximumTold, given.count <= Self.maximumArguments,
            let name = committedName
        else { return }
        told.append(ToldCall(name: name, arguments: given))
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
            if call.arguments == arguments { return true }
            guard let value = try? JSONValue(parsing: arguments) else { return false }
            return (try? JSONValue(parsing: call.arguments)) == value
        }
    }

    /// The call that is held is no echo, or cannot be judged.
    mutating func tellHeld(into batch: inout ParsedBatch) {
        guard let name = call?.echoName else { return }
        call?.echoName = nil
        if let reading = call { commit(name, reading, into: &batch) }
    }
}
