import WireFormats

/// The traffic log's format: one JSON object on one line for each request that has ended.
///
/// | Member | Meaning |
/// |---|---|
/// | `v` | 1; raised when a member is removed or means something else |
/// | `id`, `number` | the value of `X-Request-Id`, and the number within the run |
/// | `time` | when the request was received, UTC |
/// | `request` | the client's body: JSON as it was, or a string where it was none |
/// | `response` | the message that the client got, `null` where none is known; an array of them where `n` > 1 |
/// | `raw` | the model's text before translation; an array likewise |
/// | `calls` | what was called, and as far as it is known: when it `opened` and `closed`, how long text was held before it (`delay`, all in seconds since `time`), whether its marker is `sure`, stood `in_reasoning`, and which `others` begin with it; `unchecked`: what of the arguments was not checked, and why |
/// | `phases` | seconds; `null` where a phase was not reached or cannot be told |
/// | `status` | the HTTP status that the client got; `outcome` says how it ended |
/// | `attempts` | only where other backends were asked before: each with the `reason` why it was given up, and after how many `seconds` |
/// | `truncated` | only where text was left out |
///
/// Secrets are replaced by `[redacted]` in every text. `bodies: meta` leaves out `request`, `response` and `raw`.
package enum TrafficLogLine {
    /// The line of `entry` with its line feed.
    package static func bytes(_ entry: TrafficLogEntry, bodies: TrafficLogConfiguration.Bodies) -> [UInt8] {
        var line = JSONLineWriter()
        line.object { line in
            writeHead(entry, to: &line)
            if bodies == .full { writeTexts(entry, to: &line) }
            line.key("calls")
            line.array(entry.calls) { write($1, withArguments: bodies == .full, to: &$0) }
            line.key("rewrites")
            line.array(entry.result.rewrites) { $0.redacted($1) }
            line.key("phases")
            write(phasesOf: entry, to: &line)
            line.key("usage")
            write(entry.result.usage, to: &line)
            if !entry.failedAttempts.isEmpty { write(entry.failedAttempts, to: &line) }
            writeEnd(entry, to: &line)
        }
        return line.take()
    }

    private static func writeHead(_ entry: TrafficLogEntry, to line: inout JSONLineWriter) {
        let received = entry.received
        line.member("v", 1)
        line.key("id")
        line.redacted(received.requestID.isEmpty ? entry.id.description : received.requestID)
        line.member("number", Int(clamping: entry.id.number))
        line.member("time", CivilTime(received.time).iso8601)
        line.member("client", received.client)
        line.key("agent")
        line.redacted(received.agent)
        line.member("method", received.method)
        line.key("route")
        line.redacted(received.route)
        line.member("kind", received.kind.rawValue)
        line.member("wire", WireProtocol.ID.spoken(at: received.route).rawValue)
        line.key("model")
        line.redacted(received.model)
        line.member("stream", received.wantsStream)
        line.member("backend", entry.backend)
    }

    private static func writeTexts(_ entry: TrafficLogEntry, to line: inout JSONLineWriter) {
        line.key("request")
        if entry.received.body.isEmpty {
            line.null()
        } else if let json = JSONCompaction.compacted(entry.received.body) {
            line.raw(Redaction.redactedJSON(json))
        } else {
            line.redacted(String(decoding: entry.received.body, as: UTF8.self))
        }
        let choices = entry.choices.sorted { $0.key < $1.key }.map(\.value)
        line.key("response")
        line.oneOrMany(choices.map(\.message)) { write($1, to: &$0) }
        line.key("raw")
        line.oneOrMany(choices.map(\.raw)) { $0.redacted(String(decoding: $1, as: UTF8.self)) }
        if entry.isTruncated { line.member("truncated", true) }
    }

    private static func write(_ message: AssembledMessage, to line: inout JSONLineWriter) {
        line.object { line in
            line.member("role", "assistant")
            line.key("content")
            line.redacted(message.content.isEmpty && !message.calls.isEmpty ? nil : message.content)
            if !message.reasoning.isEmpty {
                line.key("reasoning_content")
                line.redacted(message.reasoning)
            }
            guard !message.calls.isEmpty else { return }
            line.key("tool_calls")
            line.array(message.calls) { line, call in
                line.object { line in
                    line.member("id", call.id)
                    line.member("type", "function")
                    line.key("function")
                    line.object { line in
                        line.member("name", call.name)
                        line.key("arguments")
                        line.redacted(call.arguments)
                    }
                }
            }
        }
    }

    private static func write(_ call: ToolCallReport, withArguments: Bool, to line: inout JSONLineWriter) {
        line.object { line in
            line.member("choice", call.choice)
            line.member("index", call.index)
            line.member("id", call.id)
            line.member("name", call.name)
            line.member("dialect", call.dialect)
            if withArguments {
                line.key("arguments")
                line.redacted(call.arguments)
            }
            line.key("repairs")
            line.array(call.repairs) { $0.string($1) }
            line.member("valid", call.isValid)
            if call.isLeftInText == true { line.member("left_in_text", true) }
            line.key("problem")
            line.redacted(call.problem)
            if let unchecked = call.unchecked {
                line.key("unchecked")
                line.redacted(unchecked)
            }
            write(call.finding, call.timing, to: &line)
        }
    }

    /// What is known of how and when it was found; else nothing.
    private static func write(_ finding: CallFinding?, _ timing: CallTiming?, to line: inout JSONLineWriter) {
        if let timing {
            line.member("opened", timing.openedSeconds)
            line.member("closed", timing.closedSeconds)
            line.member("delay", timing.delaySeconds)
        }
        guard let finding else { return }
        line.member("sure", finding.isSure)
        line.member("in_reasoning", finding.isInReasoning)
        line.key("others")
        line.array(finding.others) { $0.string($1) }
    }

    private static func write(phasesOf entry: TrafficLogEntry, to line: inout JSONLineWriter) {
        let firstToken = entry.firstTokenSeconds
        line.object { line in
            line.member("queued", entry.sentSeconds ?? (entry.hasWaited ? entry.endedSeconds : nil))
            line.member("prefill", difference(firstToken, entry.sentSeconds))
            line.member("decode", difference(entry.endedSeconds, firstToken))
        }
    }

    private static func difference(_ end: Double?, _ begin: Double?) -> Double? {
        guard let end, let begin else { return nil }
        return max(0, end - begin)
    }

    private static func write(_ usage: TokenUsage, to line: inout JSONLineWriter) {
        line.object { line in
            line.member("prompt_tokens", usage.prompt)
            line.member("completion_tokens", usage.completion)
            line.member("cached_tokens", usage.cached)
            line.member("prefill_per_second", usage.prefillRate)
            line.member("decode_per_second", usage.decodeRate)
        }
    }

    private static func write(_ attempts: [FailedAttempt], to line: inout JSONLineWriter) {
        line.key("attempts")
        line.array(attempts) { line, attempt in
            line.object { line in
                line.member("backend", attempt.backend)
                line.key("reason")
                line.redacted(attempt.reason)
                line.member("seconds", attempt.endedSeconds)
            }
        }
    }

    private static func writeEnd(_ entry: TrafficLogEntry, to line: inout JSONLineWriter) {
        line.member("status", entry.result.status > 0 ? entry.result.status : nil)
        line.member("outcome", entry.outcome?.rawValue)
        line.member("finish_reason", entry.result.finishReason)
        line.member("backend_finish_reason", entry.result.backendFinishReason)
        line.member("seconds", entry.endedSeconds)
        line.member("bytes_out", entry.result.progress.bytesOut)
        if let reason = entry.cancelReason { line.member("cancelled", reason.rawValue) }
        guard let failure = entry.failure else { return }
        line.key("error")
        line.object { line in
            line.member("code", failure.code)
            line.key("message")
            line.redacted(failure.message)
            line.member("side", failure.side.rawValue)
        }
    }
}

extension JSONLineWriter {
    /// A text from outside.
    fileprivate mutating func redacted(_ text: String?) { string(text.map(Redaction.redacted)) }

    /// `null`, the only value, or an array of them.
    fileprivate mutating func oneOrMany<Element>(
        _ values: [Element], _ write: (inout JSONLineWriter, Element) -> Void
    ) {
        switch values.count {
        case 0: null()
        case 1: write(&self, values[0])
        default: array(values, write)
        }
    }
}
