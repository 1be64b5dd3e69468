import ToolCallParsing

/// A whole `chat.completion` of a backend: its choices, with the calls found that stand in their text.
struct CompletionBody {
    /// One choice, as the client gets it.
    struct Choice {
        var index: Int
        var content: String
        var reasoning: String
        var calls: [ChoiceState.Call]
        var finishReason: String
        var backendFinishReason: String?
        /// The message differs from the backend's.
        var isChanged: Bool
        /// The choice as the backend gave it.
        var original: JSONValue
        var transcript: TranscriptDelta
    }
    let original: JSONValue
    private(set) var choices: [Choice] = []

    /// Reads `value`; `nil` where it is no completion.
    init?(
        _ value: JSONValue, tools: [ToolDeclaration], parserOptions: ParserOptions?, newCallID: () -> String
    ) {
        guard let elements = value["choices"]?.arrayValue else { return nil }
        original = value
        for (position, element) in elements.enumerated() {
            choices.append(Self.choice(element, position, tools, parserOptions, newCallID))
        }
    }

    private static func choice(
        _ value: JSONValue, _ position: Int, _ tools: [ToolDeclaration], _ options: ParserOptions?,
        _ newCallID: () -> String
    ) -> Choice {
        let message = value["message"] ?? .null
        let text = message["content"]?.stringValue ?? ""
        let reasoning = (message["reasoning_content"] ?? message["reasoning"])?.stringValue ?? ""
        let (native, isRepaired) = nativeCalls(message["tool_calls"], newCallID)
        let backendReason = value["finish_reason"]?.stringValue
        var choice = Choice(
            index: value["index"]?.intValue ?? position, content: text, reasoning: reasoning, calls: native,
            finishReason: backendReason ?? "stop", backendFinishReason: backendReason, isChanged: isRepaired,
            original: value, transcript: TranscriptDelta(choice: value["index"]?.intValue ?? position))
        var state = ChoiceState(index: choice.index, parser: nil)
        if native.isEmpty, let options, !text.isEmpty {
            search(text, tools, options, newCallID, &choice, &state)
        } else {
            var text = text
            text.withUTF8 { bytes in
                state.transcript.appendRaw(UnsafeRawBufferPointer(bytes))
                state.transcript.append(.content, UnsafeRawBufferPointer(bytes), span: 0..<bytes.count)
            }
            for (number, call) in native.enumerated() { state.tell(call, number, span: 0..<0) }
        }
        state.calls = choice.calls
        let reason = state.clientReason(for: choice.finishReason)
        choice.isChanged = choice.isChanged || reason != backendReason
        choice.finishReason = reason
        choice.transcript = state.transcript.take(choice: choice.index)
        return choice
    }

    /// The backend's own calls, put in shape; `true` where something was missing.
    private static func nativeCalls(
        _ value: JSONValue?, _ newCallID: () -> String
    ) -> (calls: [ChoiceState.Call], isRepaired: Bool) {
        var calls: [ChoiceState.Call] = []
        var isRepaired = false
        for element in value?.arrayValue ?? [] {
            guard let name = element["function"]?["name"]?.stringValue, !name.isEmpty else {
                isRepaired = true
                continue
            }
            let id = element["id"]?.stringValue ?? ""
            let arguments = element["function"]?["arguments"]
            let isInShape =
                !id.isEmpty && element["type"]?.stringValue == "function"
                && arguments?.stringValue != nil && element["index"] == nil
            isRepaired = isRepaired || !isInShape
            let text = arguments?.stringValue ?? (arguments == nil || arguments == .null ? "{}" : arguments?.jsonText)
            calls.append(
                ChoiceState.Call(
                    id: id.isEmpty ? newCallID() : id, name: name, dialect: StreamTranslation.native,
                    arguments: Array((text ?? "{}").utf8)))
        }
        return (calls, isRepaired)
    }

