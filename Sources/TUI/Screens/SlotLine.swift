import Monitoring

/// What each slot of a backend does, in as many words as there is room for.
///
///      slots 0 DECODE #0187 b1   1 FILL 64% #0188 a3 eta ~11s   2 idle since 21:49 b1 9.6k kept   3 empty
///      slots 0 DECODE #0187   1 FILL 64% #0188   2 idle   3 empty
///      slots DF--
struct SlotLine {
    var backend: BackendReport
    var snapshot: MonitorSnapshot
    var view: ViewState

    private enum Detail { case full, short }

    func text(width: Int) -> StyledText {
        var label = StyledText(" ")
        label.append(field: "slots", width: 6, .dim)
        for detail in [Detail.full, .short] {
            let line = slots.reduce(label) { line, slot in
                line + StyledText(line.width > label.width ? "   " : "") + text(slot, detail)
            }
            if line.width <= width { return line }
        }
        return label + letters
    }

    /// A letter for each slot: `DF--`.
    var letters: StyledText {
        slots.reduce(StyledText()) { line, slot in
            let phase = phase(of: slot, request(in: slot))
            return line + StyledText(letter(phase), style(phase))
        }
    }

    private var slots: [SlotReport] { backend.cache?.slots ?? [] }

    private func text(_ slot: SlotReport, _ detail: Detail) -> StyledText {
        let request = request(in: slot)
        let phase = phase(of: slot, request)
        var text = StyledText("\(slot.id) ", .dim)
        guard phase != .idle else {
            text.append(idle(slot, request, detail))
            return text
        }
        text.append(word(phase), style(phase))
        if phase == .prefill, let percent = request?.fillPercent { text.append(" \(percent)%", .prefill) }
        if let request {
            text.append(" \(request.id)", request.phase.isRunning ? .plain : .dim)
            // It was cancelled, and the server has not noticed yet.
            if !request.phase.isRunning { text.append(" \(request.phaseWord)", .warning) }
        }
        guard detail == .full else { return text }
        if let session = request?.session { text.append(" " + session, .dim) }
        if phase == .prefill, let left = request?.secondsUntilRead(at: snapshot.now) {
            text.append(" eta ~\(Formatting.seconds(left))s", .prefill)
        } else if let held = slot.held {
            text.append(" " + Formatting.tokens(held), .dim)
        }
        return text
    }

    private func request(in slot: SlotReport) -> RequestSummary? { slot.request.flatMap { snapshot.request($0) } }

    /// The server was asked a moment ago; what the request itself has shown since is newer.
    private func phase(of slot: SlotReport, _ request: RequestSummary?) -> SlotReport.Phase {
        guard slot.phase != .idle else { return .idle }
        return switch request?.phase {
        case .done: .idle
        case .decode: .decode
        default: slot.phase
        }
    }

    private func idle(_ slot: SlotReport, _ request: RequestSummary?, _ detail: Detail) -> StyledText {
        guard slot.held != 0 else { return StyledText("empty", .dim) }
        var words = ["idle"]
        if detail == .full {
            if let since = slot.idleSince {
                // A moment and no age: an idle screen writes nothing.
                words.append("since " + Formatting.clock(since, utcOffset: view.utcOffsetSeconds, seconds: false))
            }
            if let session = request?.session { words.append(session) }
            if let held = slot.held { words.append(Formatting.tokens(held) + " kept") }
        }
        return StyledText(words.joined(separator: " "), .dim)
    }

    private func word(_ phase: SlotReport.Phase) -> String {
        switch phase {
        case .idle: "idle"
        case .prefill: "FILL"
        case .decode: "DECODE"
        case .busy: "BUSY"
        }
    }

    private func letter(_ phase: SlotReport.Phase) -> String { phase == .idle ? "-" : String(word(phase).prefix(1)) }

    private func style(_ phase: SlotReport.Phase) -> Style {
        switch phase {
        case .idle: .dim
        case .prefill: .prefill
        case .decode: .good
        case .busy: .plain
        }
    }
}

/// `kv ~71% of 262k`
struct CacheWords {
    var cache: CacheReport

    /// `~71%`; an estimate has the mark.
    var share: String? {
        cache.share.map { "\(cache.isEstimate ? "~" : "")\(Formatting.whole(100 * min(1, max(0, $0))))%" }
    }

    func text(isLong: Bool) -> StyledText? {
        guard let share else { return nil }
        var text = StyledText("kv ", .dim) + StyledText(share)
        if isLong, let capacity = cache.capacity { text.append(" of \(Formatting.tokens(capacity))", .dim) }
        return text
    }
}
