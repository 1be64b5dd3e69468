/// How much memory this process could have.
enum AvailableMemory {
    /// That of the machine or of the tightest control group around the process, in bytes; `nil`: it cannot be told.
    static func bytes() -> Int? {
        guard let total = MemoryUse.current()?.total else { return nil }
        #if os(Linux)
            guard let groups = SystemFile.read("/proc/self/cgroup"),
                let mounts = SystemFile.read("/proc/self/mountinfo", maximum: 1 << 20)
            else { return total }
            let limits = ControlGroup.around(groups: groups, mounts: mounts).compactMap { group in
                SystemFile.read(group.limitPath).flatMap { ControlGroup.limit($0, total: total) }
            }
            return min(total, limits.min() ?? total)
        #else
            return total
        #endif
    }
}
