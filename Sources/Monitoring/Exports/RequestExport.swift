/// A request written down for use elsewhere. Secrets of known shapes are taken out.
package struct RequestExport: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case curl
        case jsonLine = "jsonl"
        case httpArchive = "har"
        case testCase = "case"

        /// For a menu.
        package var title: String {
            switch self {
            case .curl: "curl command"
            case .jsonLine: "JSON line, as in the traffic log"
            case .httpArchive: "HTTP archive (HAR)"
            case .testCase: "test case of the translator"
            }
        }

        var fileExtension: String {
            switch self {
            case .curl: "sh"
            case .httpArchive: "har"
            case .jsonLine, .testCase: "jsonl"
            }
        }
    }

    /// Name of the file, without folder.
    package var name: String
    package var text: String
    /// The file gathers several of them.
    package var appends: Bool

    /// `nil` where nothing is kept to write down.
    package init?(_ kind: Kind, _ exported: ExportedRequest) {
        let (request, detail) = (exported.summary, exported.detail)
        let content: String?
        switch kind {
        case .curl:
            content = CurlCommand(exported)?.text
            name = "request-\(exported.stamp)-\(exported.number).sh"
        case .jsonLine:
            content = TrafficLogEntry(request, detail).map { entry in
                let line = TrafficLogLine.bytes(entry, bodies: .full)
                return String(decoding: Self.adding(exported.note, to: line), as: UTF8.self)
            }
            name = "requests.jsonl"
        case .httpArchive:
            content = HTTPArchive([exported]).text
            name = "request-\(exported.stamp)-\(exported.number).har"
        case .testCase:
            content = TestCase(request, detail, note: exported.note)?.line
            name = "cases.jsonl"
        }
        guard let content else { return nil }
        text = content
        appends = kind == .jsonLine || kind == .testCase
    }

    /// A note as the last member of a line's object; who reads logs does not mind it.
    private static func adding(_ note: String?, to line: [UInt8]) -> [UInt8] {
        guard let note, let end = line.lastIndex(of: UInt8(ascii: "}")) else { return line }
        var member = JSONLineWriter()
        member.object { $0.member("note", note) }
        return line[..<end] + [UInt8(ascii: ",")] + member.bytes.dropFirst().prefix { $0 != 0x0A }
            + line[line.index(after: end)...]
    }

    /// Several in one file, in the order given; those of which nothing is kept are left out. `nil`: that is all of them.
    package init?(_ kind: Kind, _ requests: [ExportedRequest]) {
        guard let first = requests.min(by: { $0.summary.id < $1.summary.id }),
            let last = requests.max(by: { $0.summary.id < $1.summary.id })
        else { return nil }
        if kind == .httpArchive {
            text = HTTPArchive(requests).text
        } else {
            text = requests.compactMap { RequestExport(kind, $0)?.text }.joined()
        }
        guard !text.isEmpty else { return nil }
        let noun = kind == .testCase ? "cases" : "requests"
        name = "\(noun)-\(first.stamp)-\(first.number)-\(last.number).\(kind.fileExtension)"
        appends = false
    }
}

extension RequestSummary {
    /// What the engine knew when the request came in.
    func received(body: String?) -> ReceivedRequest {
        ReceivedRequest(
            time: receivedAt, client: client, agent: agent, method: method, route: route, kind: kind, model: model,
            wantsStream: wantsStream, toolCount: toolCount, messageCount: messageCount, requestID: requestID,
            body: body.map { Array($0.utf8) } ?? [])
    }
}

extension TrafficLogEntry {
    /// The entry that the log has, or would have, of a request that is shown.
    init?(_ request: RequestSummary, _ detail: RequestDetail) {
        self.init(id: request.id, received: request.received(body: detail.requestBody), keepsText: true)
        if let backend = request.backend { _ = apply(.sent(backend: backend), at: request.sentSeconds ?? 0) }
        if let first = request.firstTokenSeconds { _ = apply(.firstToken, at: first) }
        for call in request.calls { _ = apply(.toolCall(call), at: 0) }
        var progress = RequestProgress(tokens: request.outputTokens, bytesOut: request.bytesOut)
        progress.transcript = detail.transcripts.sorted { $0.key < $1.key }.map { choice, transcript in
            TranscriptDelta(choice: choice, raw: transcript.raw, parts: transcript.parts)
        }
        if detail.transcripts.values.contains(where: { $0.isCut || $0.isTruncated }) {
            _ = apply(.progress(progress), at: 0)
            progress.transcript = []
            progress.followsGap = true
        }
        let outcome = RequestOutcome(
            status: request.status ?? 0, finishReason: request.finishReason,
            backendFinishReason: request.backendFinishReason, usage: request.usage, progress: progress,
            rewrites: request.rewrites)
        let seconds = request.endedSeconds ?? 0
        switch request.phase {
        case .failed:
            let unknown = RequestFailure(code: "unknown", message: "", side: .proxy)
            _ = apply(.failed(request.failure ?? unknown, outcome), at: seconds)
        case .cancelled: _ = apply(.cancelled(request.cancelReason ?? .clientLeft, outcome), at: seconds)
        case .done: _ = apply(.finished(outcome), at: seconds)
        case .queued, .prefill, .decode: return nil
        }
    }
}
