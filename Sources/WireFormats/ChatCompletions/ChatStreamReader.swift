import ToolCallParsing

/// Reads a stream of chat completion chunks, in any cut of its bytes. Of several choices the first counts.
package struct ChatStreamReader: AnswerReading {
    private var lines = EventLines()
    private var state = ChatReading()

    package init() {}

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        // Taken out: one owner, so that what waits is not copied.
        var state = ChatReading()
        swap(&state, &self.state)
        lines.receive(bytes) { item, data in
            switch item {
            case .comment: batch.addHeartbeat()
            case .data: state.read(chunk: data, into: &batch)
            }
        }
        swap(&state, &self.state)
    }

    /// The stream has ended. One that was not ended properly is an answer that broke off.
    package mutating func finish(into batch: inout AnswerBatch) { state.finish(into: &batch) }

    package var heldBytes: Int { lines.heldBytes + state.heldBytes }
}

/// What is known of an answer in chat completions, read in chunks or at once.
struct ChatReading: Sendable {
    private var hasBegun = false
    private var hasEnded = false
    private var isOver = false
    private var calls = CallSequence()
    /// White space behind a call, as servers leave it: told once more text follows, since agents keep it as a message.
    private var gap: [UInt8] = []
    private var isBehindCall = false
    /// What was said in the middle of a call's arguments: it would tear them apart, and follows them.
    private var heldText: [Held] = []
    private var heldTextBytes = 0
    var heldBytes: Int { calls.heldBytes + heldTextBytes + gap.count }

    private struct Held: Sendable {
        var isReasoning: Bool
        var inside: [UInt8]
        /// With what an array takes.
        var bytes: Int { 64 + inside.count }
    }

    mutating func read(chunk: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        guard !isOver else { return }
        if chunk.elementsEqual("[DONE]".utf8) { return end(into: &batch) }
        var walk = JSONCursor(chunk)
        guard walk.enter(UInt8(ascii: "{")) else { return }
        var id: Range<Int>?
        var model: Range<Int>?
        var choices: Range<Int>?
        var usage: Range<Int>?
        var timings: Range<Int>?
        while let key = walk.nextKey(), let value = walk.skipValue() {
            if walk.bytes.equals("choices", in: key) {
                choices = value
            } else if walk.bytes.equals("id", in: key) {
                id = value
            } else if walk.bytes.equals("model", in: key) {
                model = value
            } else if walk.bytes.equals("usage", in: key) {
                usage = value
            } else if walk.bytes.equals("timings", in: key) {
                timings = value
            } else if walk.bytes.equals("error", in: key), !walk.bytes.equals("null", in: value) {
                return fail(walk.bytes.part(value), into: &batch)
            }
        }
        if !hasBegun { begin(id, model, walk, into: &batch) }
        if let choices { read(choices: choices, of: walk, into: &batch) }
        if let usage, walk.bytes[usage.lowerBound] == UInt8(ascii: "{") {
            read(usage: usage, timings: timings, of: walk, into: &batch)
        }
    }

    private mutating func begin(
        _ id: Range<Int>?, _ model: Range<Int>?, _ walk: JSONCursor, into batch: inout AnswerBatch
    ) {
        hasBegun = true
        func text(_ range: Range<Int>?) -> String {
            range.flatMap { Self.isString($0, walk) ? JSONString.unescaped(walk.bytes.inside($0)) : nil } ?? ""
        }
        batch.events.append(.began(id: text(id), model: text(model)))
    }

    private mutating func fail(_ error: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        isOver = true
        let value = (try? JSONValue(parsing: error)) ?? .null
        batch.events.append(.failed(ChatErrors.read(value, status: 500)))
    }

    /// An answer that arrived whole is over; one that broke off is an error.
    mutating func finish(into batch: inout AnswerBatch) {
        guard !isOver else { return }
        if hasEnded { return end(into: &batch) }
        isOver = true
        batch.events.append(
            .failed(WireError(status: 502, message: "The answer broke off.", type: "backend_error")))
    }

    private mutating func end(into batch: inout AnswerBatch) {
        isOver = true
        calls.end(into: &batch)
        tellHeld(into: &batch)
        if !hasBegun { batch.events.append(.began(id: "", model: "")) }
        if !hasEnded { batch.events.append(.ended(calls.hasCalls ? .calls : .stop)) }
        batch.events.append(.finished)
    }

    // MARK: Choices

