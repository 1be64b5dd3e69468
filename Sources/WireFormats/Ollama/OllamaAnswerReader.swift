import ToolCallParsing

/// Reads Ollama's lines, of `/api/chat` or `/api/generate`. A whole answer is one line.
package struct OllamaAnswerReader: AnswerReading {
    private var line: [UInt8] = []
    private var ending = AnswerEnding()
    private var callCount = 0

    package init() {}

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            line.append(contentsOf: rest[..<end])
            readLine(into: &batch)
            rest = rest[(end + 1)...]
        }
        line.append(contentsOf: rest)
    }

    package mutating func finish(into batch: inout AnswerBatch) {
        readLine(into: &batch)
        ending.breakOff(into: &batch)
    }

    package var heldBytes: Int { line.count + ending.calls.heldBytes }

    /// Reads a whole answer, or the error that came in its place.
    package static func read(_ body: UnsafeRawBufferPointer, status: Int, into batch: inout AnswerBatch) {
        var reader = OllamaAnswerReader()
        let value = try? JSONValue(parsing: body)
        guard status < 400, let value, value.objectValue != nil, value["error"] == nil else {
            return reader.ending.fail(WireError(body: value, text: body, status: status), into: &batch)
        }
        reader.read(value, into: &batch)
        reader.ending.breakOff(into: &batch)
    }

    private mutating func readLine(into batch: inout AnswerBatch) {
        defer { line.removeAll(keepingCapacity: true) }
        guard let value = line.withUnsafeBytes({ try? JSONValue(parsing: $0) }) else { return }
        read(value, into: &batch)
    }

    private mutating func read(_ value: JSONValue, into batch: inout AnswerBatch) {
        guard !ending.isOver else { return }
        if let error = value["error"], error != .null {
            return ending.fail(WireError(chat: error, status: 500), into: &batch)
        }
        ending.begin(id: "", model: value["model"]?.stringValue ?? "", into: &batch)
        let message = value["message"] ?? value
        ending.think(message["thinking"]?.stringValue, into: &batch)
        ending.say((message["content"] ?? message["response"])?.stringValue, into: &batch)
        for call in message["tool_calls"]?.arrayValue ?? [] { read(call: call, into: &batch) }
        guard value["done"]?.boolValue == true else { return }
        ending.finish = value["done_reason"]?.stringValue == "length" ? .length : .stop
        ending.usage = Self.usage(value)
        ending.end(into: &batch)
    }

    /// Each comes whole, with an index that starts anew in every line or is not there.
    private mutating func read(call: JSONValue, into batch: inout AnswerBatch) {
        let arguments = call["function"]?["arguments"] ?? .object([])
        ending.call(
            callCount, id: call["id"]?.stringValue ?? "", name: call["function"]?["name"]?.stringValue ?? "",
            arguments: arguments.stringValue ?? arguments.jsonText, into: &batch)
        callCount += 1
    }

    private static func usage(_ value: JSONValue) -> Usage {
        var usage = Usage()
        usage.prompt = value["prompt_eval_count"]?.wholeNumber ?? 0
        usage.completion = value["eval_count"]?.wholeNumber ?? 0
        usage.promptTime = value["prompt_eval_duration"]?.wholeNumber.flatMap { UInt64(exactly: $0) }
        usage.completionTime = value["eval_duration"]?.wholeNumber.flatMap { UInt64(exactly: $0) }
        return usage
    }
}
