import ToolCallParsing

/// Writes an answer as a stream of Anthropic's events.
package struct MessagesStreamWriter: AnswerWriting {
    private enum Open: Sendable {
        case nothing, text, reasoning, call
    }

    private let context: AnswerContext
    private var hasBegun = false
    private var isOver = false
    private var open = Open.nothing
    private var index = 0
    private var arguments = ObjectArguments()
    private var scratch: [UInt8] = []
    private var finish = FinishReason.stop
    private var usage = Usage()

    package init(_ context: AnswerContext) { self.context = context }

    package var heldBytes: Int { arguments.heldBytes }

    package mutating func write(_ batch: AnswerBatch, to output: inout [UInt8]) {
        for event in batch.events where !isOver { write(event, batch, to: &output) }
    }

    private mutating func write(_ event: AnswerEvent, _ batch: AnswerBatch, to output: inout [UInt8]) {
        switch event {
        case .heartbeat: output.append("event: ping\ndata: {\"type\":\"ping\"}\n\n")
        case .began(_, let model): begin(model, to: &output)
        case .text(let range):
            enter(.text, #"{"type":"text","text":""}"#, to: &output)
            delta("text_delta\",\"text", batch.bytes[range], to: &output)
        case .reasoning(let range):
            enter(.reasoning, #"{"type":"thinking","thinking":"","signature":""}"#, to: &output)
            delta("thinking_delta\",\"thinking", batch.bytes[range], to: &output)
        case .callBegan(let id, let name):
            begin("", to: &output)
            close(to: &output)
            arguments = ObjectArguments()
            openBlock(MessagesShapes.call(context, id: id, name: name), .call, to: &output)
        case .arguments(let range):
            guard case .call = open else { return }
            arguments.take(batch.bytes[range], to: &scratch)
            argumentsDelta(to: &output)
        case .callEnded: close(to: &output)
        case .usage(let usage): self.usage = usage
        case .ended(let reason): finish = reason
        case .finished: end(to: &output)
        case .failed(let error):
            isOver = true
            output.append("event: error\ndata: ")
            output += MessagesErrors.body(error, requestID: nil).bytes
            output.append("\n\n")
        }
    }

    // MARK: Blocks

    private mutating func begin(_ model: String, to output: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        output.append("event: message_start\ndata: {\"type\":\"message_start\",\"message\":")
        var usage = MessagesShapes.usage(Usage())
        if let tokens = context.promptTokens { usage = MessagesShapes.estimated(tokens) }
        output += MessagesShapes.message(context, model: model, content: [], finish: nil, usage: usage).bytes
        output.append("}\n\n")
    }

    private mutating func enter(_ kind: Open, _ block: StaticString, to output: inout [UInt8]) {
        switch (open, kind) {
        case (.text, .text), (.reasoning, .reasoning): return
        default: break
        }
        begin("", to: &output)
        close(to: &output)
        startBlock(to: &output)
        output.append(block)
        output.append("}\n\n")
        open = kind
    }

    private mutating func openBlock(_ block: JSONValue, _ kind: Open, to output: inout [UInt8]) {
        startBlock(to: &output)
        block.append(to: &output)
        output.append("}\n\n")
        open = kind
    }

    private func startBlock(to output: inout [UInt8]) {
        output.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":")
        output.append(number: index)
        output.append(",\"content_block\":")
    }

    private func delta(_ kind: StaticString, _ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        output.append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":")
        output.append(number: index)
        output.append(",\"delta\":{\"type\":\"")
        output.append(kind)
        output.append("\":")
        output.append(inside: inside)
        output.append("}}\n\n")
    }

    private mutating func argumentsDelta(to output: inout [UInt8]) {
        guard !scratch.isEmpty else { return }
        delta("input_json_delta\",\"partial_json", scratch[...], to: &output)
        scratch.removeAll(keepingCapacity: true)
    }

    private mutating func close(to output: inout [UInt8]) {
        switch open {
        case .nothing: return
        case .reasoning: delta("signature_delta\",\"signature", MessagesShapes.signature[...], to: &output)
        case .call:
            arguments.finish(isCut: finish == .length, to: &scratch)
            argumentsDelta(to: &output)
        case .text: break
        }
        output.append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
        output.append(number: index)
        output.append("}\n\n")
        index += 1
        open = .nothing
    }

    private mutating func end(to output: inout [UInt8]) {
        isOver = true
        begin("", to: &output)
        close(to: &output)
        output.append("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":")
        output += JSONValue.members(MessagesShapes.stop(finish)).bytes
        output.append(",\"usage\":")
        output += MessagesShapes.usage(usage).bytes
        output.append("}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
    }
}
