import ToolCallParsing

/// What a person reads of texts that machines write.
package enum ReadableText {
    /// What a JSON string says; it may end anywhere, as it does while it is still being written. `nil`: it is none.
    package static func string(ofJSON value: String) -> String? {
        let bytes = Array(value.utf8)
        guard bytes.first == UInt8(ascii: "\"") else { return nil }
        var end = 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return bytes[1..<min(end, bytes.count)].withUnsafeBytes { JSONString.unescaped($0) }
    }
}

extension RequestDetail {
    /// The message that the client got, as clients keep it; `nil`: none, or not all of it, is kept.
    package var clientMessage: String? {
        guard let transcript = firstTranscript, !transcript.isCut, !transcript.isTruncated else { return nil }
        var message = AssembledMessage()
        for part in transcript.parts { message.append(part) }
        var members = [JSONMember(key: "role", value: .string("assistant"))]
        members.append(JSONMember(key: "content", value: .string(message.content)))
        if !message.reasoning.isEmpty {
            members.append(JSONMember(key: "reasoning_content", value: .string(message.reasoning)))
        }
        if !message.calls.isEmpty {
            let calls = message.calls.map { call in
                JSONValue.object([
                    JSONMember(key: "id", value: .string(call.id)), JSONMember(key: "type", value: .string("function")),
                    JSONMember(
                        key: "function",
                        value: .object([
                            JSONMember(key: "name", value: .string(call.name)),
                            JSONMember(key: "arguments", value: .string(call.arguments)),
                        ])),
                ])
            }
            members.append(JSONMember(key: "tool_calls", value: .array(calls)))
        }
        return JSONValue.object(members).jsonText
    }
}

extension ToolCallReport {
    /// The call as JSON: `{"name":"read_file","arguments":{"path":"a"}}`.
    package var json: String {
        let value = (try? JSONValue(parsing: arguments)) ?? .string(arguments)
        return JSONValue.object([
            JSONMember(key: "name", value: .string(name)), JSONMember(key: "arguments", value: value),
        ]).jsonText
    }
}
