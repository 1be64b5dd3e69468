import Monitoring

/// Says how short memory is, and why. A level that was reached is left only some way below, so that a value that wavers
/// around a limit is told once.
struct MemoryLevel: Equatable, Sendable {
    /// Percent used from which the level is warning, critical.
    struct Limits: Equatable, Sendable {
        var warning: Double
        var critical: Double
    }

    /// Percent below its limit at which a level of use is left.
    static let useSlack = 2.0
    /// Time lost by all programs together, in percent of the last ten seconds. systemd-oomd kills from 60 percent that last
    /// half a minute (oomd.conf(5)); a machine that answers requests is unusable before that.
    static let stallLimits = Limits(warning: 10, critical: 40)
    static let stallSlack = 5.0

    private var use = LevelLadder()
    private var stall = LevelLadder()
    private var swap = SwapGrowth()

    /// Takes a measurement; returns the level then, and what made it.
    mutating func update(_ reading: MemoryReading, limits: Limits) -> (
        level: MemoryReport.Level, cause: MemoryReport.Cause?
    ) {
        let machine = reading.use.usedPercent
        let group = reading.group?.percent ?? 0
        var found: [(level: MemoryReport.Level, cause: MemoryReport.Cause)] = [
            (use.update(max(machine, group), limits, slack: Self.useSlack), group > machine ? .group : .use),
            (stall.update(reading.stall?.full ?? 0, Self.stallLimits, slack: Self.stallSlack), .stall),
            (swap.isQuick(reading) ? .warning : .normal, .swap),
        ]
        if let level = reading.systemLevel { found.append((level, .system)) }
        var worst = found[0]
        for next in found.dropFirst() where next.level > worst.level { worst = next }
        return (worst.level, worst.level == .normal ? nil : worst.cause)
    }
}

/// A value that climbs to levels, and leaves each only some way below its limit.
struct LevelLadder: Equatable, Sendable {
    private(set) var level = MemoryReport.Level.normal

    mutating func update(_ value: Double, _ limits: MemoryLevel.Limits, slack: Double) -> MemoryReport.Level {
        let leaving = value + slack
        level =
            switch level {
            case _ where value >= limits.critical: .critical
            case .critical where leaving > limits.critical: .critical
            case _ where value >= limits.warning: .warning
            case .critical where leaving > limits.warning, .warning where leaving > limits.warning: .warning
            case .normal, .warning, .critical: .normal
            }
        return level
    }
}

/// Sees whether swap fills quickly: what lies there and is not touched does no harm, however much it is.
struct SwapGrowth: Equatable, Sendable {
    static let window = 30.0
    /// Percent of the machine's memory that went to swap within the window.
    static let limit = 2.0

    private struct Sample: Equatable {
        var seconds: Double
        var used: Int
    }
    /// Oldest first.
    private var samples: [Sample] = []

    mutating func isQuick(_ reading: MemoryReading) -> Bool {
        samples.removeAll { $0.seconds < reading.seconds - Self.window || $0.seconds > reading.seconds }
        samples.append(Sample(seconds: reading.seconds, used: reading.use.swapUsed))
        if samples.count > 64 { samples.removeFirst() }
        let least = samples.map(\.used).min() ?? reading.use.swapUsed
        guard reading.use.total > 0 else { return false }
        return Double(reading.use.swapUsed) - Double(least) >= Double(reading.use.total) * Self.limit / 100
    }
}
