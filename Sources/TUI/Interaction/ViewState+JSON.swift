import Monitoring

/// The JSON of what is open, over the screen.
extension ViewState {
    mutating func openJSON(_ snapshot: MonitorSnapshot) {
        guard case .detail(let id) = screen, let request = snapshot.request(id), let detail = snapshot.detail,
            detail.id == id
        else { return refuse("the request's text is not there yet") }
        let page: JSONPage? =
            switch tab {
            case .rewrite: Self.arguments(request, detail)
            case .raw: detail.wire.flatMap { Self.events($0, of: request) }
            case .summary, .messages, .timing, .diff, .answers: Self.body(request, detail, focus: "messages")
            case .tools: Self.body(request, detail, focus: "tools")
            }
        guard let page else {
            return refuse(tab == .rewrite ? "\(id) has no call with arguments" : "no JSON is kept of \(id) here")
        }
        overlay = .json(page)
    }

    private static func body(_ request: RequestSummary, _ detail: RequestDetail, focus: String) -> JSONPage? {
        detail.requestBody.flatMap {
            JSONPage(title: "\(request.id) body of the request", Array($0.utf8), focus: focus)
        }
    }

    /// Of one call its arguments; of several an object with a member for each.
    private static func arguments(_ request: RequestSummary, _ detail: RequestDetail) -> JSONPage? {
        let calls = detail.transcripts.sorted { $0.key < $1.key }.flatMap { _, transcript in
            RewriteDocument(transcript).passages.compactMap { passage -> (name: String, text: String)? in
                guard case .call(let call) = passage.kind, !passage.text.isEmpty else { return nil }
                return (call.name, passage.text)
            }
        }
        if calls.count == 1 {
            return JSONPage(title: "\(request.id) arguments of \(calls[0].name)", Array(calls[0].text.utf8))
        }
        guard !calls.isEmpty else { return nil }
        var bytes = Array("{".utf8)
        for call in calls {
            bytes += Array("\"\(call.name.filter { $0 != "\"" && $0 != "\\" })\":".utf8)
            bytes += call.text.utf8
            bytes.append(UInt8(ascii: ","))
        }
        bytes.append(UInt8(ascii: "}"))
        return JSONPage(title: "\(request.id) arguments of \(calls.count) calls", bytes, depth: 1)
    }

    /// The events of the answer as a list, where there are several; those of both sides where they are not the same.
    private static func events(_ wire: WireLog, of request: RequestSummary) -> JSONPage? {
        let pieces = [wire.head, wire.tail]
        let isSame = pieces.allSatisfy { $0.marks.allSatisfy { $0.side == .through } }
        func text(_ side: WireSide) -> [UInt8] {
            var text: [UInt8] = []
            for piece in pieces {
                var offset = 0
                for mark in piece.marks {
                    if mark.side == side || mark.side == .through {
                        text += piece.bytes[offset..<offset + mark.count]
                    }
                    offset += mark.count
                }
            }
            return list(of: text)
        }
        let bytes =
            isSame
            ? text(.toClient)
            : Array(#"{"from the backend":"#.utf8) + text(.fromBackend) + Array(#","to the client":"#.utf8)
                + text(.toClient) + Array("}".utf8)
        return JSONPage(title: "\(request.id) answer", bytes, depth: isSame ? 1 : 2)
    }

    /// The data of events, one after the other; a text that is JSON itself stands as it is.
    private static func list(of text: [UInt8]) -> [UInt8] {
        let first = text.first { $0 > 0x20 }
        let lines = text.split(separator: 0x0A)
        let isWhole = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        // Ollama sends a line for each event.
        let isLines = isWhole && lines.count > 1 && lines.allSatisfy { $0.first == UInt8(ascii: "{") }
        if isWhole, !isLines { return text }
        let data = Array("data:".utf8)
        var list = Array("[".utf8)
        for line in lines {
            let value = line.starts(with: data) ? line.dropFirst(data.count) : isLines ? line : []
            guard let byte = value.first(where: { $0 > 0x20 }),
                byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") && !value.contains(UInt8(ascii: "D"))
            else { continue }
            list += value
            list.append(UInt8(ascii: ","))
        }
        return list + Array("]".utf8)
    }

    /// What keys do to it; `false`: the command does something else, or nothing of it is open.
    mutating func foldJSON(_ command: Command) -> Bool {
        guard case .json(var page) = overlay else { return false }
        switch command {
        case .foldNode: page.fold()
        case .foldAll: page.foldAll()
        case .left: page.goOut()
        case .right: page.goIn()
        default: return false
        }
        overlay = .json(page)
        return true
    }
}
