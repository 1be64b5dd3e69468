import ToolCallParsing

/// Writes an answer as lines of JSON, as Ollama streams it. A call is told whole.
package struct OllamaStreamWriter: AnswerWriting {
    private let kind: OllamaShapes.Kind
    private let context: AnswerContext
    private var model = ""
    private var head: [UInt8] = []
    private var call: (id: String, name: String)?
    private var arguments: [UInt8] = []
    private var callCount = 0
    private var finish = FinishReason.stop
    private var usage: Usage?
    private var firstAt: UInt64?
    private var isOver = false

    init(_ kind: OllamaShapes.Kind, _ context: AnswerContext) {
        self.kind = kind
        self.context = context
        setHead()
    }

    package var heldBytes: Int { arguments.count }

    package mutating func write(_ batch: AnswerBatch, to output: inout [UInt8]) {
        for event in batch.events where !isOver { write(event, batch, to: &output) }
    }

    private mutating func write(_ event: AnswerEvent, _ batch: AnswerBatch, to output: inout [UInt8]) {
        switch event {
        // An empty line is none that its clients can read.
        case .heartbeat: text([][...], to: &output)
        case .began(_, let model):
            self.model = model
            setHead()
        case .text(let range): text(batch.bytes[range], to: &output)
        case .reasoning(let range): thinking(batch.bytes[range], to: &output)
        case .callBegan(let id, let name):
            endCall(to: &output)
            call = (id, name)
        case .arguments(let range): arguments += batch.bytes[range]
        case .callEnded: endCall(to: &output)
        case .usage(let usage): self.usage = usage
        case .ended(let reason): finish = reason
        case .finished: end(to: &output)
        case .failed(let error):
            isOver = true
            OllamaShapes.error(error).append(to: &output)
            output.append(0x0A)
        }
    }

    /// The members that each line begins with.
    private mutating func setHead() {
        head = [UInt8(ascii: "{")]
        head.append("\"model\":")
        head.append(quoted: context.model(model))
        head.append(",\"created_at\":")
        head.append(quoted: context.createdText)
    }

    private mutating func text(_ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        if !inside.isEmpty { noteFirst() }
        output += head
        switch kind {
        case .chat:
            output.append(",\"message\":{\"role\":\"assistant\",\"content\":")
            output.append(inside: inside)
            output.append("},\"done\":false}\n")
        case .generate:
            output.append(",\"response\":")
            output.append(inside: inside)
            output.append(",\"done\":false}\n")
        }
    }

    private mutating func thinking(_ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        noteFirst()
        output += head
        switch kind {
        case .chat:
            output.append(",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":")
            output.append(inside: inside)
            output.append("},\"done\":false}\n")
        case .generate:
            output.append(",\"response\":\"\",\"thinking\":")
            output.append(inside: inside)
            output.append(",\"done\":false}\n")
        }
    }

    private mutating func noteFirst() {
        if firstAt == nil { firstAt = context.elapsed() }
    }

    private mutating func endCall(to output: inout [UInt8]) {
        guard let call else { return }
        self.call = nil
        noteFirst()
        let written = arguments.withUnsafeBytes { JSONString.unescaped($0) }
        var said = OllamaShapes.Said()
        if finish == .length, !written.isEmpty, !UnparsedArguments.isObject(written) {
            said.text = "\(call.name) \(written)"
        } else {
            said.calls = [
                OllamaShapes.call(context, id: call.id, name: call.name, arguments: written, index: callCount)
            ]
            callCount += 1
        }
        arguments.removeAll(keepingCapacity: true)
        line(said, [("done", .bool(false))], to: &output)
    }

    private mutating func end(to output: inout [UInt8]) {
        endCall(to: &output)
        isOver = true
        line(
            OllamaShapes.Said(), OllamaShapes.end(finish, usage, total: context.elapsed(), firstAt: firstAt),
            to: &output)
    }

    private func line(_ said: OllamaShapes.Said, _ rest: [(String, JSONValue?)], to output: inout [UInt8]) {
        OllamaShapes.line(kind, context, model: model, said, rest: rest).append(to: &output)
        output.append(0x0A)
    }
}
