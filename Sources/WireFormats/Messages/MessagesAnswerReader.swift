import ToolCallParsing

/// Reads a stream of Anthropic's events, as servers of models write it: blocks may overlap.
package struct MessagesStreamReader: AnswerReading {
    private var lines = EventLines()
    private var state = MessagesReading()

    package init() {}

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        // Taken out: one owner, so that what waits is not copied.
        var state = MessagesReading()
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

    package var heldBytes: Int { lines.heldBytes + state.ending.calls.heldBytes + state.inputBytes }
}

/// Reads Anthropic's message, or the error that came in its place.
package enum MessagesWholeReader {
    package static func read(_ body: UnsafeRawBufferPointer, status: Int, into batch: inout AnswerBatch) {
        var state = MessagesReading()
        let value = try? JSONValue(parsing: body)
        guard status < 400, let value, let content = value["content"]?.arrayValue else {
            return state.ending.fail(WireError(body: value, text: body, status: status), into: &batch)
        }
        state.begin(value, into: &batch)
        for (index, block) in content.enumerated() { state.open(block, at: index, into: &batch) }
        state.end(value, into: &batch)
        state.ending.end(into: &batch)
    }
}

/// What is known of an answer in Messages.
private struct MessagesReading {
    var ending = AnswerEnding()
    /// What the calls were said to be called with when they began; counts where nothing follows.
    private var inputs: [Int: String] = [:]
    private(set) var inputBytes = 0

    mutating func read(_ event: JSONValue, into batch: inout AnswerBatch) {
        guard !ending.isOver else { return }
        let index = event["index"]?.intValue ?? 0
        switch event["type"]?.stringValue {
        case "message_start": begin(event["message"] ?? .null, into: &batch)
        case "content_block_start": open(event["content_block"] ?? .null, at: index, streamed: true, into: &batch)
        case "content_block_delta": add(event["delta"] ?? .null, at: index, into: &batch)
        case "content_block_stop": close(index, into: &batch)
        case "message_delta":
            end(event["delta"] ?? .null, into: &batch)
            note(event["usage"])
        case "message_stop": ending.end(into: &batch)
        case "ping": batch.addHeartbeat()
        case "error": ending.fail(WireError(chat: event["error"] ?? event, status: 500), into: &batch)
        default: return
        }
    }

    mutating func begin(_ message: JSONValue, into batch: inout AnswerBatch) {
        ending.begin(
            id: message["id"]?.stringValue ?? "", model: message["model"]?.stringValue ?? "", into: &batch)
        note(message["usage"])
    }

    /// `streamed`: what a call is called with follows, as a rule.
    mutating func open(_ block: JSONValue, at index: Int, streamed: Bool = false, into batch: inout AnswerBatch) {
        switch block["type"]?.stringValue {
        case "text": ending.say(block["text"]?.stringValue, into: &batch)
        case "thinking": ending.think(block["thinking"]?.stringValue, into: &batch)
        case "tool_use":
            let input = block["input"].map(\.jsonText) ?? "{}"
            if streamed { note(input, at: index) }
            ending.call(
                index, id: block["id"]?.stringValue ?? "", name: block["name"]?.stringValue ?? "",
                arguments: streamed ? "" : input, into: &batch)
        default: return
        }
    }

    private mutating func add(_ delta: JSONValue, at index: Int, into batch: inout AnswerBatch) {
        switch delta["type"]?.stringValue {
        case "text_delta": ending.say(delta["text"]?.stringValue, into: &batch)
        case "thinking_delta": ending.think(delta["thinking"]?.stringValue, into: &batch)
        case "input_json_delta":
            guard let text = delta["partial_json"]?.stringValue, !text.isEmpty else { return }
            note(nil, at: index)
            ending.call(index, arguments: text, into: &batch)
        default: return
        }
    }

    private mutating func close(_ index: Int, into batch: inout AnswerBatch) {
        guard let input = note(nil, at: index) else { return }
        ending.call(index, arguments: input, into: &batch)
    }

    /// Returns what was there.
    @discardableResult
    private mutating func note(_ input: String?, at index: Int) -> String? {
        let before = inputs[index]
        inputs[index] = input
        inputBytes += (input.map { 64 + $0.utf8.count } ?? 0) - (before.map { 64 + $0.utf8.count } ?? 0)
        return before
    }

    /// `value`: the whole message, or the delta that ends it.
    mutating func end(_ value: JSONValue, into batch: inout AnswerBatch) {
        ending.finish =
            switch value["stop_reason"]?.stringValue {
            case "max_tokens", "model_context_window_exceeded": .length
            case "stop_sequence": .stopText(value["stop_sequence"]?.stringValue ?? "")
            case "tool_use": .calls
            case "refusal": .contentFilter
            case nil: ending.finish
            default: .stop
            }
    }

    private mutating func note(_ value: JSONValue?) {
        guard let value, value.objectValue != nil else { return }
        var usage = ending.usage ?? Usage()
        if let input = value["input_tokens"]?.wholeNumber {
            usage.cached = value["cache_read_input_tokens"]?.wholeNumber ?? 0
            usage.prompt = input + usage.cached + (value["cache_creation_input_tokens"]?.wholeNumber ?? 0)
        }
        usage.completion = value["output_tokens"]?.wholeNumber ?? usage.completion
        ending.usage = usage
    }
}
