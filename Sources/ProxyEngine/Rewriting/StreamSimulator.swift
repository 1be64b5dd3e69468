import ToolCallParsing
import WireFormats

/// Makes a stream of a whole completion, for a client that wanted one from a backend that gave none.
struct StreamSimulator {
    let chunkSize: Int
    let wantsUsage: Bool
    let newID: () -> String

    /// Appends the events of `body`, from the role to `[DONE]`.
    func append(_ body: CompletionBody, to output: inout [UInt8]) {
        var writer = ChunkWriter()
        let head = body.original.bytes
        head.withUnsafeBytes { bytes in
            if let chunk = ChatChunk(bytes) { writer.adopt(chunk, bytes, madeUpID: newID) }
        }
        for choice in body.choices {
            append(choice.state, writer, to: &output)
            output.append("data: ")
            end(of: choice, in: body, writer).append(to: &output)
            output.append("\n\n")
        }
        let usage = body.original["usage"] ?? .null
        if wantsUsage, usage != .null {
            let timings = body.original["timings"].map(\.bytes) ?? []
            writer.usage(usage.bytes, timings: timings, into: &output)
        }
        ChunkWriter.done(into: &output)
    }

    private func append(_ choice: ChoiceState, _ writer: ChunkWriter, to output: inout [UInt8]) {
        writer.role(choice: choice.index, into: &output)
        for piece in pieces(choice.reasoning) {
            piece.withUnsafeBytes {
                writer.text($0, key: choice.reasoningKey.text, choice: choice.index, into: &output)
            }
        }
        for piece in pieces(choice.content) {
            piece.withUnsafeBytes { writer.text($0, key: "content", choice: choice.index, into: &output) }
        }
        for (number, call) in choice.calls.enumerated() {
            writer.callHead(index: number, id: call.id, name: call.name, choice: choice.index, into: &output)
            for piece in pieces(call.arguments) {
                piece.withUnsafeBytes { writer.arguments($0, index: number, choice: choice.index, into: &output) }
            }
        }
    }

    /// The chunk with the finish reason, and with all that the proxy does not know.
    private func end(of choice: CompletionBody.Choice, in body: CompletionBody, _ writer: ChunkWriter) -> JSONValue {
        let delta = choice.message.members(without: [
            "role", "content", "reasoning_content", "reasoning", "tool_calls",
        ])
        let element =
            [
                JSONMember(key: "index", value: .number(String(choice.state.index))),
                JSONMember(key: "delta", value: .object(delta)),
            ] + choice.original.members(without: ["index", "message", "finish_reason"]) + [
                JSONMember(key: "finish_reason", value: choice.state.finishReason.map { .string($0) } ?? .null)
            ]
        return .object(
            writer.members(object: "chat.completion.chunk") + [
                JSONMember(key: "choices", value: .array([.object(element)]))
            ]
                + body.original.members(without: [
                    "id", "object", "created", "model", "system_fingerprint", "choices", "usage",
                ]))
    }

    /// `text` in pieces of so many characters as a reader sees them.
    private func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = String(decoding: bytes, as: UTF8.self)
        var pieces: [[UInt8]] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = text.index(start, offsetBy: max(1, chunkSize), limitedBy: text.endIndex) ?? text.endIndex
            pieces.append(Array(text[start..<end].utf8))
            start = end
        }
        return pieces
    }
}
