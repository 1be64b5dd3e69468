/// Measures the machine's memory every few seconds and tells of it when something that a screen shows has changed.
package struct MemorySampler: Sendable {
    /// Memory fills up in seconds when a model is loaded, hardly faster.
    package static let interval = Duration.seconds(2)

    private let warningPercent: Double
    private let criticalPercent: Double
    private let measure: @Sendable () -> MemoryUse?
    private let report: @Sendable (EngineEvent) -> Void

    /// The limits are percent used. `report` takes the events.
    package init(warningPercent: Double, criticalPercent: Double, report: @escaping @Sendable (EngineEvent) -> Void) {
        self.init(
            warningPercent: warningPercent, criticalPercent: criticalPercent, measure: { MemoryUse.current() },
            report: report)
    }

    init(
        warningPercent: Double, criticalPercent: Double, measure: @escaping @Sendable () -> MemoryUse?,
        report: @escaping @Sendable (EngineEvent) -> Void
    ) {
        self.warningPercent = warningPercent
        self.criticalPercent = criticalPercent
        self.measure = measure
        self.report = report
    }

    /// Runs until the task is cancelled.
    package func sample(on clock: some Clock<Duration> = ContinuousClock()) async {
        var watch = MemoryWatch(level: MemoryLevel(warningPercent: warningPercent, criticalPercent: criticalPercent))
        while !Task.isCancelled {
            if let use = measure(), let news = watch.update(use) { report(.memory(news)) }
            // Some slack lets the system wake up for several timers at once.
            try? await clock.sleep(for: Self.interval, tolerance: .milliseconds(500))
        }
    }
}

/// Finds what is worth telling among measurements.
struct MemoryWatch: Equatable, Sendable {
    private var level: MemoryLevel
    private var told: MemoryReport?

    init(level: MemoryLevel) { self.level = level }

    /// Takes a measurement; returns a report where the whole percents, the level or the swap in use (in steps of 64
    /// MiB) differ from the last one.
    mutating func update(_ use: MemoryUse) -> MemoryReport? {
        let report = MemoryReport(
            total: use.total, used: use.used, swapUsed: use.swapUsed, level: level.update(usedPercent: use.usedPercent))
        if let told, told.level == report.level, told.total == report.total, told.usedPercent == report.usedPercent,
            told.swapUsed >> 26 == report.swapUsed >> 26
        {
            return nil
        }
        told = report
        return report
    }
}
