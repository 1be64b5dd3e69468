import Monitoring

/// What is known of a session: what fills its context, how it grows, whether the cache helps, and what goes wrong.
struct SessionFacts {
    var session: SessionSummary
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// Rows from which each part of the context has one of its own.
    private static let tallRows = 16

    func lines(width: Int, height: Int) -> [StyledText] {
        var lines = [title, context(width: width)]
        lines += height >= Self.tallRows ? bars(width: width) : [partsInOneLine(width: width)]
        lines.append(cache)
        if let found = session.lastBreak {
            let name = session.lastBreakRequest.map { "\($0) " } ?? ""
            lines.append(StyledText(" " + name, .plain) + PrefixBreakRows(prefixBreak: found).sentence)
            lines += PrefixBreakRows(prefixBreak: found).difference.map { StyledText("   ") + $0 }
        }
        if let loop = session.lastLoop {
            let name = session.lastLoopRequest.map { "\($0) " } ?? ""
            lines.append(StyledText("loop  ", .dim) + StyledText(name) + StyledText(loop.sentence, .warning))
        }
        lines.append(counts)
        if height > lines.count + 3 { lines += recent(rows: height - lines.count - 2) }
        return lines
    }

    private var title: StyledText {
        var line = StyledText("\(session.id) ", .title) + StyledText(session.who, .title)
        let start = Formatting.clock(session.startedAt, utcOffset: view.utcOffsetSeconds)
        line.append("  since \(start)", .dim)
        if let parent = session.parent {
            line.append("  sub-agent of \(parent): \(session.name)", .dim)
            return line
        }
        switch session.source {
        case .header: line.append("  named by a header: \(session.name)", .dim)
        case .user: line.append("  named by the request: \(session.name)", .dim)
        case .prefix: line.append("  known by its conversation", .dim)
        }
        if let since = session.heldSince {
            let clock = Formatting.clock(since, utcOffset: view.utcOffsetSeconds)
            line.append("  HELD since \(clock): its new requests wait", .warning)
        }
        return line
    }

    private func context(width: Int) -> StyledText {
        var line = StyledText("context ", .dim) + StyledText(Formatting.tokens(session.context.last))
        if let window { line.append(" of \(Formatting.tokens(window))", .dim) }
        line.append("  \(Formatting.count(session.messages, "message"))", .dim)
        if let growth = session.growth { line.append("  \(Formatting.signed(growth)) a request", .plain) }
        let room = min(session.context.count, width - line.width - 3)
        guard room > 4 else { return line }
        let graph = RowGraph.text(session.context.map(Double.init), columns: room, symbols: view.symbols)
        guard !graph.isEmpty else { return line }
        line.append("  ")
        line.append(graph, .prefill)
        return line
    }

    private var window: Int? { snapshot.backends.compactMap(\.contextWindow).first }
    private var total: Int { max(1, session.parts.lazy.map(\.bytes).boundedSum) }

    private func amount(_ part: SessionSummary.Part) -> String {
        part.tokens.map { "~" + Formatting.tokens($0) } ?? Formatting.bytes(part.bytes)
    }

    private func bars(width: Int) -> [StyledText] {
        let room = max(4, width - 26)
        var lines = session.parts.map { part in
            var line = StyledText(" ")
            line.append(field: part.role.plural, width: 10, .dim)
            line.append(field: amount(part), width: 8, right: true)
            line.append("  ")
            let share = Double(part.bytes) / Double(total)
            let full = part.bytes > 0 ? max(1, Int((share * Double(room)).rounded())) : 0
            line.append(String(repeating: view.symbols.meterFull, count: full), part.role.style)
            return line
        }
        if let window, let used = session.context.last {
            var line = StyledText(" ")
            line.append(field: "free", width: 10, .dim)
            line.append(field: "~" + Formatting.tokens(max(0, window - used)), width: 8, right: true, .dim)
            lines.append(line)
        }
        return lines
    }

    private func partsInOneLine(width: Int) -> StyledText {
        var line = StyledText(" ")
        let parts = session.parts.map { part in
            StyledText(part.role.plural + " ", .dim) + StyledText(amount(part), part.role.style)
        }
        line.append(fitting: parts, width: width)
        return line
    }

    private var cache: StyledText {
        var line = StyledText("cache ", .dim)
        if let share = session.cacheShare {
            line.append("\(Int((share * 100).rounded()))%", session.cacheStyle(share))
            line.append(" of \(Formatting.tokens(session.cacheablePromptTokens)) prompt tokens", .dim)
        } else {
            line.append("the backend does not tell", .dim)
        }
        if session.requests > 1 {
            line.append("  ")
            line.append(session.breaks == 0 ? "no prompt has parted from the one before" : "", .dim)
            if session.breaks > 0 { line.append(.count("parted", session.breaks, alarming: .warning)) }
        }
        return line
    }

    private var counts: StyledText {
        var line = StyledText("calls ", .dim) + StyledText(String(session.calls))
        for (name, count, style) in [
            ("bad", session.badArguments, Style.failure), ("near-miss", session.nearMisses, .warning),
            ("loop", session.loops, .warning), ("err", session.failed, .failure),
        ] where count > 0 {
            line.append("  ")
            line.append(.count(name, count, alarming: style))
        }
        line.append("  tokens in \(Formatting.tokens(session.promptTokens))", .dim)
        line.append(" out \(Formatting.tokens(session.outputTokens))", .dim)
        return line
    }

    /// Its newest requests.
    private func recent(rows: Int) -> [StyledText] {
        let requests = snapshot.requests.filter { $0.session == session.id }.prefix(max(0, rows))
        guard !requests.isEmpty else { return [] }
        return [StyledText(), StyledText("REQUESTS", .dim)]
            + requests.map { request in
                var line = StyledText(" ")
                if let mark = request.mark { line.append(mark.letter, mark.style) } else { line.append(" ") }
                line.append("\(request.id) ")
                line.append(field: request.phaseWord, width: 9, request.phaseStyle)
                line.append(field: Formatting.tokens(request.promptTokens), width: 6, right: true)
                line.append(field: Formatting.tokens(request.cachedTokens), width: 6, right: true, .dim)
                line.append("  ")
                let names = request.calls.map(\.name).joined(separator: " ")
                line.append(names.isEmpty ? request.ending.text : names, names.isEmpty ? .dim : .plain)
                return line
            }
    }
}

extension SessionSummary {
    /// Who asks: the program, else the address.
    var who: String { agent.isEmpty ? client : agent }
}

extension PromptRole {
    fileprivate var plural: String {
        switch self {
        case .tools: "tools"
        case .system: "system"
        case .user: "user"
        case .assistant: "assistant"
        case .result: "results"
        }
    }

    fileprivate var style: Style {
        switch self {
        case .tools: Style(.linkA)
        case .system: Style(.linkB)
        case .user: .good
        case .assistant: .rewritten
        case .result: .prefill
        }
    }
}
