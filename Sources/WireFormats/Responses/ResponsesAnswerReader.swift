import ToolCallParsing

/// Reads a stream of Responses' events. Servers tell an item in deltas, at its end, or both.
package struct ResponsesStreamReader: AnswerReading {
    private var lines = EventLines()
    private var state = ResponsesReading()

    package init() {}

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        // Taken out: one owner, so that what waits is not copied.
        var state = ResponsesReading()
        swap(&state, &self.state)
        lines.receive(bytes) { item, data in
            switch item {
            case .comment: batch.addHeartbeat()
            case .data: if let event = try? JSONValue(parsing: data) { state.read(event, into: &batch) }
            }
        }
        swap(&state, &self.state)
    }

    package mutating func finish(into batch: inout AnswerBatch) { state.ending.breakOff(into: &batch) }

    package var heldBytes: Int { lines.heldBytes + state.ending.calls.heldBytes }
}

/// Reads Responses' object, or the error that came in its place.
package enum ResponsesWholeReader {
    package static func read(_ body: UnsafeRawBufferPointer, status: Int, into batch: inout AnswerBatch) {
        var state = ResponsesReading()
        let value = try? JSONValue(parsing: body)
        let error = value?["error"].flatMap { $0 == .null ? nil : $0 }
        guard status < 400, error == nil, let value, value["output"]?.arrayValue != nil else {
            return state.ending.fail(WireError(body: value, text: body, status: status), into: &batch)
        }
        state.end(value, into: &batch)
    }
}

/// What is known of an answer in Responses.
private struct ResponsesReading {
    var ending = AnswerEnding()
    /// Items that have been told of, as far as they were not found empty.
    private var told: Set<Int> = []
    /// The places of items that are named and not numbered.
    private var places: [String: Int] = [:]

    mutating func read(_ event: JSONValue, into batch: inout AnswerBatch) {
        guard !ending.isOver else { return }
        let index = place(event)
        let delta = event["delta"]?.stringValue
        switch event["type"]?.stringValue {
        case "response.created": begin(event["response"] ?? .null, into: &batch)
        case "response.in_progress": batch.addHeartbeat()
        case "response.output_item.added": open(event["item"] ?? .null, at: index, into: &batch)
        case "response.output_text.delta", "response.refusal.delta":
            told.insert(index)
            ending.say(delta, into: &batch)
        case "response.reasoning_text.delta", "response.reasoning_summary_text.delta":
            told.insert(index)
            ending.think(delta, into: &batch)
        case "response.function_call_arguments.delta":
            guard let delta, !delta.isEmpty else { return }
            told.insert(index)
            ending.call(index, arguments: delta, into: &batch)
        case "response.output_item.done": close(event["item"] ?? .null, at: index, into: &batch)
        case "response.completed", "response.incomplete": end(event["response"] ?? .null, into: &batch)
        case "response.failed":
            ending.fail(WireError(chat: event["response"]?["error"] ?? event, status: 500), into: &batch)
        case "error": ending.fail(WireError(chat: event["error"] ?? event, status: 500), into: &batch)
        default: return
        }
    }

    private mutating func place(_ event: JSONValue) -> Int {
        let name = (event["item_id"] ?? event["item"]?["id"] ?? event["item"]?["call_id"])?.stringValue
        let known = name.flatMap { places[$0] }
        let index = event["output_index"]?.intValue ?? known ?? (name == nil ? 0 : places.count)
        if let name { places[name] = index }
        return index
    }

    private mutating func begin(_ response: JSONValue, into batch: inout AnswerBatch) {
        ending.begin(
            id: response["id"]?.stringValue ?? "", model: response["model"]?.stringValue ?? "", into: &batch)
    }

    /// A call begins. What takes plain text is told when it is whole, because only then it can be written as an object.
    private mutating func open(_ item: JSONValue, at index: Int, into batch: inout AnswerBatch) {
        guard item["type"]?.stringValue == "function_call" else { return }
        ending.call(index, id: Self.id(item), name: Self.name(item), into: &batch)
    }

    /// The item is whole: what has not been told of it yet is.
    private mutating func close(_ item: JSONValue, at index: Int, into batch: inout AnswerBatch) {
        guard told.insert(index).inserted else { return }
        func texts(_ key: String) -> String {
            (item[key]?.arrayValue ?? []).compactMap { ($0["text"] ?? $0["refusal"])?.stringValue }.joined()
        }
        switch item["type"]?.stringValue {
        case "message": ending.say(texts("content"), into: &batch)
        case "reasoning":
            let content = texts("content")
            ending.think(content.isEmpty ? texts("summary") : content, into: &batch)
        case "function_call":
            call(item, at: index, arguments: item["arguments"]?.stringValue ?? "", into: &batch)
        case "custom_tool_call":
            let input = JSONValue.members([(FreeformInput.key, .string(item["input"]?.stringValue ?? ""))])
            call(item, at: index, arguments: input.jsonText, into: &batch)
        default: return
        }
    }

    private mutating func call(_ item: JSONValue, at index: Int, arguments: String, into batch: inout AnswerBatch) {
        ending.call(index, id: Self.id(item), name: Self.name(item), arguments: arguments, into: &batch)
    }

    private static func id(_ item: JSONValue) -> String {
        (item["call_id"] ?? item["id"])?.stringValue ?? ""
    }

    private static func name(_ item: JSONValue) -> String {
        ToolName(item["name"]?.stringValue ?? "", in: item["namespace"]?.stringValue).flat
    }

    /// The answer is over; `response` repeats all of it.
    mutating func end(_ response: JSONValue, into batch: inout AnswerBatch) {
        begin(response, into: &batch)
        for (index, item) in (response["output"]?.arrayValue ?? []).enumerated() {
            let known = (item["id"] ?? item["call_id"])?.stringValue.flatMap { places[$0] }
            close(item, at: known ?? index, into: &batch)
        }
        let reason = response["incomplete_details"]?["reason"]?.stringValue
        ending.finish =
            switch (response["status"]?.stringValue, reason) {
            case (_, "content_filter"): .contentFilter
            case ("incomplete", _): .length
            default: .stop
            }
        if let usage = response["usage"], usage.objectValue != nil { ending.usage = Self.usage(usage) }
        ending.end(into: &batch)
    }

    private static func usage(_ value: JSONValue) -> Usage {
        var usage = Usage()
        usage.prompt = value["input_tokens"]?.wholeNumber ?? 0
        usage.cached = value["input_tokens_details"]?["cached_tokens"]?.wholeNumber ?? 0
        usage.completion = value["output_tokens"]?.wholeNumber ?? 0
        usage.reasoning = value["output_tokens_details"]?["reasoning_tokens"]?.wholeNumber ?? 0
        return usage
    }
}