    private static func search(
        _ text: String, _ tools: [ToolDeclaration], _ options: ParserOptions, _ newCallID: () -> String,
        _ choice: inout Choice, _ state: inout ChoiceState
    ) {
        var options = options
        // Whole text shows whether the prompt had opened the reasoning: it closes without having been opened.
        if options.separatesReasoning, let closer = text.firstRange(of: "</think>") {
            options.startsInReasoning = !text[..<closer.lowerBound].contains("<think>")
        }
        var parser = ModelOutputParser(tools: tools, options: options)
        var batch = ParsedBatch()
        parser.receive(text, into: &batch)
        parser.finish(into: &batch)
        let message = ParsedMessage(batch)
        choice.isChanged = choice.isChanged || message.content != text
        choice.content = message.content
        choice.reasoning += message.reasoning
        choice.calls = message.calls.map { call in
            ChoiceState.Call(
                id: call.id ?? newCallID(), name: call.name, dialect: call.dialect.rawValue,
                arguments: Array(call.arguments.utf8))
        }
        var raw = text
        raw.withUTF8 { state.transcript.appendRaw(UnsafeRawBufferPointer($0)) }
        for event in batch.events { state.tell(event, batch, &choice.calls) }
    }

    /// The body that the client gets.
    var translated: JSONValue {
        guard choices.contains(where: \.isChanged), case .object(var members) = original else { return original }
        for index in members.indices where members[index].key == "choices" {
            members[index].value = .array(choices.map { $0.isChanged ? $0.translated : $0.original })
        }
        return .object(members)
    }
}

extension CompletionBody.Choice {
    fileprivate var translated: JSONValue {
        var value = original
        var message = original["message"] ?? .object([])
        message.set("content", content.isEmpty && !calls.isEmpty ? .null : .string(content))
        if !reasoning.isEmpty, message["reasoning"] == nil { message.set("reasoning_content", .string(reasoning)) }
        if calls.isEmpty { message.remove("tool_calls") } else { message.set("tool_calls", .array(calls.map(\.json))) }
        if message["role"] == nil { message.set("role", .string("assistant")) }
        value.set("message", message)
        value.set("finish_reason", .string(finishReason))
        return value
    }
}

extension ChoiceState.Call {
    /// As it stands in `message.tool_calls`.
    var json: JSONValue {
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

extension ChoiceState {
    mutating func tell(_ call: Call, _ number: Int, span: Range<Int>) {
        transcript.mark(.call(index: number, id: call.id, name: call.name, dialect: call.dialect), span: span)
        call.arguments.withUnsafeBytes { transcript.append(.arguments(index: number), $0, span: span) }
    }

    fileprivate mutating func tell(_ event: ParsedEvent, _ batch: ParsedBatch, _ calls: inout [Call]) {
        batch.bytes.withUnsafeBytes { bytes in
            switch event {
            case .content(let range, let span): transcript.append(.content, bytes.part(range), span: span)
            case .reasoning(let range, let span): transcript.append(.reasoning, bytes.part(range), span: span)
            case .callStarted(let head, let span):
                let id = calls.indices.contains(head.index) ? calls[head.index].id : ""
                transcript.mark(
                    .call(index: head.index, id: id, name: head.name, dialect: head.dialect.rawValue), span: span)
            case .arguments(let call, let range, let span):
                transcript.append(.arguments(index: call), bytes.part(range), span: span)
            case .callEnded(_, let span), .removed(let span): transcript.mark(.removed, span: span)
            case .repaired(let kind, let call, let span):
                transcript.mark(.repair(kind.rawValue), span: span)
                if calls.indices.contains(call) { calls[call].repairs.append(kind.rawValue) }
            case .nearMiss(let miss, let span):
                transcript.mark(.nearMiss(dialect: miss.dialect.rawValue, reason: miss.reason.rawValue), span: span)
            }
        }
    }
}

extension JSONValue {
    /// Sets the member `key` of an object, in its place or at the end.
    mutating func set(_ key: String, _ value: JSONValue) {
        guard case .object(var members) = self else { return }
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value = value
        } else {
            members.append(JSONMember(key: key, value: value))
        }
        self = .object(members)
    }

    mutating func remove(_ key: String) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.key == key }
        self = .object(members)
    }
}
