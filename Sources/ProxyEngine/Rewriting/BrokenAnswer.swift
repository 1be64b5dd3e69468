import Monitoring
import ToolCallParsing
import WireFormats

/// Good answers (2xx) whose body is none.
enum BrokenAnswer {
    /// What is wrong with a body that has to be JSON; `nil`: nothing.
    static func problem(with body: [UInt8], status: Int) -> ProxyError? {
        // No Content, Reset Content: nothing is what they say.
        if status == 204 || status == 205, body.isEmpty { return nil }
        guard let error = body.withUnsafeBytes({ JSONSyntaxScan.firstError(in: $0) }) else {
            return body.withUnsafeBytes(\.isUTF8) ? nil : problem("its text is not UTF-8")
        }
        let first = body.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        switch first {
        case nil: return problem("it is empty")
        case UInt8(ascii: "<"): return problem("it is a page (HTML or XML), not JSON")
        default: break
        }
        if error.reason == .unexpectedEnd { return problem("it breaks off after \(body.count) bytes") }
        if error.reason == .tooDeep {
            return problem("it is nested more than \(JSONSyntaxScan.maximumDepth) levels deep")
        }
        return problem("it is no JSON (\(error))")
    }

    /// JSON, but not what was asked for.
    static func noCompletion(_ body: [UInt8]) -> ProxyError {
        problem("it is no chat completion: \(String(decoding: body.prefix(200), as: UTF8.self))")
    }

    /// Whether a line of `body` is an event's.
    static func hasEvents(_ body: [UInt8]) -> Bool {
        body.withUnsafeBytes { bytes in
            var place = 0
            while place < bytes.count {
                if bytes.has("data:", at: place) { return true }
                place = bytes.place(of: 0x0A, or: 0x0D, from: place) + 1
            }
            return false
        }
    }

    private static func problem(_ what: String) -> ProxyError {
        ProxyError(
            status: 502, type: "backend_error", code: "backend_bad_answer",
            message: "The backend's answer cannot be read: \(what).", side: .backend)
    }
}
