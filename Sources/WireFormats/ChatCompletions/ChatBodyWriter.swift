import ToolCallParsing

/// Writes a conversation as the body of a chat completion request.
package struct ChatBodyWriter {
    private let conversation: Conversation
    private let names: FlatToolNames

    /// `conversation`: in the order that chat completions know, see ``Conversation/settled(_:)``.
    package init(_ conversation: Conversation, names: FlatToolNames) {
        self.conversation = conversation
        self.names = names
    }

    package var body: [UInt8] {
        var members: [(String, JSONValue?)] = [
            ("model", .string(conversation.model)),
            ("messages", .array(conversation.messages.flatMap(messages))),
        ]
        if !conversation.tools.isEmpty {
            members.append(("tools", .array(conversation.tools.map(tool))))
            members.append(("tool_choice", conversation.toolChoice.map(choice)))
            members.append(("parallel_tool_calls", conversation.allowsParallelCalls.map { .bool($0) }))
        }
        members.append(("max_tokens", conversation.maximumTokens.map { .integer($0) }))
        members += conversation.sampling.map { ($0.name.rawValue, $0.value) }
        if !conversation.stops.isEmpty { members.append(("stop", .array(conversation.stops.map { .string($0) }))) }
        members.append(("response_format", conversation.form.map(form)))
        members += thinking
        members.append(("user", conversation.names.user.map { .string($0) }))
        members.append(("prompt_cache_key", conversation.names.cacheKey.map { .string($0) }))
        members.append(("stream", .bool(conversation.wantsStream)))
        if conversation.wantsStream {
            members.append(("stream_options", .members([("include_usage", .bool(true))])))
        }
        return JSONValue.members(members).bytes
    }

    // MARK: Messages

    private func messages(_ message: Conversation.Message) -> [JSONValue] {
        switch message.role {
        case .instructions: [.members([("role", .string("system")), ("content", .string(Self.text(message, "\n\n")))])]
        case .user: user(message)
        case .assistant: [assistant(message)]
        }
    }

    private static func text(_ message: Conversation.Message, _ separator: String) -> String {
        message.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: separator)
    }

    private func user(_ message: Conversation.Message) -> [JSONValue] {
        var written: [JSONValue] = []
        var pictures: [JSONValue] = []
        var spoken: [Conversation.Part] = []
        for part in message.parts {
            guard case .result(let result) = part else {
                spoken.append(part)
                continue
            }
            written.append(
                .members([
                    ("role", .string("tool")), ("tool_call_id", .string(result.callID)),
                    ("content", .string(Self.text(of: result))),
                ]))
            guard !result.images.isEmpty else { continue }
            // Few templates take pictures in a tool's message.
            let name = result.toolName.map { " from \($0)" } ?? ""
            pictures.append(Self.part(.text("Image\(name):")))
            pictures += result.images.map { Self.part(.image($0)) }
        }
        let hasImages = spoken.contains { if case .image = $0 { true } else { false } }
        var content: JSONValue?
        if !pictures.isEmpty || hasImages {
            content = .array(pictures + spoken.map(Self.part))
        } else if !spoken.isEmpty {
            content = .string(Self.text(Conversation.Message(.user, spoken), "\n\n"))
        }
        if let content { written.append(.members([("role", .string("user")), ("content", content)])) }
        return written
    }

    private static func text(of result: Conversation.Result) -> String {
        guard result.isError, !result.text.lowercased().contains("error") else { return result.text }
        return "Error: " + result.text
    }

    private static func part(_ part: Conversation.Part) -> JSONValue {
        switch part {
        case .text(let text): .members([("type", .string("text")), ("text", .string(text))])
        case .image(let image):
            .members([
                ("type", .string("image_url")),
                (
                    "image_url",
                    .members([("url", .string(image.url)), ("detail", image.detail.map { .string($0) })])
                ),
            ])
        case .reasoning, .call, .result: .null
        }
    }

    private func assistant(_ message: Conversation.Message) -> JSONValue {
        let reasoning = message.parts.compactMap { if case .reasoning(let part) = $0 { part.text } else { nil } }
            .joined(separator: "\n")
        let calls = message.parts.compactMap { if case .call(let call) = $0 { call } else { nil } }
        let text = Self.text(message, "")
        return .members([
            ("role", .string("assistant")),
            ("content", text.isEmpty && !calls.isEmpty ? .null : .string(text)),
            ("reasoning_content", reasoning.isEmpty ? nil : .string(reasoning)),
            ("tool_calls", calls.isEmpty ? nil : .array(calls.map(call))),
        ])
    }

    private func call(_ call: Conversation.Call) -> JSONValue {
        let arguments =
            call.isFreeform
            ? JSONValue.members([(FreeformInput.key, .string(call.arguments))]).jsonText : call.arguments
        return .members([
            ("id", .string(call.id)), ("type", .string("function")),
            (
                "function",
                .members([("name", .string(names.flat(call.name))), ("arguments", .string(arguments))])
            ),
        ])
    }

    // MARK: Tools

    private func tool(_ tool: Tool) -> JSONValue {
        var description = tool.description
        var parameters: JSONValue?
        switch tool.input {
        case .arguments(let schema): parameters = schema ?? .members([("type", .string("object"))])
        case .freeform(let grammar):
            parameters = FreeformInput.schema
            if let grammar { description += "\n\nThe input must follow this grammar:\n" + grammar }
        }
        return .members([
            ("type", .string("function")),
            (
                "function",
                .members([
                    ("name", .string(names.flat(tool.name))), ("description", .string(description)),
                    ("parameters", parameters), ("strict", tool.isStrict.map { .bool($0) }),
                ])
            ),
        ])
    }

    private func choice(_ choice: ToolChoice) -> JSONValue {
        switch choice {
        case .automatic: .string("auto")
        case .none: .string("none")
        case .required: .string("required")
        // The same, and more backends obey: llama-server takes a name for `auto`.
        case .tool(let name) where conversation.tools.map(\.name) == [name]: .string("required")
        case .tool(let name):
            .members([
                ("type", .string("function")), ("function", .members([("name", .string(names.flat(name)))])),
            ])
        }
    }

    // MARK: The answer

    private func form(_ form: Conversation.OutputForm) -> JSONValue {
        switch form {
        case .json: .members([("type", .string("json_object"))])
        case .schema(let name, let schema):
            .members([
                ("type", .string("json_schema")),
                (
                    "json_schema",
                    .members([("name", .string(name)), ("schema", schema), ("strict", .bool(true))])
                ),
            ])
        }
    }

    private var thinking: [(String, JSONValue?)] {
        guard let thinking = conversation.thinking else { return [] }
        return [
            ("reasoning_effort", thinking.effort.map { .string(Self.effort($0)) }),
            ("thinking_budget_tokens", thinking.budget.map { .integer($0) }),
            (
                "chat_template_kwargs",
                thinking.isOn == false ? .members([("enable_thinking", .bool(false))]) : nil
            ),
        ]
    }

    /// The words that chat completions know.
    private static func effort(_ effort: String) -> String {
        switch effort {
        case "xhigh", "max": "high"
        default: effort
        }
    }
}
