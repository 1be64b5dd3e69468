package import ToolCallParsing

/// The objects of Anthropic's answers.
enum MessagesShapes {
    /// Stands for a signature, which nobody checks here: base64 of "local".
    static let signature = Array("bG9jYWw=".utf8)

    static func message(
        _ context: AnswerContext, model: String, content: [JSONValue], finish: FinishReason?, usage: JSONValue
    ) -> JSONValue {
        let stop = finish.map(stop) ?? [("stop_reason", .null), ("stop_sequence", .null)]
        return .members(
            [
                ("id", .string(context.newID("msg_"))), ("type", .string("message")), ("role", .string("assistant")),
                ("model", .string(context.model(model))), ("content", .array(content)),
            ] + stop + [("usage", usage)])
    }

    static func call(_ context: AnswerContext, id: String, name: String, input: JSONValue = .object([])) -> JSONValue {
        .members([
            ("type", .string("tool_use")), ("id", .string(id.isEmpty ? context.newID("toolu_") : id)),
            ("name", .string(context.names.tool(name)?.name.name ?? name)), ("input", input),
        ])
    }

    static func stop(_ finish: FinishReason) -> [(String, JSONValue?)] {
        var reason = "end_turn"
        var sequence: JSONValue = .null
        switch finish {
        case .stop: break
        case .stopText(let text): (reason, sequence) = ("stop_sequence", .string(text))
        case .calls: reason = "tool_use"
        case .length: reason = "max_tokens"
        case .contentFilter: reason = "refusal"
        }
        return [("stop_reason", .string(reason)), ("stop_sequence", sequence)]
    }

    /// What was read from a cache is counted apart.
    static func usage(_ usage: Usage) -> JSONValue {
        .members([
            ("input_tokens", .integer(max(0, usage.prompt - usage.cached))),
            ("cache_creation_input_tokens", .integer(0)), ("cache_read_input_tokens", .integer(usage.cached)),
            ("output_tokens", .integer(usage.completion)),
        ])
    }

    static func estimated(_ tokens: Int) -> JSONValue {
        .members([("input_tokens", .integer(tokens)), ("output_tokens", .integer(0))])
    }
}

/// Writes a whole answer as Anthropic's message.
package enum MessagesWholeWriter {
    package static func body(_ answer: Answer, _ context: AnswerContext) -> JSONValue {
        let content = answer.cutCallsAsText.map { part -> JSONValue in
            switch part {
            case .text(let text): .members([("type", .string("text")), ("text", .string(text))])
            case .reasoning(let text):
                .members([
                    ("type", .string("thinking")), ("thinking", .string(text)),
                    ("signature", .string(String(decoding: MessagesShapes.signature, as: UTF8.self))),
                ])
            case .call(let call):
                MessagesShapes.call(
                    context, id: call.id, name: call.name, input: UnparsedArguments.object(call.arguments))
            }
        }
        return MessagesShapes.message(
            context, model: answer.model, content: content, finish: answer.finish ?? .stop,
            usage: MessagesShapes.usage(answer.usage ?? Usage()))
    }
}
