import Monitoring

/// Taking what is seen elsewhere: into the clipboard, into a file, through other dialects.
extension ViewState {
    /// The text of the open tab; of those that show the request's or the model's text, that text itself.
    mutating func copyText(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        if screen == .overview { return copyRows(snapshot) }
        guard let (request, detail) = opened(snapshot) else { return nil }
        let text: String
        switch tab {
        case .messages: text = detail.requestBody ?? ""
        case .rewrite: text = String(decoding: modelText(detail), as: UTF8.self)
        case .raw: text = String(decoding: detail.wire?.clientBytes ?? [], as: UTF8.self)
        case .summary, .tools, .timing, .diff, .answers:
            text = DetailScreen(id: request.id, snapshot: snapshot, view: self).plainText(width: 120)
        }
        guard !text.isEmpty else {
            refuse("there is no text to copy")
            return nil
        }
        return .copy(text)
    }

    /// The tagged rows, else the selected one, as they are listed.
    private mutating func copyRows(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        let text: String? =
            switch list {
            case .requests:
                (tags.isEmpty ? [selection].compactMap { $0 } : exported).compactMap { id in
                    snapshot.request(id).map { request in
                        shownColumns.map {
                            RequestColumn(kind: $0, width: .max).words(of: request, now: snapshot.now)
                        }
                        .joined(separator: "  ")
                    }
                }.joined(separator: "\n")
            case .sessions: selectedSession(snapshot).map { [$0.id, $0.agent, $0.name].joined(separator: "  ") }
            case .tools:
                selectedTool(snapshot).map { [$0.tool, $0.dialect, $0.lastProblem ?? ""].joined(separator: "  ") }
            case .models: selectedModel(snapshot).map { ([$0.id] + $0.backends).joined(separator: "  ") }
            case .events:
                selectedEvent(snapshot).map { entry in
                    let request = entry.notice.request.map { "\($0) " } ?? ""
                    return Formatting.clock(entry.time, utcOffset: utcOffsetSeconds) + "  " + request
                        + entry.notice.text
                }
            }
        guard let text, !text.isEmpty else {
            refuse("there is no row to copy")
            return nil
        }
        return .copy(text)
    }

    /// What a file would take from the list: the tagged requests, else all that are listed.
    var exported: [RequestID] { tags.isEmpty ? order.ids : order.ids.filter(tags.contains) }

    mutating func openExports() {
        if screen == .overview {
            guard list == .requests else { return refuse("requests can be exported; 1 lists them") }
            guard !exported.isEmpty else { return refuse("no request is listed") }
        }
        overlay = .picker(Picker(.export, self))
    }

    mutating func export(_ kind: RequestExport.Kind, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard let (request, detail) = opened(snapshot) else { return nil }
        if kind == .jsonLine, request.phase.isRunning {
            refuse("\(request.id) has not ended yet")
            return nil
        }
        guard let export = RequestExport(kind, snapshot.exported(request, detail, note: notes[request.id])) else {
            refuse("nothing is kept of \(request.id) to write down")
            return nil
        }
        return .write(export)
    }

    /// Shows what each dialect makes of the model's text.
    mutating func tryDialects(_ snapshot: MonitorSnapshot) {
        guard let (request, detail) = opened(snapshot) else { return }
        let text = modelText(detail)
        guard !text.isEmpty else { return refuse("no text of the model is kept of \(request.id)") }
        guard detail.firstTranscript?.isCut != true else {
            return refuse("the middle of \(request.id)'s text is not kept, and the rest says nothing")
        }
        dialectQuestion = DialectQuestion(
            id: request.id, text: text, body: detail.requestBody, hasTools: request.toolCount != 0)
        message = Message("every dialect reads the text of \(request.id) ...")
    }

    /// Shows the answer to what was asked of the open request, unless something else is done now.
    mutating func show(_ page: TextPage, of id: RequestID) {
        guard dialectQuestion?.id == id else { return }
        dialectQuestion = nil
        guard screen == .detail(id), overlay == nil, prompt == nil else { return }
        message = nil
        overlay = .page(page)
    }

    private func modelText(_ detail: RequestDetail) -> [UInt8] {
        detail.transcripts.keys.min().flatMap { detail.transcripts[$0]?.raw } ?? []
    }

    private mutating func opened(_ snapshot: MonitorSnapshot) -> (RequestSummary, RequestDetail)? {
        guard case .detail(let id) = screen, let request = snapshot.request(id), let detail = snapshot.detail,
            detail.id == id
        else {
            refuse("the request's text is not there yet")
            return nil
        }
        return (request, detail)
    }
}
