import Monitoring

/// `mem    88%     [======   ]   56.0/64.0 GiB  WARN  swap 1.5 GiB  stall 12%  llama-server 41.2 GiB  gpu 20.1/24.0 GiB`
struct MemoryLine {
    var snapshot: MonitorSnapshot
    var symbols: Symbols

    /// Less of a meter says nothing; more than that is given up for facts.
    private static let leastMeter = 20

    private var counters: ProblemCounters { ProblemCounters(snapshot: snapshot) }
    var style: Style { counters.style }

    /// What stands before a meter or a graph.
    var label: StyledText {
        var text = StyledText(" ")
        text.append(field: "mem", width: 5, .dim)
        let percent = snapshot.memory?.usedPercent.map { "\($0)%" }
        text.append(
            field: percent ?? Formatting.unknown, width: 5, right: true, percent == nil ? .dim : counters.style.bold)
        text.append("     ")
        return text
    }

    /// A line each for the memory, the cache and the graphics cards: `mem ━━━━━━━─── 64%  41.2/64.0 GiB`.
    func meters(width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        func add(_ name: String, _ share: Double, _ style: Style, _ percent: String, _ more: [StyledText]) {
            var text = StyledText()
            text.append(field: name, width: Self.meterLabel, .dim)
            let meter = Meter(share: share, symbols: symbols, style: style)
            text.append(meter.text(width: min(Self.longestMeter, max(4, width / 3))))
            text.append(field: percent, width: 5, right: true, style.bold)
            text.append(fitting: more, width: width)
            lines.append(text)
        }
        if let memory = snapshot.memory, memory.total > 0 {
            let share = memory.tightest
            var more = [StyledText]()
            if let word = counters.word { more.append(StyledText(word, counters.style)) }
            if memory.holdsRequests { more.append(StyledText("requests wait", counters.style)) }
            var use = StyledText(Formatting.gibibytes(share.used))
            use.append("/\(Formatting.gibibytes(share.total)) GiB", .dim)
            if memory.group != nil, share == memory.group { use.append(" cgroup", .dim) }
            more.append(use)
            add("mem", share.percent / 100, style, "\(memory.usedPercent ?? 0)%", more)
        }
        if snapshot.backends.count == 1, let cache = snapshot.backends[0].cache, let share = cache.share {
            let words = CacheWords(cache: cache)
            let capacity = cache.capacity.map { [StyledText("of \(Formatting.tokens($0))", .dim)] } ?? []
            add("kv", share, .good, words.share ?? "", capacity)
        }
        if let cards = GraphicsWords(snapshot.memory?.graphics ?? []) {
            add("gpu", cards.share, .prefill, cards.percent, cards.facts(rate: snapshot.rates.generationNow))
        }
        return lines
    }

    /// What else is known of the memory.
    func rest(width: Int) -> StyledText {
        guard let memory = snapshot.memory, memory.total > 0 else { return StyledText() }
        let facts = facts(memory, withCards: false)
        guard var line = facts.first else { return StyledText() }
        line.append(fitting: Array(facts.dropFirst()), width: width)
        return line
    }

    private static let meterLabel = 4
    private static let longestMeter = 16

    /// With a meter of what is taken now.
    func draw(into grid: inout CellGrid, in area: Area, meterWidth: Int) {
        guard !area.isEmpty else { return }
        var text = label
        let caches = caches(hasRoom: area.width >= Self.wideColumns)
        guard let memory = snapshot.memory, memory.total > 0 else {
            if let cache = caches.first { text.append(cache) }
            grid.drawLine(text, in: area, symbols: symbols)
            return
        }
        let first = StyledText("   ") + use(memory)
        let more = caches + facts(memory)
        let wanted = text.width + first.width + more.reduce(0) { $0 + $1.width + 2 } + 1
        let width = max(min(meterWidth, Self.leastMeter), min(meterWidth, area.width - wanted))
        let meter = Meter(share: memory.tightest.percent / 100, symbols: symbols, style: counters.style)
        text.append(meter.text(width: width))
        text.append(first)
        text.append(fitting: more, width: area.width - 1)
        grid.drawLine(text, in: area, symbols: symbols)
    }

