import Monitoring

/// What must be seen at every size: errors, bad arguments, near misses, memory.
struct ProblemCounters {
    var snapshot: MonitorSnapshot
    /// What the user has seen counts no more.
    var seen = ProblemCounts()

    /// In as few columns as need be: `ERR 3  BAD 4  MISS 2  LOOP 1`, `ERR 3 BAD 4 MISS 2 L1`. Empty where there are none.
    func problems(width: Int) -> StyledText {
        let new = ProblemCounts(snapshot).since(seen)
        let counts = [
            ("ERR ", new.failed, Style.failure), ("BAD ", new.badArguments, .failure),
            ("MISS ", new.nearMisses, .warning), ("LOOP ", new.loops, .warning),
        ].filter { $0.1 > 0 }
        func text(_ gap: String, loop: String) -> StyledText {
            counts.enumerated().reduce(StyledText()) { text, entry in
                let (name, count, style) = entry.element
                let word = name == "LOOP " ? loop : name
                return text + StyledText(entry.offset > 0 ? gap : "") + StyledText("\(word)\(count)", style)
            }
        }
        let long = text("  ", loop: "LOOP ")
        return long.width <= width ? long : text(" ", loop: "L")
    }

    /// `mem WARN  err 3  bad 4  miss 2`: the memory only where it is a problem and there is room.
    func line(width: Int) -> StyledText {
        let line = problems(width: width)
        let long = memory + StyledText(line.width > 0 ? "  " : "") + line
        return word == nil || long.width > width && line.width > 0 ? line : long
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
