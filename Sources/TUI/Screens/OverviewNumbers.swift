import Monitoring

/// The counts of the overview. What is nothing is left out.
struct OverviewNumbers {
    var snapshot: MonitorSnapshot
    var symbols: Symbols

    private static let meterLabel = 4

    /// The most important first.
    func lines(width: Int) -> [StyledText] {
        let memory = MemoryLine(snapshot: snapshot, symbols: symbols)
        var lines = [counts(width: width), latencies(isWide: true, width: width)]
        lines += memory.meters(width: width)
        if let calls = calls(width: width) { lines.append(calls) }
        lines.append(memory.rest(width: width))
        return lines.filter { $0.width > 0 }
    }

    /// `run 2  queue 1  done 184  cancel 2`
    func counts(width: Int) -> StyledText {
        let totals = snapshot.totals
        var text = StyledText("run ", .dim) + StyledText(String(totals.running), totals.running > 0 ? .good.bold : .dim)
        if totals.queued > 0 { text.append(StyledText("  queue ", .dim) + StyledText(String(totals.queued), .queued)) }
        text.append(StyledText("  done ", .dim) + StyledText(String(totals.done)))
        let cancelled = StyledText("cancel ", .dim) + StyledText(String(totals.cancelled))
        if totals.cancelled > 0 { text.append(fitting: [cancelled], width: width) }
        return text
    }

    /// `ttft 0.9s  p95 6.2s  net 3ms  rtt <10ms`
    func latencies(isWide: Bool, width: Int = .max) -> StyledText {
        let latency = snapshot.latency
        var parts: [StyledText] = []
        func add(_ name: String, _ value: String) {
            if value != Formatting.unknown { parts.append(StyledText("\(name) ", .dim) + StyledText(value)) }
        }
        add("ttft", Formatting.latency(latency.firstTokenP50))
        add("p95", Formatting.latency(latency.firstTokenP95))
        if isWide { add("net", Formatting.latency(latency.addedP50)) }
        if isWide { add("rtt", Formatting.roundTrip(snapshot.backends.compactMap(\.roundTripSeconds).first)) }
        guard var line = parts.first else { return StyledText() }
        line.append(fitting: Array(parts.dropFirst()), width: width)
        return line
    }

    /// `calls 66 native  31 rewritten  5 repaired`
    private func calls(width: Int) -> StyledText? {
        let tools = snapshot.tools
        let counts: [(count: Int, word: String, style: Style)] = [
            (tools.native, "native", .plain), (tools.rewritten.lazy.map(\.count).boundedSum, "rewritten", .rewritten),
            (tools.leftInText ?? 0, "in text", .rewritten),
            (tools.repairs.lazy.map(\.count).boundedSum, "repaired", .plain),
        ]
        let parts = counts.filter { $0.count > 0 }.map {
            StyledText(String($0.count), $0.style) + StyledText(" " + $0.word, .dim)
        }
        guard let first = parts.first else { return nil }
        var line = StyledText("calls ", .dim) + first
        line.append(fitting: Array(parts.dropFirst()), width: width)
        line.append(Self.names(tools.rewritten, width: width - line.width), .dim)
        return line
    }

    /// ` (hermes-json 22, qwen3-coder 9, ...)`: as many as fit, the most frequent first.
    private static func names(_ counts: [MonitorSnapshot.DialectCount], width: Int) -> String {
        var (words, fitting) = ("", "")
        for (index, count) in counts.enumerated() {
            words += (index > 0 ? ", " : "") + "\(count.name) \(count.count)"
            // With what follows it is longer still; there may be thousands.
            guard CellWidth.columns(of: words) + 3 <= width else { break }
            let whole = words + (index + 1 < counts.count ? ", ..." : "")
            if CellWidth.columns(of: whole) + 3 <= width { fitting = " (\(whole))" }
        }
        return fitting
    }

    /// `chunk 50  max 3`, with more words where there is room.
    func settings(isWide: Bool) -> StyledText {
        let proxies = ProxySettings(snapshot.proxies)
        if proxies.differ { return proxies.text(isWide: isWide) }
        let settings = snapshot.settings
        var text = StyledText()
        // Chunks are cut of what is rewritten.
        if settings.isReportOnly {
            text.append("REPORT ONLY", .warning)
        } else {
            text.append("chunk ", .dim)
            if isWide, let configured = settings.otherConfiguredChunkSize {
                text.append("\(configured)\(symbols.arrow)", .dim)
            }
            text.append(String(settings.chunkSize))
        }
        text.append("  max ", .dim)
        text.append(String(settings.maxConcurrent))
        if isWide, settings.concurrencySource == .slots { text.append(" (slots)", .dim) }
        if isWide, !settings.isReportOnly {
            text.append("  mode ", .dim)
            text.append(settings.streamMode)
        }
        return text
    }
}