    /// Two lines to stand beside a graph: what is taken now, and what else there is to know.
    func notes(width: Int) -> [StyledText] {
        let caches = caches(hasRoom: false)
        guard let memory = snapshot.memory, memory.total > 0 else { return caches }
        var first = use(memory)
        var more = caches + facts(memory)
        while let next = more.first, first.width + 2 + next.width <= width {
            first.append(StyledText("  ") + next)
            more.removeFirst()
        }
        var second = StyledText()
        for fact in more where second.width + 2 + fact.width <= width {
            second.append(second.width > 0 ? StyledText("  ") + fact : fact)
        }
        return [first, second]
    }

    /// What the meter shows.
    private func use(_ memory: MemoryReport) -> StyledText {
        let share = memory.tightest
        var text = StyledText(Formatting.gibibytes(share.used), counters.style)
        text.append("/\(Formatting.gibibytes(share.total)) GiB", .dim)
        if memory.group != nil, share == memory.group { text.append(" cgroup", .dim) }
        if let word = counters.word { text.append("  " + word, counters.style) }
        if memory.holdsRequests { text.append(" requests wait", counters.style) }
        return text
    }

    /// Columns from which the meter of the cache and its size have room.
    private static let wideColumns = 120
    private static let cacheMeter = 16

    /// How full the backend's KV cache is; with several of them each says so in its own line.
    private func caches(hasRoom: Bool) -> [StyledText] {
        guard snapshot.backends.count == 1, let cache = snapshot.backends[0].cache, let share = cache.share,
            let words = CacheWords(cache: cache).text(isLong: hasRoom)
        else { return [] }
        guard hasRoom else { return [words] }
        let meter = Meter(share: share, symbols: symbols, style: .good)
        return [meter.text(width: Self.cacheMeter) + StyledText(" ") + words]
    }

    /// What there is room for, the most important first.
    private func facts(_ memory: MemoryReport, withCards: Bool = true) -> [StyledText] {
        var facts: [StyledText] = []
        if let stall = memory.stall, stall.some >= 0.5 {
            let style = memory.cause == .stall ? counters.style : .plain
            facts.append(label("stall") + StyledText("\(Formatting.whole(stall.some))%", style))
        }
        if memory.swapUsed > 0 {
            let style: Style = memory.cause == .swap ? .warning : .plain
            facts.append(label("swap") + StyledText("\(Formatting.gibibytes(memory.swapUsed)) GiB", style))
        }
        if let group = memory.group, memory.tightest != group {
            facts.append(label("cgroup") + share(group))
        }
        for card in memory.graphics.prefix(withCards ? 1 : 0) {
            let all = memory.graphics.reduce(MemoryReport.Share(used: 0, total: 0)) {
                .init(used: $0.used.adding($1.memory.used), total: $0.total.adding($1.memory.total))
            }
            let count = memory.graphics.count
            facts.append(label(count == 1 ? "gpu" : "\(count) gpus") + share(count == 1 ? card.memory : all))
        }
        for process in memory.processes {
            // Which one it is, where there are several.
            let isOnly = memory.processes.count == 1 && !process.program.isEmpty
            let name = isOnly ? process.program : process.backend
            facts.append(label(name) + StyledText("\(Formatting.gibibytes(process.resident)) GiB"))
        }
        return facts
    }

    private func label(_ text: String) -> StyledText { StyledText(text + " ", .dim) }

    private func share(_ share: MemoryReport.Share) -> StyledText {
        StyledText("\(Formatting.gibibytes(share.used))/\(Formatting.gibibytes(share.total)) GiB")
    }
}
