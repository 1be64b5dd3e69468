import Monitoring
import ToolCallParsing
import WireFormats

/// Stands where one protocol becomes another: the head and the body of an answer go in as one has it, and come out as the
/// other does. Streamed or whole, either may become either.
///
/// One stands before a client that does not speak chat completions, in which the proxy answers; one behind a backend that was
/// asked on a route of its own.
struct AnswerEdge {
    struct Head {
        var status: Int
        var fields: [HeaderForwarding.Field]
    }

    private enum Input {
        case nothing
        case stream(any AnswerReading)
        case whole([UInt8], status: Int)
    }

    private let source: WireProtocol
    private let target: WireProtocol
    private let wantsStream: Bool
    private let requestID: String
    private let context: AnswerContext
    private var input = Input.nothing
    private var head = Head(status: 200, fields: [])
    private var isHeadOut = false
    private var batch = AnswerBatch()
    private var writer: any AnswerWriting
    private var collector = AnswerCollector()
    /// More than this is not held back: calls that wait for the one before them, text behind a call that does not end, and
    /// what the client's protocol repeats at its end.
    static let maximumHeldBytes = 64 << 20

    var readsStream: Bool { if case .stream = input { true } else { false } }

    /// What is kept of the answer and has not been sent, or will be sent once more.
    var heldBytes: Int {
        let read =
            switch input {
            case .nothing: 0
            case .stream(let reader): reader.heldBytes
            case .whole(let body, _): body.count
            }
        return read + writer.heldBytes + collector.heldBytes
    }

    /// What is to be sent; the owner empties it.
    var output: [UInt8] = []

    /// `wantsStream`: a whole answer is told as a stream, and never the other way round where it is `false`.
    init(
        from source: WireProtocol, to target: WireProtocol, wantsStream: Bool, context: AnswerContext,
        requestID: String
    ) {
        (self.source, self.target) = (source, target)
        self.wantsStream = wantsStream
        self.context = context
        self.requestID = requestID
        writer = target.streamWriter(context)
    }

    /// Takes the head of the answer. Returns the client's; `nil`: it can be told only when the answer is whole.
    mutating func begin(_ head: Head) -> Head? {
        let type = head.fields.first { $0.name.lowercased() == "content-type" }?.value.lowercased() ?? ""
        let isStream = head.status < 300 && type.hasPrefix(source.streamType)
        input = isStream ? .stream(source.streamReader()) : .whole([], status: head.status)
        self.head = head
        self.head.fields.removeAll { $0.name.lowercased() == "content-type" }
        for field in target.answerFields(requestID) { self.head.fields.append((field.name, field.value)) }
        guard isStream, wantsStream else { return nil }
        return headNow(status: head.status, type: target.streamType)
    }

    private mutating func headNow(status: Int, type: String) -> Head {
        isHeadOut = true
        return Head(status: status, fields: [("Content-Type", type)] + head.fields)
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        switch input {
        case .nothing: return
        case .whole(var body, let status):
            // The array must have one owner while it grows.
            input = .nothing
            body.append(contentsOf: bytes)
            input = .whole(body, status: status)
        case .stream(var reader):
            input = .nothing
            reader.receive(bytes, into: &batch)
            input = .stream(reader)
            handOn()
        }
    }

    private mutating func handOn() {
        if isHeadOut { writer.write(batch, to: &output) } else { collector.take(batch) }
        batch.clear()
    }

    /// The answer is over. Returns the client's head where it has not been told yet; ``output`` is the rest of the body.
    mutating func finish() -> Head? {
        switch input {
        case .nothing: return nil
        case .stream(var reader): reader.finish(into: &batch)
        case .whole(let body, let status):
            body.withUnsafeBytes { source.readWhole($0, status, &batch) }
        }
        input = .nothing
        let held = batch
        handOn()
        guard !isHeadOut else { return nil }
        let answer = collector.collected()
        if let failure = answer.failure {
            target.errorBody(failure, requestID).append(to: &output)
            return headNow(status: failure.status, type: "application/json")
        }
        guard !wantsStream else {
            writer.write(held, to: &output)
            return headNow(status: head.status, type: target.streamType)
        }
        target.wholeBody(answer, context).append(to: &output)
        return headNow(status: head.status, type: "application/json")
    }
}

extension ProxyError {
    static let overlongTurn = ProxyError(
        status: 502, type: "backend_error", code: "backend_answer_too_long",
        message: "More than \(AnswerEdge.maximumHeldBytes >> 20) MiB of the answer wait to be told in the client's "
            + "protocol: calls at the same time, text behind a call that does not end, or what its end repeats.",
        side: .backend)
}
