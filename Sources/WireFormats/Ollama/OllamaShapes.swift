import ToolCallParsing

/// The objects of Ollama's answers: of `/api/chat`, or of `/api/generate`, which has no messages.
enum OllamaShapes {
    enum Kind: Sendable {
        case chat, generate
    }

    static let streamType = "application/x-ndjson"

    static func line(_ kind: Kind, _ context: AnswerContext, model: String, _ said: Said, rest: [(String, JSONValue?)])
        -> JSONValue
    {
        .members(
            [
                ("model", .string(context.model(model))), ("created_at", .string(context.createdText)),
            ] + said.members(kind) + rest)
    }

    /// What an assistant says.
    struct Said {
        var text = ""
        var thinking: String?
        var calls: [JSONValue] = []

        func members(_ kind: Kind) -> [(String, JSONValue?)] {
            let thinking = thinking.map { JSONValue.string($0) }
            switch kind {
            case .generate: return [("response", .string(text)), ("thinking", thinking)]
            case .chat:
                let message = JSONValue.members([
                    ("role", .string("assistant")), ("content", .string(text)), ("thinking", thinking),
                    ("tool_calls", calls.isEmpty ? nil : .array(calls)),
                ])
                return [("message", message)]
            }
        }
    }

    static func call(_ context: AnswerContext, id: String, name: String, arguments: String, index: Int) -> JSONValue {
        .members([
            ("id", id.isEmpty ? nil : .string(id)),
            // Ollama has it in `function` only. LiteLLM reads it here, and else takes each line's calls for the first.
            ("index", .integer(index)),
            (
                "function",
                .members([
                    ("index", .integer(index)),
                    ("name", .string(context.names.tool(name)?.name.name ?? name)),
                    ("arguments", UnparsedArguments.object(arguments)),
                ])
            ),
        ])
    }

    /// What the last line has besides. `firstAt`: nanoseconds until the first token.
    static func end(_ finish: FinishReason, _ usage: Usage?, total: UInt64, firstAt: UInt64?) -> [(String, JSONValue?)]
    {
        let usage = usage ?? Usage()
        let firstAt = firstAt ?? total
        return [
            ("done", .bool(true)), ("done_reason", .string(finish == .length ? "length" : "stop")),
            ("total_duration", .integer(total)), ("load_duration", .integer(0)),
            ("prompt_eval_count", .integer(usage.prompt)),
            // Clients divide by them.
            ("prompt_eval_duration", .integer(max(1, usage.promptTime ?? firstAt))),
            ("eval_count", .integer(usage.completion)),
            ("eval_duration", .integer(max(1, usage.completionTime ?? (total > firstAt ? total - firstAt : 0)))),
        ]
    }

    static func error(_ error: WireError) -> JSONValue { .members([("error", .string(error.message))]) }

    /// The answer to a request that asks nothing: the model is loaded, or unloaded.
    static func empty(_ kind: Kind, _ conversation: Conversation, _ context: AnswerContext) -> JSONValue {
        line(
            kind, context, model: "", Said(),
            rest: [
                ("done", .bool(true)), ("done_reason", .string(conversation.unloads ? "unload" : "load")),
            ])
    }

    static func whole(_ kind: Kind, _ answer: Answer, _ context: AnswerContext) -> JSONValue {
        var said = Said()
        for part in answer.cutCallsAsText {
            switch part {
            case .text(let text): said.text += text
            case .reasoning(let text): said.thinking = (said.thinking ?? "") + text
            case .call(let written):
                said.calls.append(
                    call(
                        context, id: written.id, name: written.name, arguments: written.arguments,
                        index: said.calls.count))
            }
        }
        return line(
            kind, context, model: answer.model, said,
            rest: end(answer.finish ?? .stop, answer.usage, total: context.elapsed(), firstAt: nil))
    }
}
