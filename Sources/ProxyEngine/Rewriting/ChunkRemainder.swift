import ToolCallParsing
import WireFormats

/// What is left of an event whose text was told otherwise: its finish reason, and all that the proxy does not know.
struct ChunkRemainder {
    let chunk: ChatChunk
    let choice: ChunkChoice
    /// The finish reason that the client gets.
    let reason: String?

    /// Appends the event, spliced out of the backend's so that unknown members stay as they are.
    func append(_ payload: UnsafeRawBufferPointer, _ writer: ChunkWriter, to output: inout [UInt8]) {
        guard let delta = choice.delta else {
            if let reason { writer.finish(reason: reason, choice: choice.index, into: &output) }
            return
        }
        var splices = writer.corrections(of: chunk, payload)
        splices.append(Splice(range: delta, text: unknownMembers(payload, delta)))
        if let range = choice.finishReason, let reason {
            var text: [UInt8] = []
            JSONString.appendQuoted(reason, to: &text)
            splices.append(Splice(range: range, text: text))
        }
        if let range = chunk.usage { splices.append(Splice(range: range, text: Array("null".utf8))) }
        output.append("data: ")
        splices.append(payload, to: &output)
        output.append("\n\n")
    }

    /// The delta without the members that have been told.
    private func unknownMembers(_ payload: UnsafeRawBufferPointer, _ delta: Range<Int>) -> [UInt8] {
        guard choice.deltaHasExtras, case .object(var members) = try? JSONValue(parsing: payload.part(delta)) else {
            return Array("{}".utf8)
        }
        members.removeAll { ["role", "content", "reasoning", "reasoning_content", "tool_calls"].contains($0.key) }
        var text: [UInt8] = []
        JSONValue.object(members).append(to: &text)
        return text
    }
}
