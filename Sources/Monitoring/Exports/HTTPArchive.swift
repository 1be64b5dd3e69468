/// Requests and their answers in the format that browsers and debugging proxies read.
///
/// http://www.softwareishard.com/blog/har-12-spec/; headers are not kept by the monitor and so are not in it.
struct HTTPArchive {
    let text: String

    init(_ requests: [ExportedRequest]) {
        var line = JSONLineWriter()
        line.object { line in
            line.key("log")
            line.object { line in
                line.member("version", "1.2")
                line.key("creator")
                line.object { line in
                    line.member("name", "llama-stream-top")
                    line.member("version", "1")
                }
                line.key("entries")
                line.array(requests) { line, request in Self.write(request, to: &line) }
            }
        }
        text = String(decoding: line.bytes, as: UTF8.self) + "\n"
    }

    private static func write(_ exported: ExportedRequest, to line: inout JSONLineWriter) {
        let request = exported.summary
        line.object { line in
            line.member("startedDateTime", CivilTime(request.receivedAt).iso8601)
            line.member("time", (request.endedSeconds ?? 0) * 1000)
            line.key("request")
            writeRequest(exported, to: &line)
            line.key("response")
            writeResponse(request, exported.detail, to: &line)
            line.key("cache")
            line.object { _ in }
            line.key("timings")
            writeTimings(request, to: &line)
            if let note = exported.note { line.member("comment", note) }
            line.member("_requestId", request.requestID)
            line.member("_model", Redaction.redacted(request.model))
        }
    }

    private static func writeRequest(_ exported: ExportedRequest, to line: inout JSONLineWriter) {
        let (request, detail) = (exported.summary, exported.detail)
        line.object { line in
            line.member("method", request.method)
            line.member("url", exported.proxyURL + Redaction.redacted(request.route))
            writeCommon(to: &line)
            line.key("queryString")
            line.array([Int]()) { $0.number($1) }
            line.member("bodySize", request.requestBytes)
            guard let body = detail.requestBody, !body.isEmpty else { return }
            line.key("postData")
            line.object { line in
                line.member("mimeType", "application/json")
                line.member("text", Redaction.redacted(body))
            }
        }
    }

    private static func writeResponse(
        _ request: RequestSummary, _ detail: RequestDetail, to line: inout JSONLineWriter
    ) {
        let isStream = request.wantsStream && (request.status ?? 200) < 400
        line.object { line in
            line.member("status", request.status ?? 0)
            line.member("statusText", "")
            writeCommon(to: &line)
            line.member("redirectURL", "")
            line.member("bodySize", request.bytesOut)
            line.key("content")
            line.object { line in
                line.member("size", request.bytesOut)
                line.member("mimeType", isStream ? "text/event-stream" : "application/json")
                guard let wire = detail.wire else { return }
                line.member("text", Redaction.redacted(String(decoding: wire.clientBytes, as: UTF8.self)))
                if wire.skipped > 0 { line.member("comment", "\(wire.skipped) bytes in the middle were not kept") }
            }
        }
    }

    private static func writeCommon(to line: inout JSONLineWriter) {
        line.member("httpVersion", "HTTP/1.1")
        line.key("headers")
        line.array([Int]()) { $0.number($1) }
        line.key("cookies")
        line.array([Int]()) { $0.number($1) }
        line.member("headersSize", -1)
    }

    private static func writeTimings(_ request: RequestSummary, to line: inout JSONLineWriter) {
        let sent = request.sentSeconds ?? 0
        let first = max(sent, request.firstByteSeconds ?? request.endedSeconds ?? sent)
        let end = max(first, request.endedSeconds ?? first)
        line.object { line in
            line.member("blocked", sent * 1000)
            line.member("send", 0)
            line.member("wait", (first - sent) * 1000)
            line.member("receive", (end - first) * 1000)
        }
    }
}

extension WireLog {
    /// What the client got of it.
    package var clientBytes: [UInt8] { head.bytes(of: [.toClient, .through]) + tail.bytes(of: [.toClient, .through]) }
}

extension WirePieces {
    fileprivate func bytes(of sides: Set<WireSide>) -> [UInt8] {
        var offset = 0
        var result: [UInt8] = []
        for mark in marks {
            if sides.contains(mark.side) { result += bytes[offset..<offset + mark.count] }
            offset += mark.count
        }
        return result
    }
}
