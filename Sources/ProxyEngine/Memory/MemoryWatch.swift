package import Monitoring

/// Makes reports of measurements, and finds what of them is worth telling.
package struct MemoryWatch: Equatable, Sendable {
    private var level = MemoryLevel()
    /// What was told last.
    package private(set) var told: MemoryReport?
    /// The last measurement, to judge again when the limits change.
    private var last: MemoryReading?

    package init() {}

    /// Takes a measurement, or the last one again; returns a report where a screen would show it differently. The limits
    /// are percent used; `isGated`: at the critical level requests wait.
    package mutating func update(
        _ reading: MemoryReading?, warningPercent: Double, criticalPercent: Double, isGated: Bool = false
    ) -> MemoryReport? {
        guard let reading = reading ?? last else { return nil }
        last = reading
        let limits = MemoryLevel.Limits(warning: warningPercent, critical: criticalPercent)
        let (level, cause) = level.update(reading, limits: limits)
        let report = MemoryReport(
            total: reading.use.total, used: reading.use.used, swapUsed: reading.use.swapUsed, level: level,
            cause: cause, stall: reading.stall, group: reading.group, processes: reading.processes,
            graphics: reading.graphics, holdsRequests: isGated && level == .critical)
        if let told, told.rounded == report.rounded { return nil }
        told = report
        return report
    }
}

extension MemoryReport {
    /// As far as it can be seen: whole percents, and steps of 64 MiB.
    fileprivate var rounded: MemoryReport {
        var report = self
        report.used = usedPercent(Share(used: used, total: total))
        report.swapUsed = swapUsed >> 26
        report.stall = stall.map { Stall(some: $0.some.rounded(), full: $0.full.rounded()) }
        report.group?.used = group.map(usedPercent) ?? 0
        for index in processes.indices { report.processes[index].resident >>= 26 }
        for index in graphics.indices {
            report.graphics[index].memory.used >>= 26
            report.graphics[index].busyPercent?.round()
            report.graphics[index].watts?.round()
        }
        return report
    }

    private func usedPercent(_ share: Share) -> Int { Int(share.percent.rounded()) }
}
