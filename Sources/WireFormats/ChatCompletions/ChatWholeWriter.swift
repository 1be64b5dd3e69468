package import ToolCallParsing

/// Writes a whole answer as a chat completion.
package enum ChatWholeWriter {
    package static func body(_ answer: Answer, _ context: AnswerContext) -> JSONValue {
        var text = ""
        var reasoning = ""
        var calls: [JSONValue] = []
        for part in answer.parts {
            switch part {
            case .text(let said): text += said
            case .reasoning(let thought): reasoning += thought
            case .call(let call): calls.append(Self.call(call, context))
            }
        }
        let message = JSONValue.members([
            ("role", .string("assistant")), ("content", text.isEmpty && !calls.isEmpty ? .null : .string(text)),
            ("reasoning_content", reasoning.isEmpty ? nil : .string(reasoning)),
            ("tool_calls", calls.isEmpty ? nil : .array(calls)),
        ])
        let choice = JSONValue.members([
            ("index", .integer(0)), ("message", message),
            ("finish_reason", .string(ChatShapes.word(answer.finish ?? .stop))),
        ])
        let id = answer.id.isEmpty ? context.newID("chatcmpl-") : answer.id
        return .members(
            [
                ("id", .string(id)), ("object", .string("chat.completion")), ("created", .integer(context.created)),
                ("model", .string(context.model(answer.model))), ("choices", .array([choice])),
            ] + (answer.usage.map(ChatShapes.usage) ?? []).map { ($0, $1) })
    }

    private static func call(_ call: Answer.Call, _ context: AnswerContext) -> JSONValue {
        .members([
            ("id", .string(call.id.isEmpty ? context.newID("call_") : call.id)), ("type", .string("function")),
            ("function", .members([("name", .string(call.name)), ("arguments", .string(call.arguments))])),
        ])
    }
}

/// The objects of chat completions' answers.
enum ChatShapes {
    static func word(_ finish: FinishReason) -> String {
        switch finish {
        case .stop, .stopText: "stop"
        case .calls: "tool_calls"
        case .length: "length"
        case .contentFilter: "content_filter"
        }
    }

    /// `usage`, and llama-server's `timings` where times are known.
    static func usage(_ usage: Usage) -> [(String, JSONValue)] {
        let tokens = JSONValue.members([
            ("prompt_tokens", .integer(usage.prompt)), ("completion_tokens", .integer(usage.completion)),
            ("total_tokens", .integer(usage.prompt + usage.completion)),
            ("prompt_tokens_details", .members([("cached_tokens", .integer(usage.cached))])),
            ("completion_tokens_details", .members([("reasoning_tokens", .integer(usage.reasoning))])),
        ])
        guard usage.promptTime != nil || usage.completionTime != nil else { return [("usage", tokens)] }
        func milliseconds(_ time: UInt64?) -> JSONValue? { time.map { .number(String(Double($0) / 1e6)) } }
        let timings = JSONValue.members([
            ("prompt_ms", milliseconds(usage.promptTime)), ("predicted_ms", milliseconds(usage.completionTime)),
        ])
        return [("usage", tokens), ("timings", timings)]
    }

    static func error(_ error: WireError) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("message", .string(error.message)), ("type", .string(error.type)),
            ("param", error.parameter.map { .string($0) } ?? .null),
            ("code", error.code.map { .string($0) } ?? .null),
        ]
        if case .overflow(let tokens, let limit) = error.kind {
            members += [("n_prompt_tokens", tokens.map { .integer($0) }), ("n_ctx", limit.map { .integer($0) })]
        }
        return .members([("error", .members(members))])
    }
}
