import WireFormats

/// The members of a `chat.completion.chunk` that the proxy looks at, as places in the payload.
struct ChatChunk {
    var id: Range<Int>?
    var object: Range<Int>?
    var created: Range<Int>?
    var model: Range<Int>?
    var fingerprint: Range<Int>?
    /// The array; `nil` where it is absent or null.
    var choices: Range<Int>?
    /// Not null.
    var usage: Range<Int>?
    var timings: Range<Int>?
    var error: Range<Int>?
    var promptProgress: Range<Int>?
    /// There are members that the proxy does not know.
    var hasExtras = false

    /// Reads `payload`; `nil` where it is no object.
    init?(_ payload: UnsafeRawBufferPointer) {
        var cursor = JSONCursor(payload)
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return nil }
            if payload.equals("choices", in: key) {
                choices = payload[value.lowerBound] == UInt8(ascii: "[") ? value : nil
            } else if payload.equals("id", in: key) {
                id = value
            } else if payload.equals("object", in: key) {
                object = value
            } else if payload.equals("created", in: key) {
                created = value
            } else if payload.equals("model", in: key) {
                model = value
            } else if payload.equals("system_fingerprint", in: key) {
                fingerprint = value
            } else if !payload.equals("null", in: value) {
                other(payload, key, value)
            }
        }
        if cursor.isBroken { return nil }
    }

    private mutating func other(_ payload: UnsafeRawBufferPointer, _ key: Range<Int>, _ value: Range<Int>) {
        if payload.equals("usage", in: key) {
            usage = value
        } else if payload.equals("timings", in: key) {
            timings = value
            hasExtras = true
        } else if payload.equals("error", in: key) {
            error = value
        } else if payload.equals("prompt_progress", in: key) {
            promptProgress = value
        } else {
            hasExtras = true
        }
    }
}

/// One element of `choices`.
struct ChunkChoice {
    var index = 0
    var delta: Range<Int>?
    /// Not null.
    var finishReason: Range<Int>?
    /// Not null.
    var logprobs: Range<Int>?
    var hasExtras = false
    /// `false`: OpenAI would not write it so (an empty finish reason, a role that is no assistant's).
    var isInShape = true

    var saysRole = false
    /// Strings with their quotes; not null and not empty.
    var content: Range<Int>?
    var contentHasEscapes = false
    var reasoning: Range<Int>?
    var reasoningHasEscapes = false
    var reasoningKey = ReasoningKey.reasoningContent
    /// A non-empty array.
    var toolCalls: Range<Int>?
    /// Members of the delta that the proxy does not know.
    var deltaHasExtras = false

    /// Reads the object that begins at the cursor and passes it; `nil` where there is none.
    init?(_ cursor: inout JSONCursor) {
        let payload = cursor.bytes
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey() {
            if payload.equals("delta", in: key), cursor.peek() == UInt8(ascii: "{") {
                let start = cursor.position
                guard readDelta(&cursor) else { return nil }
                delta = start..<cursor.position
                continue
            }
            guard let value = cursor.skipValue() else { return nil }
            if payload.equals("index", in: key) {
                index = payload.integer(value) ?? 0
            } else if payload.equals("null", in: value) {
                continue
            } else if payload.equals("finish_reason", in: key) {
                if payload.isText(value) { finishReason = value } else { isInShape = false }
            } else if !payload.equals("delta", in: key) {
                if payload.equals("logprobs", in: key) { logprobs = value }
                hasExtras = true
            }
        }
        if cursor.isBroken { return nil }
    }

    private mutating func readDelta(_ cursor: inout JSONCursor) -> Bool {
        let payload = cursor.bytes
        guard cursor.enterObject() else { return false }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return false }
            let isNull = payload.equals("null", in: value)
            let isEmpty = value.count <= 2 || isNull
            let isString = payload[value.lowerBound] == UInt8(ascii: "\"")
            if payload.equals("content", in: key), isString || isEmpty {
                if !isEmpty { (content, contentHasEscapes) = (value, cursor.sawEscape) }
            } else if payload.equals("role", in: key) {
                saysRole = payload.equals("\"assistant\"", in: value)
                if !saysRole { isInShape = false }
            } else if let name = ReasoningKey(payload, key), isString || isEmpty {
                if !isEmpty { (reasoning, reasoningHasEscapes, reasoningKey) = (value, cursor.sawEscape, name) }
            } else if payload.equals("tool_calls", in: key) {
                // An empty list is passed on to nobody: some clients take it for calls.
                if !isEmpty { toolCalls = value } else if !isNull { isInShape = false }
            } else if !isNull {
                deltaHasExtras = true
            }
        }
        return !cursor.isBroken
    }
}

/// The names under which backends give reasoning: llama-server and SGLang the first, vLLM, Ollama and LM Studio the second.
enum ReasoningKey {
    case reasoningContent
    case reasoning

    fileprivate init?(_ payload: UnsafeRawBufferPointer, _ key: Range<Int>) {
        if payload.equals("reasoning_content", in: key) {
            self = .reasoningContent
        } else if payload.equals("reasoning", in: key) {
            self = .reasoning
        } else {
            return nil
        }
    }

    var text: StaticString {
        switch self {
        case .reasoningContent: "reasoning_content"
        case .reasoning: "reasoning"
        }
    }
}

/// One element of a delta's `tool_calls`.
struct ChunkToolCall {
    var index: Int?
    /// Strings that are not empty.
    var id: Range<Int>?
    var name: Range<Int>?
    /// `type` is `function`.
    var isTyped = false
    /// There is an id, type or name, even if it is null: what only the first piece of a call has.
    var saysHead = false
    /// A string with its quotes, or an object where a backend forgets to make it a string.
    var arguments: Range<Int>?

    init?(_ cursor: inout JSONCursor) {
        let payload = cursor.bytes
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey() {
            if payload.equals("function", in: key), cursor.peek() == UInt8(ascii: "{") {
                guard readFunction(&cursor) else { return nil }
                continue
            }
            guard let value = cursor.skipValue() else { return nil }
            if payload.equals("index", in: key) {
                index = payload.integer(value)
            } else if payload.equals("id", in: key) {
                saysHead = true
                if payload.isText(value) { id = value }
            } else if payload.equals("type", in: key) {
                saysHead = true
                isTyped = payload.equals("\"function\"", in: value)
            }
        }
        if cursor.isBroken { return nil }
    }

    private mutating func readFunction(_ cursor: inout JSONCursor) -> Bool {
        let payload = cursor.bytes
        guard cursor.enterObject() else { return false }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return false }
            if payload.equals("name", in: key) {
                saysHead = true
                if payload.isText(value) { name = value }
            } else if payload.equals("arguments", in: key), !payload.equals("null", in: value) {
                arguments = value
            }
        }
        return !cursor.isBroken
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a string that is not empty stands in `range`.
    func isText(_ range: Range<Int>) -> Bool { range.count > 2 && self[range.lowerBound] == UInt8(ascii: "\"") }
}
