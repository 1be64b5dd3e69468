import ProxyEngine

/// What must be seen at every size: errors, bad arguments, near misses, memory.
struct ProblemCounters {
    var snapshot: MonitorSnapshot

    /// `err 3  bad 4  miss 2`, for where there is little room.
    var short: StyledText {
        var text = StyledText.count("err", snapshot.totals.failed, alarming: .failure)
        text.append("  ")
        text.append(.count("bad", snapshot.tools.badArguments, alarming: .failure))
        text.append("  ")
        text.append(.count("miss", snapshot.tools.nearMisses, alarming: .warning))
        return text
    }

    /// With the loops, in as few columns as need be: `ERR 3  BAD 4  MISS 2  LOOP 1`, `ERR 3 BAD 4 MISS 2 L1`.
    func problems(width: Int) -> StyledText {
        guard loop.width > 0 else { return short }
        let long = short + StyledText("  ") + loop
        if long.width <= width { return long }
        var tight = StyledText.count("err", snapshot.totals.failed, alarming: .failure)
        for (name, count, style) in [
            ("bad", snapshot.tools.badArguments, Style.failure), ("miss", snapshot.tools.nearMisses, .warning),
        ] {
            tight.append(" ")
            tight.append(.count(name, count, alarming: style))
        }
        tight.append(" L\(snapshot.tools.loops)", .warning)
        return tight
    }

    /// `LOOP 1`; empty where there is none.
    var loop: StyledText {
        snapshot.tools.loops > 0 ? StyledText("LOOP \(snapshot.tools.loops)", .warning) : StyledText()
    }

    /// `mem WARN  err 3  bad 4  miss 2`: the memory only where it is a problem and there is room.
    func line(width: Int) -> StyledText {
        let line = problems(width: width)
        let long = memory + StyledText("  ") + line
        return word == nil || long.width > width ? line : long
    }

    /// `mem WARN`, `mem 64%`; empty where nothing is known.
    var memory: StyledText {
        guard let memory = snapshot.memory, memory.total > 0 else { return StyledText() }
        let percent = memory.usedPercent.map { "\($0)%" } ?? Formatting.unknown
        return StyledText("mem ", .dim) + StyledText(word ?? percent, style)
    }

    /// `WARN`, `CRIT`
    var word: String? {
        switch snapshot.memory?.level {
        case .warning: "WARN"
        case .critical: "CRIT"
        case .normal, nil: nil
        }
    }

    var style: Style {
        switch snapshot.memory?.level {
        case .warning: .warning
        case .critical: .failure
        case .normal, nil: .good
        }
    }
}
