import Monitoring

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The body of `POST /_top/control`.
struct ControlRequest: Codable {
    var action: String
    /// A backend's name.
    var backend: String?
    /// `set_chunk_size`, `set_max_concurrent`.
    var value: Amount?
    /// `cancel_request`, `resend_request`: the request's number.
    var id: UInt64?
    /// `resend_request`: what is changed in it, beside `backend`.
    var model: String?
    var body: String?
    /// `purge_cache`: a slot's number.
    var slot: Int?
    /// `hold_session`, `resume_session`: the session's short name, as `s3`.
    var session: String?
    /// `set_stream_mode`: its name, or `configured`.
    var mode: String?

    /// A number, or `"auto"`.
    enum Amount: Codable {
        case number(Int)
        case automatic

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
                return
            }
            guard try container.decode(String.self) == "auto" else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither a number nor auto")
            }
            self = .automatic
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .automatic: try container.encode("auto")
            }
        }
    }

    static func command(_ body: [UInt8]) throws(ProxyError) -> ControlCommand {
        let request: ControlRequest
        do {
            request = try JSONDecoder().decode(ControlRequest.self, from: Data(body))
        } catch {
            throw .invalidRequest(
                "The body must be {\"action\":\"...\"} with value (a number), backend, session or mode (a name), "
                    + "slot or id (a number).",
                code: "invalid_json")
        }
        return try request.command()
    }

    private func command() throws(ProxyError) -> ControlCommand {
        switch action {
        case "purge_cache": return .purgeCache(backend: backend, slot: slot)
        case "drain_backend": return .drainBackend(try needed(backend, "backend", "a name"))
        case "undrain_backend": return .undrainBackend(try needed(backend, "backend", "a name"))
        case "set_chunk_size":
            guard case .number(let size)? = value else {
                throw .invalidRequest("\(action) needs value, a number.", code: "missing_value")
            }
            return .setChunkSize(size)
        case "set_max_concurrent":
            guard case .number(let count) = try needed(value, "value") else { return .setMaxConcurrent(nil) }
            return .setMaxConcurrent(count)
        case "set_stream_mode": return .setStreamMode(try streamMode())
        case "cancel_request": return .cancelRequest(RequestID(rawValue: try needed(id, "id")))
        case "resend_request":
            return .resendRequest(
                RequestID(rawValue: try needed(id, "id")), ResendChange(backend: backend, model: model, body: body))
        case "pause": return .pause
        case "resume": return .resume
        case "hold_session": return .holdSession(try needed(session, "session", "a name"))
        case "resume_session": return .resumeSession(try needed(session, "session", "a name"))
        case "reload": return .reload
        default:
            throw .invalidRequest(
                "There is no action \(action); there are purge_cache, drain_backend, undrain_backend, set_chunk_size, "
                    + "set_max_concurrent, set_stream_mode, cancel_request, resend_request, pause, resume, hold_session, "
                    + "resume_session, reload.",
                code: "unknown_action")
        }
    }

    /// The body that orders `command`.
    static func body(of command: ControlCommand) -> String {
        var request = ControlRequest(action: "")
        switch command {
        case .purgeCache(let backend, let slot):
            (request.action, request.backend, request.slot) = ("purge_cache", backend, slot)
        case .drainBackend(let name): (request.action, request.backend) = ("drain_backend", name)
        case .undrainBackend(let name): (request.action, request.backend) = ("undrain_backend", name)
        case .setChunkSize(let size): (request.action, request.value) = ("set_chunk_size", .number(size))
        case .setMaxConcurrent(let limit):
            (request.action, request.value) = ("set_max_concurrent", limit.map(Amount.number) ?? .automatic)
        case .setStreamMode(let mode):
            (request.action, request.mode) = ("set_stream_mode", mode?.rawValue ?? Self.configured)
        case .cancelRequest(let id): (request.action, request.id) = ("cancel_request", id.number)
        case .resendRequest(let id, let change):
            (request.action, request.id) = ("resend_request", id.number)
            (request.backend, request.model, request.body) = (change.backend, change.model, change.body)
        case .pause: request.action = "pause"
        case .resume: request.action = "resume"
        case .holdSession(let session): (request.action, request.session) = ("hold_session", session)
        case .resumeSession(let session): (request.action, request.session) = ("resume_session", session)
        case .reload: request.action = "reload"
        }
        return String(decoding: json(request), as: UTF8.self)
    }

    /// Stands for the mode that the settings name.
    private static let configured = "configured"

    private func streamMode() throws(ProxyError) -> StreamMode? {
        let name = try needed(mode, "mode", "a name")
        if name == Self.configured { return nil }
        guard let mode = StreamMode(rawValue: name) else {
            let names = StreamMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidRequest("There is no mode \(name); there are \(names), configured.", code: "unknown_mode")
        }
        return mode
    }

    private func needed<T>(_ value: T?, _ name: String, _ kind: String = "a number") throws(ProxyError) -> T {
        guard let value else { throw .invalidRequest("\(action) needs \(name), \(kind).", code: "missing_value") }
        return value
    }

    /// The answer to a command that was carried out.
    static func done(_ message: String) -> [UInt8] {
        struct Done: Encodable {
            var ok = true
            var message: String
        }
        return json(Done(message: message))
    }

    /// The answer to a command that was not.
    static func refused(_ error: ProxyError) -> [UInt8] {
        struct Refused: Encodable {
            struct Fields: Encodable { var message, type, code: String }
            var ok = false
            var error: Fields
        }
        return json(Refused(error: .init(message: error.message, type: error.type, code: error.code)))
    }

    private static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
    }
}
