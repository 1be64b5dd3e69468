import ToolCallParsing

/// Makes a stream of a whole completion, for a client that wanted one from a backend that gave none.
struct StreamSimulator {
    let chunkSize: Int
    let wantsUsage: Bool
    let newID: () -> String

    /// Appends the events of `body`, from the role to `[DONE]`.
    func append(_ body: CompletionBody, to output: inout [UInt8]) {
        var writer = ChunkWriter()
        let head = ErrorObject.bytes(body.original)
        head.withUnsafeBytes { bytes in
            if let chunk = ChatChunk(bytes) { writer.adopt(chunk, bytes, madeUpID: newID) }
        }
        for choice in body.choices { append(choice, writer, to: &output) }
        let usage = body.original["usage"] ?? .null
        if wantsUsage, usage != .null {
            let timings = body.original["timings"].map(ErrorObject.bytes) ?? []
            writer.usage(ErrorObject.bytes(usage), timings: timings, into: &output)
        }
        ChunkWriter.done(into: &output)
    }

    private func append(_ choice: CompletionBody.Choice, _ writer: ChunkWriter, to output: inout [UInt8]) {
        writer.role(choice: choice.index, into: &output)
        for piece in pieces(choice.reasoning) {
            piece.withUnsafeBytes { writer.text($0, key: "reasoning_content", choice: choice.index, into: &output) }
        }
        for piece in pieces(choice.content) {
            piece.withUnsafeBytes { writer.text($0, key: "content", choice: choice.index, into: &output) }
        }
        for (number, call) in choice.calls.enumerated() {
            writer.callHead(index: number, id: call.id, name: call.name, choice: choice.index, into: &output)
            for piece in pieces(String(decoding: call.arguments, as: UTF8.self)) {
                piece.withUnsafeBytes { writer.arguments($0, index: number, choice: choice.index, into: &output) }
            }
        }
        writer.finish(reason: choice.finishReason, choice: choice.index, into: &output)
    }

    /// `text` in pieces of so many characters as a reader sees them.
    private func pieces(_ text: String) -> [[UInt8]] {
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
