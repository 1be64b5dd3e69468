import NIOHTTP1

/// Heads of backends that must not be believed (RFC 9112, section 6.3): where the answer ends could be read differently, or
/// it is none to what was asked.
enum ResponseCheck {
    /// What is wrong with `head`, in words; `nil`: nothing. Interim answers (1xx) other than 101 do not come here.
    static func problem(with head: HTTPResponseHead) -> String? {
        let status = head.status.code
        if status == 101 { return "it switches protocols (101), which nobody asked for" }
        guard (200...999).contains(status) else { return "its status is \(status)" }
        let encodings = head.headers["transfer-encoding"]
        let lengths = head.headers["content-length"]
        if encodings.isEmpty {
            guard lengths.count <= 1 else { return "there is more than one Content-Length" }
            if let length = lengths.first, RequestFraming(["Content-Length": length]) == nil {
                return "its Content-Length is no number that can be counted to"
            }
            return nil
        }
        guard lengths.isEmpty else { return "Content-Length and Transfer-Encoding exclude each other" }
        guard encodings.count == 1, encodings[0].lowercased() == "chunked" else {
            return "its Transfer-Encoding is not chunked"
        }
        return nil
    }

    /// Whether the connection may be used again after the answer. HTTP/1.0 knows no chunks: what comes behind them is not to
    /// be trusted.
    static func keepsAlive(_ head: HTTPResponseHead) -> Bool {
        head.isKeepAlive && (head.version == .http1_1 || !head.headers.contains(name: "transfer-encoding"))
    }
}
