/// Writes one answer in the form that llama-server has.
struct DemoChunkWriter {
    private let request: DemoRequest
    private let reply: DemoReply
    private let circumstances: DemoTimeline.Circumstances
    private let prompt: Int
    private let cached: Int
    private var pieces: [DemoTimeline.Piece] = []
    private var read = 0
    private var written = 0
    private var prefillSeconds = 0.0
    private var decodeSeconds = 0.0

    init(
        request: DemoRequest, reply: DemoReply, _ circumstances: DemoTimeline.Circumstances, prompt: Int, cached: Int
    ) {
        self.request = request
        self.reply = reply
        self.circumstances = circumstances
        self.prompt = prompt
        self.cached = cached
    }

    // MARK: Streamed

    mutating func stream(_ pace: DemoPace) -> DemoTimeline {
        var pace = pace
        readPrompt(pace)
        for part in reply.parts { write(part, &pace) }
        if reply.ending == .brokenOff {
            pieces.removeLast(min(pieces.count / 3, max(0, pieces.count - 1)))
        } else {
            finish()
        }
        return timeline("text/event-stream")
    }

    private mutating func readPrompt(_ pace: DemoPace) {
        prefillSeconds = pace.prefill(tokens: prompt - cached)
        var waited = 0.0
        if request.wantsProgress {
            // llama-server reports after each batch of this many tokens.
            for processed in stride(from: cached + 256, to: prompt, by: 256) {
                let at = prefillSeconds * Double(processed - cached) / Double(prompt - cached)
                let progress: DemoValue = .object([
                    ("total", .integer(prompt)), ("cache", .integer(cached)), ("processed", .integer(processed)),
                    ("time_ms", .integer(Int(at * 1000))),
                ])
                read = processed
                event(delay: at - waited, delta: [], extra: [("prompt_progress", progress)])
                waited = at
            }
        }
        read = prompt
        event(delay: prefillSeconds - waited, delta: [("role", .string("assistant")), ("content", .null)])
    }

    private mutating func write(_ part: DemoReply.Part, _ pace: inout DemoPace) {
        switch part {
        case .reasoning(let text): writeTokens(of: text, &pace) { [("reasoning_content", .string($0))] }
        case .text(let text): writeTokens(of: text, &pace) { [("content", .string($0))] }
        case .call(let index, let id, let call):
            let head: DemoValue = .object([
                ("index", .integer(index)), ("id", .string(id)), ("type", .string("function")),
                ("function", .object([("name", .string(call.name)), ("arguments", .string(""))])),
            ])
            token([("tool_calls", .array([head]))], &pace)
            writeTokens(of: call.arguments.json, &pace) { piece in
                let more: DemoValue = .object([
                    ("index", .integer(index)), ("function", .object([("arguments", .string(piece))])),
                ])
                return [("tool_calls", .array([more]))]
            }
        }
    }

    private mutating func writeTokens(
        of text: String, _ pace: inout DemoPace, _ delta: (String) -> [(key: String, value: DemoValue)]
    ) {
        for piece in DemoTokens.cut(text) { token(delta(piece), &pace) }
    }

    private mutating func token(_ delta: [(key: String, value: DemoValue)], _ pace: inout DemoPace) {
        let delay = pace.token()
        decodeSeconds += delay
        written += 1
        event(delay: delay, delta: delta)
    }

    private mutating func finish() {
        event(delay: 0, delta: [], finishReason: finishReason, extra: [("timings", timings)])
        if request.wantsUsage { append(0, body(choices: [], extra: [("usage", usage), ("timings", timings)])) }
        pieces.append(DemoTimeline.Piece(delay: 0, text: "data: [DONE]\n\n"))
    }

    private mutating func event(
        delay: Double, delta: [(key: String, value: DemoValue)], finishReason: String? = nil,
        extra: [(key: String, value: DemoValue)] = []
    ) {
        let choice: DemoValue = .object([
            ("finish_reason", finishReason.map(DemoValue.string) ?? .null), ("index", .integer(0)),
            ("delta", .object(delta)),
        ])
        append(delay, body(choices: [choice], extra: extra))
    }

