import ToolCallParsing

/// A generation that llama-server has thrown away because its own parser could not read it: the error holds the model's
/// text from the place on at which it gave up (`common_chat_parse` in llama.cpp's `chat.cpp`).
enum LostGeneration {
    private static let prefix = "Failed to parse input at pos "

    /// The text in the message of an error object; `nil`: this is another error.
    static func text(in error: JSONValue) -> String? {
        guard let message = error["message"]?.stringValue ?? error.stringValue, message.hasPrefix(prefix) else {
            return nil
        }
        let rest = message.dropFirst(prefix.count)
        guard let colon = rest.firstIndex(of: ":"), !rest[..<colon].isEmpty, rest[..<colon].allSatisfy(\.isNumber)
        else {
            return nil
        }
        let text = rest[rest.index(after: colon)...].drop { $0 == " " }
        return text.isEmpty ? nil : String(text)
    }

    /// Whether an error's body is such, as far as bytes tell.
    static func isLikely(_ body: some Collection<UInt8>) -> Bool { body.contains(prefix.utf8) }

    /// The completion that the backend should have given.
    static func completion(of text: String, model: String) -> JSONValue {
        .object([
            JSONMember(key: "model", value: .string(model)),
            JSONMember(
                key: "choices",
                value: .array([
                    .object([
                        JSONMember(key: "index", value: .number("0")),
                        JSONMember(
                            key: "message",
                            value: .object([
                                JSONMember(key: "role", value: .string("assistant")),
                                JSONMember(key: "content", value: .string(text)),
                            ])),
                        JSONMember(key: "finish_reason", value: .string("stop")),
                    ])
                ])),
        ])
    }
}
