import ToolCallParsing

/// The objects of Responses' answers.
enum ResponsesShapes {
    enum Status: String {
        case inProgress = "in_progress"
        case completed, incomplete, failed
    }

    /// An output item, open or whole.
    enum Item {
        case message(String)
        case reasoning(String)
        case call(Call)
    }

    struct Call: Sendable {
        var callID: String
        var name: ToolName
        var kind: Tool.Kind
        /// Arguments as JSON text, or the text of a freeform tool.
        var input = ""

        /// Calls by names that nobody declared are functions'.
        init(_ context: AnswerContext, id: String, name: String) {
            let tool = context.names.tool(name)
            callID = id.isEmpty ? context.newID("call_") : id
            self.name = tool?.name ?? ToolName(name)
            kind = tool?.kind ?? .function
        }

        var isFreeform: Bool { kind == .custom }
        var prefix: String {
            switch kind {
            case .custom: "ctc_"
            case .function: "fc_"
            case .localShell: "lsh_"
            case .search: "tsc_"
            }
        }
    }

    static func item(_ item: Item, id: String, _ status: Status) -> JSONValue {
        let status = JSONValue.string(status.rawValue)
        let isOpen = status == .string(Status.inProgress.rawValue)
        switch item {
        case .message(let text):
            return .members([
                ("id", .string(id)), ("type", .string("message")), ("role", .string("assistant")), ("status", status),
                ("content", .array(isOpen ? [] : [part(text)])),
            ])
        case .reasoning(let text):
            let content = JSONValue.members([("type", .string("reasoning_text")), ("text", .string(text))])
            return .members([
                ("id", .string(id)), ("type", .string("reasoning")), ("summary", .array([])),
                ("content", .array(isOpen ? [] : [content])), ("status", status),
            ])
        case .call(let call): return self.call(call, id: id, status)
        }
    }

    private static func call(_ call: Call, id: String, _ status: JSONValue) -> JSONValue {
        var members: [(String, JSONValue?)] = [("id", .string(id))]
        let arguments = call.input.isEmpty ? JSONValue.object([]) : (try? JSONValue(parsing: call.input)) ?? .object([])
        switch call.kind {
        case .custom:
            members += [
                ("type", .string("custom_tool_call")), ("call_id", .string(call.callID)),
                ("name", .string(call.name.name)), ("input", .string(call.input)),
            ]
        case .function:
            members += [
                ("type", .string("function_call")), ("call_id", .string(call.callID)),
                ("name", .string(call.name.name)), ("arguments", .string(call.input)),
            ]
        case .localShell:
            let action: [(String, JSONValue?)] = [("type", .string("exec"))]
            members += [
                ("type", .string("local_shell_call")), ("call_id", .string(call.callID)),
                (
                    "action",
                    .object((JSONValue.members(action).objectValue ?? []) + (arguments.objectValue ?? []))
                ),
            ]
        case .search:
            members += [
                ("type", .string("tool_search_call")), ("call_id", .string(call.callID)),
                ("execution", .string("client")), ("arguments", arguments),
            ]
        }
        members.append(("namespace", call.name.namespace.map { .string($0) }))
        members.append(("status", status))
        return .members(members)
    }

    static func part(_ text: String) -> JSONValue {
        .members([("type", .string("output_text")), ("text", .string(text)), ("annotations", .array([]))])
    }

    /// What it says of the request where the request does not.
    private static let defaults: [(String, JSONValue)] = [
        ("instructions", .null), ("max_output_tokens", .null), ("metadata", .object([])),
        ("parallel_tool_calls", .bool(true)), ("previous_response_id", .null), ("reasoning", .null),
        ("store", .bool(false)), ("temperature", .null),
        ("text", .members([("format", .members([("type", .string("text"))]))])), ("tool_choice", .string("auto")),
        ("tools", .array([])), ("top_p", .null), ("truncation", .string("disabled")), ("user", .null),
    ]
    /// Members of the request that its answer repeats. Nothing is stored, whatever was asked.
    static let repeated = Set(defaults.map(\.0)).subtracting(["store", "previous_response_id", "truncation"])
    /// May be large, and are told at the beginning and the end only.
    private static let large: Set<String> = ["instructions", "tools"]

    private static func request(_ context: AnswerContext, isBrief: Bool) -> [(String, JSONValue?)] {
        defaults.map { key, standard in
            let said = context.repeated.first { $0.key == key }?.value
            return (key, isBrief && large.contains(key) ? standard : said ?? standard)
        }
    }

    /// The answer's own object. `isBrief`: it is told in between.
    static func response(
        _ context: AnswerContext, id: String, model: String, _ status: Status, output: [JSONValue], usage: Usage? = nil,
        error: WireError? = nil, incomplete: String? = nil, isBrief: Bool = false
    ) -> JSONValue {
        .members(
            [
                ("id", .string(id)), ("object", .string("response")), ("created_at", .integer(context.created)),
                ("status", .string(status.rawValue)), ("model", .string(context.model(model))),
                // Told again and again, perhaps.
                ("output", .array(isBrief ? [] : output)),
                ("error", error.map(self.error) ?? .null),
                ("incomplete_details", incomplete.map { .members([("reason", .string($0))]) } ?? .null),
                ("usage", usage.map(self.usage) ?? .null),
            ] + request(context, isBrief: isBrief))
    }

    static func usage(_ usage: Usage) -> JSONValue {
        .members([
            ("input_tokens", .integer(usage.prompt)),
            ("input_tokens_details", .members([("cached_tokens", .integer(usage.cached))])),
            ("output_tokens", .integer(usage.completion)),
            ("output_tokens_details", .members([("reasoning_tokens", .integer(usage.reasoning))])),
            ("total_tokens", .integer(usage.prompt + usage.completion)),
        ])
    }

    /// What an answer that failed says.
    static func error(_ error: WireError) -> JSONValue {
        .members([("code", .string(code(error))), ("message", .string(error.message))])
    }

    private static func code(_ error: WireError) -> String {
        if case .overflow = error.kind { return "context_length_exceeded" }
        switch error.status {
        case 429: return "rate_limit_exceeded"
        case 400..<500: return error.code ?? "invalid_prompt"
        default: return error.code ?? "server_error"
        }
    }

    /// Why an answer is not whole; `nil`: it is.
    static func incomplete(_ finish: FinishReason) -> String? {
        switch finish {
        case .length: "max_output_tokens"
        case .contentFilter: "content_filter"
        case .stop, .stopText, .calls: nil
        }
    }
}

/// Errors before the answer, in OpenAI's shape.
enum ResponsesErrors {
    static func body(_ error: WireError) -> JSONValue {
        var error = error
        if case .overflow = error.kind { (error.code, error.parameter) = ("context_length_exceeded", "input") }
        return .members([
            (
                "error",
                .members([
                    ("message", .string(error.message)), ("type", .string(error.type)),
                    ("param", error.parameter.map { .string($0) } ?? .null),
                    ("code", error.code.map { .string($0) } ?? .null),
                ])
            )
        ])
    }
}