    private mutating func append(_ delay: Double, _ body: DemoValue) {
        pieces.append(
            DemoTimeline.Piece(delay: delay, text: "data: \(body.json)\n\n", read: read, written: written))
    }

    private func body(choices: [DemoValue], extra: [(key: String, value: DemoValue)]) -> DemoValue {
        .object(
            [
                ("choices", .array(choices)), ("created", .integer(circumstances.created)),
                ("id", .string(circumstances.id)), ("model", .string(request.model)),
                ("system_fingerprint", .string("demo")), ("object", .string("chat.completion.chunk")),
            ] + extra)
    }

    // MARK: In one piece

    mutating func whole(_ pace: DemoPace) -> DemoTimeline {
        var pace = pace
        prefillSeconds = pace.prefill(tokens: prompt - cached)
        var message: [(key: String, value: DemoValue)] = [("role", .string("assistant"))]
        var content = ""
        var calls: [DemoValue] = []
        for part in reply.parts {
            switch part {
            case .reasoning(let text):
                spend(text, &pace)
                message.append(("reasoning_content", .string(text)))
            case .text(let text):
                spend(text, &pace)
                content += text
            case .call(_, let id, let call):
                spend(call.arguments.json, &pace)
                let function: DemoValue = .object([
                    ("name", .string(call.name)), ("arguments", .string(call.arguments.json)),
                ])
                calls.append(.object([("id", .string(id)), ("type", .string("function")), ("function", function)]))
            }
        }
        message.append(("content", content.isEmpty && !calls.isEmpty ? .null : .string(content)))
        if !calls.isEmpty { message.append(("tool_calls", .array(calls))) }
        let body: DemoValue = .object([
            (
                "choices",
                .array([
                    .object([
                        ("finish_reason", .string(finishReason)), ("index", .integer(0)), ("message", .object(message)),
                    ])
                ])
            ),
            ("created", .integer(circumstances.created)), ("model", .string(request.model)),
            ("system_fingerprint", .string("demo")), ("object", .string("chat.completion")), ("usage", usage),
            ("id", .string(circumstances.id)), ("timings", timings),
        ])
        let text = reply.ending == .brokenOff ? String(body.json.prefix(40)) : body.json
        pieces = [DemoTimeline.Piece(delay: prefillSeconds + decodeSeconds, text: text)]
        return timeline("application/json")
    }

    private mutating func spend(_ text: String, _ pace: inout DemoPace) {
        for _ in DemoTokens.cut(text) {
            decodeSeconds += pace.token()
            written += 1
        }
    }

    // MARK: Both

    private func timeline(_ contentType: String) -> DemoTimeline {
        DemoTimeline(
            status: 200, contentType: contentType, pieces: pieces, breaksOff: reply.ending == .brokenOff,
            tokens: prompt + written)
    }

    private var finishReason: String {
        switch reply.ending {
        case .stop, .brokenOff: "stop"
        case .toolCalls: "tool_calls"
        case .length: "length"
        }
    }

    private var usage: DemoValue {
        .object([
            ("completion_tokens", .integer(written)), ("prompt_tokens", .integer(prompt)),
            ("total_tokens", .integer(prompt + written)),
            ("prompt_tokens_details", .object([("cached_tokens", .integer(cached))])),
        ])
    }

    private var timings: DemoValue {
        let read = prompt - cached
        func rate(_ count: Int, _ seconds: Double) -> Double { seconds > 0 ? Double(count) / seconds : 0 }
        return .object([
            ("cache_n", .integer(cached)), ("prompt_n", .integer(read)), ("prompt_ms", .number(prefillSeconds * 1000)),
            ("prompt_per_second", .number(rate(read, prefillSeconds))), ("predicted_n", .integer(written)),
            ("predicted_ms", .number(decodeSeconds * 1000)),
            ("predicted_per_second", .number(rate(written, decodeSeconds))),
        ])
    }
}