    private mutating func read(choices: Range<Int>, of outer: JSONCursor, into batch: inout AnswerBatch) {
        var walk = JSONCursor(outer.bytes, at: choices.lowerBound)
        guard walk.enter(UInt8(ascii: "[")) else { return }
        while walk.nextElement(), let choice = walk.skipValue() {
            read(choice: choice, of: outer.bytes, into: &batch)
        }
    }

    private mutating func read(choice: Range<Int>, of bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        var walk = JSONCursor(bytes, at: choice.lowerBound)
        guard walk.enter(UInt8(ascii: "{")) else { return }
        var message: Range<Int>?
        var reason: Range<Int>?
        var stopText: Range<Int>?
        while let key = walk.nextKey(), let value = walk.skipValue() {
            if walk.bytes.equals("delta", in: key) || walk.bytes.equals("message", in: key) {
                message = value
            } else if walk.bytes.equals("finish_reason", in: key) {
                if Self.isString(value, walk) { reason = value }
            } else if walk.bytes.equals("stop_reason", in: key) {
                // vLLM: the text at which it stopped.
                if Self.isString(value, walk) { stopText = value }
            } else if walk.bytes.equals("index", in: key), !walk.bytes.equals("0", in: value) {
                return
            }
        }
        if let message { read(message: message, of: bytes, into: &batch) }
        if let reason { end(with: reason, stopText, walk, into: &batch) }
    }

    private mutating func end(
        with reason: Range<Int>, _ stopText: Range<Int>?, _ walk: JSONCursor, into batch: inout AnswerBatch
    ) {
        guard !hasEnded, reason.count > 2 else { return }
        hasEnded = true
        let finish: FinishReason
        switch JSONString.unescaped(walk.bytes.inside(reason)) {
        case "length": finish = .length
        case "content_filter": finish = .contentFilter
        case "tool_calls", "function_call": finish = .calls
        default:
            if calls.hasCalls {
                finish = .calls
            } else if let stopText {
                finish = .stopText(JSONString.unescaped(walk.bytes.inside(stopText)))
            } else {
                finish = .stop
            }
        }
        // What is open then was cut off.
        if finish == .length { batch.events.append(.ended(finish)) }
        calls.end(into: &batch)
        tellHeld(into: &batch)
        if finish != .length { batch.events.append(.ended(finish)) }
    }

    private mutating func read(message: Range<Int>, of bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        var walk = JSONCursor(bytes, at: message.lowerBound)
        guard walk.enter(UInt8(ascii: "{")) else { return }
        var reasoning: Range<Int>?
        var content: Range<Int>?
        var refusal: Range<Int>?
        var toolCalls: Range<Int>?
        while let key = walk.nextKey(), let value = walk.skipValue() {
            if walk.bytes.equals("content", in: key) {
                content = value
            } else if walk.bytes.equals("tool_calls", in: key) {
                toolCalls = value
            } else if walk.bytes.equals("reasoning_content", in: key) {
                reasoning = value
            } else if walk.bytes.equals("reasoning", in: key) {
                if reasoning == nil { reasoning = value }
            } else if walk.bytes.equals("refusal", in: key) {
                refusal = value
            }
        }
        if let reasoning, let text = text(reasoning, walk) { tell(text, isReasoning: true, into: &batch) }
        for range in [content, refusal] {
            guard let range, let text = text(range, walk) else { continue }
            say(text, into: &batch)
        }
        if let toolCalls {
            read(calls: toolCalls, of: bytes, into: &batch)
            isBehindCall = calls.hasCalls
            gap.removeAll()
            tellHeld(into: &batch)
        }
    }

    private mutating func say(_ text: UnsafeRawBufferPointer, into batch: inout AnswerBatch) {
        if isBehindCall {
            guard !Self.isBlank(text) else { return gap.append(contentsOf: text) }
            isBehindCall = false
        }
        if !gap.isEmpty {
            let space = gap
            gap.removeAll()
            space.withUnsafeBytes { tell($0, isReasoning: false, into: &batch) }
        }
        tell(text, isReasoning: false, into: &batch)
    }

    private mutating func tell(_ inside: UnsafeRawBufferPointer, isReasoning: Bool, into batch: inout AnswerBatch) {
        calls.textComes(into: &batch)
        guard !calls.isInArguments else {
            let held = Held(isReasoning: isReasoning, inside: Array(inside))
            heldTextBytes += held.bytes
            return heldText.append(held)
        }
        let range = batch.add(inside: inside)
        batch.events.append(isReasoning ? .reasoning(range) : .text(range))
    }

