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

    /// A backend's `error` member, brought into shape: what has no message becomes the message (mlx_lm.server sends a bare
    /// string), and an overflow of the context gets the code by which clients know it.
    static func normalized(_ error: JSONValue) -> JSONValue {
        var object = error
        if error["message"]?.stringValue == nil {
            object = .object([
                JSONMember(key: "message", value: .string(error.stringValue ?? String(error.jsonText.prefix(2000)))),
                JSONMember(key: "type", value: .string("server_error")), JSONMember(key: "param", value: .null),
                JSONMember(key: "code", value: .null),
            ])
        }
        guard isOverflow(error) else { return object }
        if let code = object["code"], code != .null { object.set("backend_code", code) }
        object.set("code", .string(overflowCode))
        return object
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
}
