import ToolCallParsing
import WireFormats

/// Stands between the proxy, which answers in chat completions, and a client that speaks another protocol: the head and the
/// body of an answer go in, what the client gets comes out. Streamed or whole, either may become either.
struct ClientEdge {
    struct Head {
        var status: Int
        var fields: [HeaderForwarding.Field]
    }

    private enum Input {
        case nothing
        case stream(ChatStreamReader)
        case whole([UInt8], status: Int)
    }

    private let wire: WireProtocol
    private let wantsStream: Bool
    private let requestID: String
    private let context: AnswerContext
    private var input = Input.nothing
    private var head = Head(status: 200, fields: [])
    private var isHeadOut = false
    private var batch = AnswerBatch()
    private var writer: any AnswerWriting
    private var collector = AnswerCollector()
    /// What is to be sent; the owner empties it.
    var output: [UInt8] = []

    init(_ bridged: BridgedRequest, context: AnswerContext, requestID: String) {
        wire = bridged.wire
        wantsStream = bridged.conversation.wantsStream
        self.context = context
        self.requestID = requestID
        writer = bridged.wire.streamWriter(context)
    }

    /// Takes the head of the answer. Returns the client's; `nil`: it can be told only when the answer is whole.
    mutating func begin(_ head: Head) -> Head? {
        let type = head.fields.first { $0.name.lowercased() == "content-type" }?.value.lowercased() ?? ""
        let isStream = head.status < 300 && type.hasPrefix("text/event-stream")
        input = isStream ? .stream(ChatStreamReader()) : .whole([], status: head.status)
        self.head = head
        self.head.fields.removeAll { $0.name.lowercased() == "content-type" }
        for field in wire.answerFields(requestID) { self.head.fields.append((field.name, field.value)) }
        guard isStream, wantsStream else { return nil }
        return headNow(status: head.status, type: wire.streamType)
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
            body.withUnsafeBytes { ChatWholeReader.read($0, status: status, into: &batch) }
        }
        input = .nothing
        let held = batch
        handOn()
        guard !isHeadOut else { return nil }
        let answer = collector.collected()
        if let failure = answer.failure {
            wire.errorBody(failure, requestID).append(to: &output)
            return headNow(status: failure.status, type: "application/json")
        }
        guard !wantsStream else {
            writer.write(held, to: &output)
            return headNow(status: head.status, type: wire.streamType)
        }
        wire.wholeBody(answer, context).append(to: &output)
        return headNow(status: head.status, type: "application/json")
    }
}
