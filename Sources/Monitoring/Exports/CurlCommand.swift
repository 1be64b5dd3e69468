/// The request as a shell command that asks the proxy the same again.
struct CurlCommand {
    let text: String

    init?(_ exported: ExportedRequest) {
        let (request, detail) = (exported.summary, exported.detail)
        let url = Self.quoted(exported.proxyURL + Redaction.redacted(request.route))
        var lines = [
            "#!/bin/sh",
            "# \(request.id) of \(request.agent.isEmpty ? "an unknown client" : Self.comment(request.agent))",
        ]
        if let note = exported.note { lines.append("# \(Self.comment(note))") }
        guard let body = detail.requestBody, !body.isEmpty else {
            guard request.requestBytes == 0 else { return nil }
            lines.append("curl -sS -X \(Self.quoted(request.method)) \(url)")
            text = lines.joined(separator: "\n") + "\n"
            return
        }
        let shown = Redaction.redacted(body)
        // A line of its own that no line of the body is. In bytes, as a shell reads them: "\r\n" is one `Character`.
        var end = "END_OF_BODY"
        let bodyLines = Set(shown.utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
        while bodyLines.contains(end) { end += "_" }
        lines.append("curl -sS -N -X \(Self.quoted(request.method)) \(url) \\")
        lines.append("    -H 'Content-Type: application/json' \\")
        lines.append("    -H \"Authorization: Bearer ${OPENAI_API_KEY:-none}\" \\")
        lines.append("    --data-binary @- <<'\(end)'")
        text = (lines + [shown, end]).joined(separator: "\n") + "\n"
    }

    /// In single quotes, in which a shell changes nothing. In bytes: a quote with a combining mark is another `Character`.
    static func quoted(_ text: String) -> String {
        let quote = UInt8(ascii: "'")
        let parts = text.utf8.split(separator: quote, omittingEmptySubsequences: false)
        return "'" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "'\\''") + "'"
    }

    private static func comment(_ text: String) -> String { text.neutralised }
}
