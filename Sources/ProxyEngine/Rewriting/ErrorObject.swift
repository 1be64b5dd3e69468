import ToolCallParsing

/// OpenAI's error object, made of the proxy's own errors and of what backends send in its place.
enum ErrorObject {
    static func of(_ error: ProxyError) -> JSONValue {
        .object([
            JSONMember(key: "message", value: .string(error.message)),
            JSONMember(key: "type", value: .string(error.type)),
            JSONMember(key: "param", value: error.parameter.map { .string($0) } ?? .null),
            JSONMember(key: "code", value: .string(error.code)),
        ])
    }

    /// A backend's `error` member, brought into shape: a bare string becomes the message (mlx_lm.server sends one), and
    /// an overflow of the context gets the code by which clients know it.
    static func normalized(_ error: JSONValue) -> JSONValue {
        guard case .object(var members) = error else {
            return .object([
                JSONMember(key: "message", value: error.stringValue == nil ? .string(error.jsonText) : error),
                JSONMember(key: "type", value: .string("server_error")), JSONMember(key: "param", value: .null),
                JSONMember(key: "code", value: .null),
            ])
        }
        guard isOverflow(error) else { return error }
        if let index = members.firstIndex(where: { $0.key == "code" }) {
            members.append(JSONMember(key: "backend_code", value: members[index].value))
            members[index].value = .string(overflowCode)
        } else {
            members.append(JSONMember(key: "code", value: .string(overflowCode)))
        }
        return .object(members)
    }

    static let overflowCode = "context_length_exceeded"

    /// The wordings of llama-server ("exceeds the available context size", `exceed_context_size_error`) and of vLLM
    /// and OpenAI ("maximum context length").
    static func isOverflow(_ error: JSONValue) -> Bool {
        if error["type"]?.stringValue == "exceed_context_size_error" { return true }
        let message = (error["message"]?.stringValue ?? error.stringValue ?? "").lowercased()
        return message.contains("maximum context length") || message.contains("exceeds the available context size")
            || message.contains("context size has been exceeded")
    }

    static func failure(_ error: JSONValue) -> RequestFailure {
        let code = error["code"]?.stringValue ?? error["type"]?.stringValue ?? "backend_error"
        return RequestFailure(
            code: code, message: error["message"]?.stringValue ?? error.stringValue ?? error.jsonText, side: .backend)
    }

    static func bytes(_ error: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        error.append(to: &bytes)
        return bytes
    }
}
