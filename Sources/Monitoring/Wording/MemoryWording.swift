/// Says in plain words how memory stands.
package enum MemoryWording {
    /// For the users of clients; `nil` where there is enough memory.
    package static func notice(_ report: MemoryReport) -> String? {
        switch report.level {
        case .normal: nil
        case .warning: "memory is running short: \(sentence(report))"
        case .critical: "memory is nearly used up: \(sentence(report)); answers may be slow or fail"
        }
    }

    /// `87 % used`, with what made the level where that is something else.
    package static func sentence(_ report: MemoryReport) -> String {
        let percent = report.usedPercent.map { "\($0) % used" } ?? "use unknown"
        switch report.cause {
        case .use, nil: return percent
        case .group: return "\(percent) of what the control group may have"
        case .stall:
            let share = Int((report.stall?.full ?? 0).rounded())
            return "\(percent), programs stand still \(share) % of the time"
        case .swap: return "\(percent), swap is filling"
        case .system: return "\(percent), the system says so"
        }
    }
}
