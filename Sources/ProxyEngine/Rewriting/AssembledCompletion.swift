import ToolCallParsing

/// One `chat.completion` body out of a stream that was translated for delivery as a whole.
struct AssembledCompletion {
    let json: JSONValue

    init(_ stream: StreamTranslation) {
        var members = stream.writer.members(object: "chat.completion")
        let choices = stream.choices.sorted { $0.index < $1.index }.map(Self.choice)
        members.append(JSONMember(key: "choices", value: .array(choices)))
        if let usage = try? JSONValue(parsing: stream.usage) { members.append(JSONMember(key: "usage", value: usage)) }
        if let timings = try? JSONValue(parsing: stream.timings) {
            members.append(JSONMember(key: "timings", value: timings))
        }
        json = .object(members)
    }

    private static func choice(_ state: ChoiceState) -> JSONValue {
        let logprobs = try? JSONValue(parsing: [UInt8(ascii: "[")] + state.logprobs + [UInt8(ascii: "]")])
        return .object([
            JSONMember(key: "index", value: .number(String(state.index))),
            JSONMember(
                key: "message",
                value: .object([JSONMember(key: "role", value: .string("assistant"))] + state.messageMembers)),
            JSONMember(
                key: "logprobs",
                value: state.logprobs.isEmpty ? .null : .object([JSONMember(key: "content", value: logprobs ?? .null)])),
            JSONMember(key: "finish_reason", value: state.finishReason.map { .string($0) } ?? .null),
        ])
    }
}
