import Monitoring

/// Where the time went: phases drawn below each other to scale, the moments on both sides, and the gaps between tokens.
///
///      queue        0.1s   1%  =
///      fill         1.0s   8%   ===                                29.0k tokens, 28.7k cached
///      decode      10.8s  91%      =============================   402 tokens at 38.2 t/s
///      held by us   0.3s   3%                                      12 ms at most, 9 bytes
struct TimingTab: Equatable {
    var request: RequestSummary
    var pace: ResponsePace?
    var snapshot: MonitorSnapshot
    var look: TextLook

    private static let nameWidth = 11
    private static let secondsWidth = 7
    private static let shareWidth = 5

    private var times: PhaseTimes { PhaseTimes(request, now: snapshot.now) }

    func rows(width: Int) -> [DetailRow] {
        var rows = [heading("WHERE THE TIME WENT", "\(Formatting.seconds(times.total)) s in all")]
        rows += phaseRows(width: width)
        rows += [DetailRow()] + momentRows(width: width)
        rows += [DetailRow()] + gapRows(width: width)
        return rows
    }

    private func heading(_ title: String, _ note: String) -> DetailRow {
        DetailRow(StyledText(" \(title)", .title) + StyledText("  \(note)", .dim))
    }

    // MARK: Phases

    private func phaseRows(width: Int) -> [DetailRow] {
        let notes = ["queue": "", "fill": fillNote, "decode": decodeNote]
        let lead = 1 + Self.nameWidth + Self.secondsWidth + Self.shareWidth
        let noteWidth = (notes.values.map(\.utf8.count) + [heldNote.utf8.count]).max() ?? 0
        // Bars give way to words on a narrow screen.
        let bar = width - lead - noteWidth - 4 >= 12 ? width - lead - noteWidth - 4 : max(0, width - lead - 2)
        let showsNotes = bar < width - lead - 2
        var rows = times.phases.map { phase in
            row(phase.name, phase.seconds, phase.style, strip(phase, width: bar), showsNotes ? notes[phase.name] : nil)
        }
        if let held = times.held {
            let strip = StyledText(String(repeating: " ", count: bar))
            // A part of the decoding: its share would count twice.
            if held >= 0.0005 {
                let style: Style = held >= 0.05 ? .rewritten : .dim
                rows.append(
                    row("held by us", held, style, strip, showsNotes ? "of decode; " + heldNote : nil, hasShare: false))
            }
        }
        guard !showsNotes else { return rows }
        for note in [fillNote, decodeNote, heldNote] where !note.isEmpty {
            rows += DetailRow.wrapped(note, width: width, lead: StyledText(" "), style: .dim)
        }
        return rows
    }

    private func row(
        _ name: String, _ seconds: Double, _ style: Style, _ strip: StyledText, _ note: String?, hasShare: Bool = true
    ) -> DetailRow {
        var line = StyledText(" ")
        line.append(field: name, width: Self.nameWidth, style)
        line.append(field: Formatting.latency(seconds), width: Self.secondsWidth, right: true)
        let share = times.total > 0 ? "\(Int((seconds / times.total * 100).rounded()))%" : Formatting.unknown
        line.append(field: hasShare ? share : "", width: Self.shareWidth, right: true, .dim)
        line.append("  ")
        line.append(strip)
        if let note { line.append("  " + note, .dim) }
        return DetailRow(line)
    }

    /// A bar that stands where the phase stood.
    private func strip(_ phase: PhaseTimes.Phase, width: Int) -> StyledText {
        guard width > 0, times.total > 0 else { return StyledText(String(repeating: " ", count: max(0, width))) }
        let scale = Double(width) / times.total
        let start = min(width - 1, max(0, Int(phase.start * scale)))
        let end = min(width, max(start + 1, Int((phase.end * scale).rounded())))
        var strip = StyledText(String(repeating: " ", count: start))
        strip.append(String(repeating: look.symbols.isASCII ? "=" : "█", count: end - start), phase.style)
        strip.append(String(repeating: " ", count: width - end))
        return strip
    }

