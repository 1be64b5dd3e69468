import ToolCallParsing

/// A whole `chat.completion` of a backend: its choices, with the calls found that stand in their text.
struct CompletionBody {
    /// One choice, read like a stream with a single delta.
    struct Choice {
        var state: ChoiceState
        /// The choice as the backend gave it.
        let original: JSONValue
        /// The client's message differs from the backend's.
        let isChanged: Bool

        var message: JSONValue { original["message"] ?? .object([]) }
    }
    let original: JSONValue
    private(set) var choices: [Choice] = []
    /// Whether the text began in reasoning that the prompt had opened; `nil`: it does not tell.
    private(set) var beganInReasoning: Bool?

    /// Reads `value`; `nil` where it is no completion.
    init?(
        _ value: JSONValue, request: CallRules, parserOptions: ParserOptions?,
        notice: OfferedNotice = OfferedNotice(), isWatched: Bool = false, reasoningStart: ReasoningStart = .unknown,
        newCallID: @escaping () -> String
    ) {
        guard let elements = value["choices"]?.arrayValue, !elements.isEmpty else { return nil }
        original = value
        for (position, element) in elements.enumerated() {
            var options = parserOptions
            // Whole text shows by itself where it begins.
            if reasoningStart == .assumed { options?.startsInReasoning = false }
            var read = Self.read(element, position, request, options, notice, isWatched, newCallID)
            let isCut = reasoningStart == .assumed && element["finish_reason"]?.stringValue == "length"
            if let first = read, let parser = first.parser,
                parser.hasMissedReasoning && reasoningStart != .no || isCut && !parser.hasReasoned
            {
                options?.startsInReasoning = true
                let second = Self.read(element, position, request, options, notice, isWatched, newCallID)
                // Calls were only thought about if something came of the thoughts.
                if first.calls.isEmpty || second?.calls.isEmpty == false || second?.content.isEmpty == false {
                    read = second
                    if !isCut { beganInReasoning = true }
                }
            } else if let first = read, !isCut, reasoningStart == .assumed || !first.reasoning.isEmpty {
                // Separated by the backend, or there is none.
                if first.parser?.hasReasoned != true { beganInReasoning = false }
            }
            guard let read else { return nil }
            choices.append(Choice(read, element))
        }
    }

    private static func read(
        _ element: JSONValue, _ position: Int, _ request: CallRules, _ options: ParserOptions?,
        _ notice: OfferedNotice, _ isWatched: Bool, _ newCallID: @escaping () -> String
    ) -> ChoiceState? {
        var translation = StreamTranslation(
            request: request, wantsUsage: false, delivery: .body, parserOptions: options, newCallID: newCallID)
        translation.notice = notice
        translation.isWatching = isWatched
        return translation.read(whole: element, at: position)
    }

    /// The body that the client gets; `nil`: the backend's, as it is.
    var translated: JSONValue? {
        guard choices.contains(where: \.isChanged) else { return nil }
        var value = original
        value.set("choices", .array(choices.map { $0.isChanged ? $0.translated : $0.original }))
        return value
    }
}

extension CompletionBody.Choice {
    fileprivate init(_ state: ChoiceState, _ original: JSONValue) {
        self.state = state
        self.original = original
        let message = original["message"]
        isChanged =
            original["finish_reason"]?.stringValue != state.finishReason
            || (message?["content"]?.stringValue ?? "").utf8.elementsEqual(state.content) == false
            || !Self.areInShape(message?["tool_calls"], state.calls)
    }

    /// Whether the backend's calls are the client's, and written as OpenAI writes them.
    private static func areInShape(_ value: JSONValue?, _ calls: [ChoiceState.Call]) -> Bool {
        guard let value, value != .null else { return calls.isEmpty }
        // An empty list is no list of calls for some clients.
        guard let elements = value.arrayValue, !elements.isEmpty else { return false }
        return elements.count == calls.count
            && zip(elements, calls).allSatisfy { element, call in
                element["id"]?.stringValue == call.id && element["function"]?["name"]?.stringValue == call.name
                    && element["type"]?.stringValue == "function"
                    && element["function"]?["arguments"]?.stringValue?.utf8.elementsEqual(call.arguments) == true
                    && element["index"] == nil
            }
    }

    fileprivate var translated: JSONValue {
        var value = original
        var message = message
        if message["role"] == nil { message.set("role", .string("assistant")) }
        for member in state.messageMembers { message.set(member.key, member.value) }
        if state.calls.isEmpty { message.remove("tool_calls") }
        value.set("message", message)
        value.set("finish_reason", state.finishReason.map { .string($0) } ?? .null)
        return value
    }
}

extension ChoiceState {
    /// The message as members of a whole one, as far as the proxy knows them.
    var messageMembers: [JSONMember] {
        let text = String(decoding: content, as: UTF8.self)
        var members = [
            JSONMember(key: "content", value: text.isEmpty && !calls.isEmpty ? .null : .string(text))
        ]
        if !reasoning.isEmpty {
            let text = String(decoding: reasoning, as: UTF8.self)
            members.append(JSONMember(key: "\(reasoningKey.text)", value: .string(text)))
        }
        if !calls.isEmpty { members.append(JSONMember(key: "tool_calls", value: .array(calls.map(\.json)))) }
        return members
    }
}

extension ChoiceState.Call {
    /// As it stands in `message.tool_calls`.
    fileprivate var json: JSONValue {
        .object([
            JSONMember(key: "id", value: .string(id)), JSONMember(key: "type", value: .string("function")),
            JSONMember(
                key: "function",
                value: .object([
                    JSONMember(key: "name", value: .string(name)),
                    JSONMember(key: "arguments", value: .string(String(decoding: arguments, as: UTF8.self))),
                ])),
        ])
    }
}
