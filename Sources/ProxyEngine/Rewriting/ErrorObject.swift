import Monitoring
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
    /// string), and an overflow of the context gets OpenAI's code, type and parameter, by which clients know it. What stood
    /// there goes on as `backend_code` and so on.
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
        for (key, value) in [
            ("type", "invalid_request_error"), ("param", "messages"), ("code", RequestFailure.overflowCode),
        ] {
            let old = object[key] ?? .null
            if old != .null && old != .string(value) { object.set("backend_\(key)", old) }
            object.set(key, .string(value))
        }
        return object
    }

    /// Whether a backend says that the prompt is too long for it.
    static func isOverflow(_ error: JSONValue) -> Bool {
        if error["type"]?.stringValue == "exceed_context_size_error" { return true }
        if error["code"]?.stringValue == RequestFailure.overflowCode { return true }
        let message = (error["message"]?.stringValue ?? error.stringValue ?? "").lowercased()
        return overflowWordings.contains { message.contains($0) }
    }

    private static let overflowWordings = [
        // llama-server, before and while it writes
        "exceeds the available context size", "context size has been exceeded",
        // vLLM, OpenAI; SGLang
        "maximum context length", "longer than the model's context length",
        // LM Studio: "... when context the overflows. However, the model is loaded with context length of only 4096 tokens"
        "loaded with context length of only",
    ]

    static func failure(_ error: JSONValue) -> RequestFailure {
        let code = error["code"]?.stringValue ?? error["type"]?.stringValue ?? "backend_error"
        return RequestFailure(
            code: code, message: error["message"]?.stringValue ?? error.stringValue ?? error.jsonText, side: .backend)
    }
}
