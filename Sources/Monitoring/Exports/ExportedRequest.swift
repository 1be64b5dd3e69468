/// A request with all that is kept of it, to be written down.
package struct ExportedRequest: Sendable {
    package var summary: RequestSummary
    package var detail: RequestDetail
    /// What somebody has written beside it.
    package var note: String?
    /// Where it was asked: scheme, host and port.
    package var proxyURL: String

    package init(summary: RequestSummary, detail: RequestDetail, proxyURL: String, note: String? = nil) {
        self.note = note
        self.summary = summary
        self.detail = detail
        self.proxyURL = proxyURL
    }

    /// The number that it has on the screen, without its mark.
    var number: String { String(summary.id.description.drop { $0 == "#" }) }

    /// When it came, for names of files: numbers begin again with each run. UTC.
    var stamp: String {
        let time = CivilTime(summary.receivedAt).iso8601.prefix { $0 != "." }
        return time.filter { $0 != "-" && $0 != ":" }
    }
}

extension MonitorSnapshot {
    /// Where no proxy of its own is known: where one listens that was told nothing else.
    private static let usualURL = "http://127.0.0.1:8066"

    /// `request`, of which `detail` is kept, as one of this picture.
    package func exported(
        _ request: RequestSummary, _ detail: RequestDetail, note: String? = nil
    ) -> ExportedRequest {
        ExportedRequest(summary: request, detail: detail, proxyURL: proxyURL(of: request), note: note)
    }

    private func proxyURL(of request: RequestSummary) -> String {
        if let proxies { return (proxies.first { $0.name == request.proxy } ?? proxies.first)?.url ?? Self.usualURL }
        return listening.isEmpty ? Self.usualURL : "http://" + listening
    }
}
