import ToolCallParsing

/// Writes an answer as a stream of chat completion chunks.
package struct ChatStreamWriter: AnswerWriting {
    private let context: AnswerContext
    /// All that a chunk has before its choices.
    private var head: [UInt8] = []
    private var callCount = 0
    private var finish: FinishReason?
    private var usage: Usage?
    private var isOver = false

    package init(_ context: AnswerContext) {
        self.context = context
        setHead(id: "", model: "")
    }

    package var heldBytes: Int { 0 }

    package mutating func write(_ batch: AnswerBatch, to output: inout [UInt8]) {
        for event in batch.events where !isOver { write(event, batch, to: &output) }
    }

    private mutating func write(_ event: AnswerEvent, _ batch: AnswerBatch, to output: inout [UInt8]) {
        switch event {
        case .heartbeat: output.append(": keep-alive\n\n")
        case .began(let id, let model):
            setHead(id: id, model: model)
            delta(to: &output) { $0.append(#""role":"assistant","content":"""#) }
        case .text(let range): text("content", batch.bytes[range], to: &output)
        case .reasoning(let range): text("reasoning_content", batch.bytes[range], to: &output)
        case .callBegan(let id, let name):
            let head = JSONValue.members([
                ("index", .integer(callCount)), ("id", .string(id.isEmpty ? context.newID("call_") : id)),
                ("type", .string("function")),
                ("function", .members([("name", .string(name)), ("arguments", .string(""))])),
            ])
            delta(to: &output) {
                $0.append("\"tool_calls\":[")
                head.append(to: &$0)
                $0.append("]")
            }
        case .arguments(let range):
            delta(to: &output) {
                $0.append("\"tool_calls\":[{\"index\":")
                $0.append(number: callCount)
                $0.append(",\"function\":{\"arguments\":")
                $0.append(inside: batch.bytes[range])
                $0.append("}}]")
            }
        case .callEnded: callCount += 1
        case .usage(let usage): self.usage = usage
        case .ended(let reason): finish = reason
        case .finished: end(to: &output)
        case .failed(let error):
            isOver = true
            output.append("data: ")
            ChatShapes.error(error).append(to: &output)
            output.append("\n\n")
        }
    }

    private mutating func setHead(id: String, model: String) {
        head = Array("data: {\"id\":".utf8)
        head.append(quoted: id.isEmpty ? context.newID("chatcmpl-") : id)
        head.append(",\"object\":\"chat.completion.chunk\",\"created\":")
        head.append(number: context.created)
        head.append(",\"model\":")
        head.append(quoted: context.model(model))
        head.append(",\"choices\":[")
    }

    private func text(_ key: StaticString, _ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        delta(to: &output) {
            $0.append("\"")
            $0.append(key)
            $0.append("\":")
            $0.append(inside: inside)
        }
    }

    private func delta(_ finish: String? = nil, to output: inout [UInt8], _ members: (inout [UInt8]) -> Void) {
        output += head
        output.append("{\"index\":0,\"delta\":{")
        members(&output)
        output.append("},\"finish_reason\":")
        if let finish { output.append(quoted: finish) } else { output.append("null") }
        output.append("}]}\n\n")
    }

    private mutating func end(to output: inout [UInt8]) {
        isOver = true
        delta(ChatShapes.word(finish ?? .stop), to: &output) { _ in }
        if let usage {
            output += head
            output.append("]")
            for (key, value) in ChatShapes.usage(usage) {
                output.append(",")
                output.append(quoted: key)
                output.append(":")
                value.append(to: &output)
            }
            output.append("}\n\n")
        }
        output.append("data: [DONE]\n\n")
    }
}
