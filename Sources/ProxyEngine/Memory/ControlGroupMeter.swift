import Monitoring

/// Reads the control groups that limit this process and the backends on this machine.
struct ControlGroupMeter {
    /// Groups change rarely; their figures are read each time.
    private static let searchSeconds = 30.0

    private var groups: Set<ControlGroup> = []
    private var nextSearch = 0.0
    private var known: Set<Int> = []

    /// The group closest to its limit, and how its programs wait. `total` is the machine's memory.
    mutating func measure(
        processes: Set<Int>, total: Int, seconds: Double
    ) -> (share: MemoryReport.Share, stall: MemoryReport.Stall?)? {
        if seconds >= nextSearch || processes != known {
            nextSearch = seconds + Self.searchSeconds
            known = processes
            groups = Self.search(processes, total: total)
        }
        var tightest: (share: MemoryReport.Share, group: ControlGroup)?
        for group in groups {
            guard let share = Self.share(of: group, total: total) else { continue }
            if tightest.map({ share.percent > $0.share.percent }) ?? true { tightest = (share, group) }
        }
        guard let (share, group) = tightest else { return nil }
        return (share, group.pressurePath.flatMap { SystemFile.read($0) }.flatMap { .init(text: $0) })
    }

    /// The groups that have a limit.
    private static func search(_ processes: Set<Int>, total: Int) -> Set<ControlGroup> {
        guard let mounts = SystemFile.read("/proc/self/mountinfo", maximum: 1 << 20) else { return [] }
        let texts = Set((["self"] + processes.map(String.init)).compactMap { SystemFile.read("/proc/\($0)/cgroup") })
        return Set(texts.flatMap { ControlGroup.around(groups: $0, mounts: mounts) })
            .filter { share(of: $0, total: total) != nil }
    }

    private static func share(of group: ControlGroup, total: Int) -> MemoryReport.Share? {
        guard let text = SystemFile.read(group.limitPath), let limit = ControlGroup.limit(text, total: total),
            let usage = SystemFile.read(group.usagePath),
            let used = group.used(usage: usage, stat: SystemFile.read(group.statPath) ?? [])
        else { return nil }
        return MemoryReport.Share(used: min(used, limit), total: limit)
    }
}
