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

    /// `mem WARN  err 3  bad 4  miss 2`: the memory only where it is a problem and there is room.
    func line(width: Int) -> StyledText {
        let long = memory + StyledText("  ") + short
        return word == nil || long.width > width ? short : long
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