    /// Tells what has waited, as far as no arguments go on.
    private mutating func tellHeld(into batch: inout AnswerBatch) {
        guard !heldText.isEmpty else { return }
        let waiting = heldText
        heldText.removeAll()
        heldTextBytes = 0
        for held in waiting {
            held.inside.withUnsafeBytes { tell($0, isReasoning: held.isReasoning, into: &batch) }
        }
    }

    /// Of the inside of a string: nothing but white space.
    private static func isBlank(_ inside: UnsafeRawBufferPointer) -> Bool {
        var isEscaped = false
        for byte in inside {
            switch (isEscaped, byte) {
            case (false, 0x20): continue
            case (false, UInt8(ascii: "\\")): isEscaped = true
            case (true, UInt8(ascii: "n")), (true, UInt8(ascii: "r")), (true, UInt8(ascii: "t")): isEscaped = false
            default: return false
            }
        }
        return true
    }

    /// The inside of a string that is not empty.
    private static func isString(_ range: Range<Int>, _ walk: JSONCursor) -> Bool {
        walk.bytes[range.lowerBound] == UInt8(ascii: "\"")
    }

    private func text(_ range: Range<Int>, _ walk: JSONCursor) -> UnsafeRawBufferPointer? {
        range.count > 2 && Self.isString(range, walk) ? walk.bytes.inside(range) : nil
    }

    // MARK: Calls

    private mutating func read(calls range: Range<Int>, of bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch)
    {
        var walk = JSONCursor(bytes, at: range.lowerBound)
        guard walk.enter(UInt8(ascii: "[")) else { return }
        var position = 0
        while walk.nextElement(), let call = walk.skipValue() {
            read(call: call, at: position, of: bytes, into: &batch)
            position += 1
        }
    }

    private mutating func read(
        call: Range<Int>, at position: Int, of bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch
    ) {
        var walk = JSONCursor(bytes, at: call.lowerBound)
        guard walk.enter(UInt8(ascii: "{")) else { return }
        var index = position
        var id = ""
        var name = ""
        var arguments: UnsafeRawBufferPointer?
        while let key = walk.nextKey(), let value = walk.skipValue() {
            if walk.bytes.equals("index", in: key) {
                index = Int(String(decoding: walk.bytes.part(value), as: UTF8.self)) ?? position
            } else if walk.bytes.equals("id", in: key), Self.isString(value, walk) {
                id = JSONString.unescaped(walk.bytes.inside(value))
            } else if walk.bytes.equals("function", in: key) {
                var inner = JSONCursor(bytes, at: value.lowerBound)
                guard inner.enter(UInt8(ascii: "{")) else { continue }
                while let key = inner.nextKey(), let value = inner.skipValue() {
                    if inner.bytes.equals("name", in: key), Self.isString(value, inner) {
                        name = JSONString.unescaped(inner.bytes.inside(value))
                    } else if inner.bytes.equals("arguments", in: key), Self.isString(value, inner) {
                        arguments = inner.bytes.inside(value)
                    }
                }
            }
        }
        calls.piece(CallSequence.Piece(index: index, id: id, name: name), arguments, into: &batch)
    }

    // MARK: Usage

    private func read(usage: Range<Int>, timings: Range<Int>?, of walk: JSONCursor, into batch: inout AnswerBatch) {
        guard let value = try? JSONValue(parsing: walk.bytes.part(usage)) else { return }
        var usage = Usage()
        usage.prompt = value["prompt_tokens"]?.wholeNumber ?? 0
        usage.completion = value["completion_tokens"]?.wholeNumber ?? 0
        usage.cached = value["prompt_tokens_details"]?["cached_tokens"]?.wholeNumber ?? 0
        usage.reasoning = value["completion_tokens_details"]?["reasoning_tokens"]?.wholeNumber ?? 0
        if let timings, let value = try? JSONValue(parsing: walk.bytes.part(timings)) {
            usage.promptTime = Self.nanoseconds(value["prompt_ms"])
            usage.completionTime = Self.nanoseconds(value["predicted_ms"])
        }
        batch.events.append(.usage(usage))
    }

    private static func nanoseconds(_ milliseconds: JSONValue?) -> UInt64? {
        guard case .number(let text) = milliseconds, let value = Double(text), value >= 0, value < 1e12 else {
            return nil
        }
        return UInt64(value * 1e6)
    }
}