    private var fillNote: String {
        if request.phase == .prefill, let prefill = request.prefill {
            return "\(Formatting.tokens(prefill.processed)) of \(Formatting.tokens(prefill.total)) tokens"
                + (prefill.cached > 0 ? ", \(Formatting.tokens(prefill.cached)) cached" : "")
        }
        guard let prompt = request.promptTokens else { return "" }
        var note = "\(Formatting.tokens(prompt)) tokens"
        if let cached = request.cachedTokens { note += ", \(Formatting.tokens(cached)) cached" }
        if let rate = request.usage.prefillRate { note += ", \(Formatting.rate(rate)) t/s" }
        return note
    }

    private var decodeNote: String {
        guard let written = request.writtenTokens else { return "" }
        return "\(Formatting.tokens(written)) tokens" + (request.rate.map { ", \(Formatting.rate($0)) t/s" } ?? "")
    }

    private var heldNote: String {
        guard let pace else { return "" }
        guard pace.mostHeldBytes > 0 else { return "" }
        return "\(Formatting.bytes(pace.mostHeldBytes)), \(Formatting.latency(pace.longestHoldSeconds)) at most"
    }

    // MARK: Moments

    private func momentRows(width: Int) -> [DetailRow] {
        var head = StyledText(" FIRST ", .title)
        head.append(field: "from backend", width: 18, right: true, .dim)
        head.append(field: "to client", width: 12, right: true, .dim)
        head.append(field: "net", width: 9, right: true, .dim)
        let moments = [
            ("byte", request.firstByteSeconds, nil), ("token", request.firstTokenSeconds, request.firstVisibleSeconds),
            ("call", nil, request.firstCallSeconds),
        ]
        return [DetailRow(head)] + moments.filter { $0.1 != nil || $0.2 != nil }.map(moment)
    }

    private func moment(_ name: String, _ backend: Double?, _ client: Double?) -> DetailRow {
        var line = StyledText(" ")
        line.append(field: name, width: 6)
        // Not each of them can be seen on both sides.
        line.append(field: backend.map { Formatting.latency($0) } ?? "", width: 18, right: true)
        line.append(field: client.map { Formatting.latency($0) } ?? "", width: 12, right: true)
        if let backend, let client {
            line.append(field: Formatting.latency(max(0, client - backend)), width: 9, right: true)
        }
        return DetailRow(line)
    }

    // MARK: Gaps

    private func gapRows(width: Int) -> [DetailRow] {
        guard let gaps = pace?.gaps, gaps.count > 0 else {
            return [heading("GAPS BETWEEN TOKENS", request.phase.isRunning ? "none yet" : "none were measured")]
        }
        let longest =
            "longest \(Formatting.latency(gaps.longestSeconds)) at +\(Formatting.seconds(gaps.longestEndedSeconds))s"
        let note =
            "\(gaps.count)  p50 ~\(Formatting.latency(gaps.percentile(0.5)))  "
            + "p95 ~\(Formatting.latency(gaps.percentile(0.95)))  \(longest)"
        var rows = [heading("GAPS BETWEEN TOKENS", note)]
        let used = gaps.counts.indices.filter { gaps.counts[$0] > 0 }
        guard let first = used.first, let last = used.last, let peak = gaps.counts.max() else { return rows }
        for bucket in first...last {
            let count = gaps.counts[bucket]
            var line = StyledText(" ")
            line.append(field: Self.label(bucket), width: 9, right: true, .dim)
            line.append(" ")
            let room = max(4, min(60, width - 24))
            let length = count > 0 ? max(1, Int((Double(count) / Double(peak) * Double(room)).rounded())) : 0
            line.append(String(repeating: look.symbols.isASCII ? "#" : "█", count: length), .good)
            line.append(" \(count)", count > 0 ? .plain : .dim)
            rows.append(DetailRow(line))
        }
        return rows
    }

    /// `20-50ms`
    private static func label(_ bucket: Int) -> String {
        let bounds = TokenGaps.boundsInMilliseconds
        guard bucket < bounds.count else { return ">\(bounds[bounds.count - 1] / 1000)s" }
        let (lower, upper) = (bucket > 0 ? bounds[bucket - 1] : 0, bounds[bucket])
        return upper > 1000 ? "\(lower / 1000)-\(upper / 1000)s" : "\(lower)-\(upper)ms"
    }
}
