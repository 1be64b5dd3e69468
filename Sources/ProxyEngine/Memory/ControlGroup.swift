/// Where a process's control group keeps its memory figures.
///
/// Version 2: https://docs.kernel.org/admin-guide/cgroup-v2.html, version 1:
/// https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
struct ControlGroup: Hashable, Sendable {
    enum Version: Hashable, Sendable { case one, two }
    var version: Version
    var path: String

    /// The names of the files that say how much there is, how much is used, and what that is made of.
    var limitPath: String { path + (version == .two ? "/memory.max" : "/memory.limit_in_bytes") }
    var usagePath: String { path + (version == .two ? "/memory.current" : "/memory.usage_in_bytes") }
    var statPath: String { path + "/memory.stat" }
    var pressurePath: String? { version == .two ? path + "/memory.pressure" : nil }

    /// The group of a process and those around it, from the inside out, of each version that is mounted. `groups` is the
    /// text of `/proc/PID/cgroup`, `mounts` that of `/proc/self/mountinfo`.
    static func around(groups: [UInt8], mounts: [UInt8]) -> [ControlGroup] {
        let mounts = StatusText.lines(mounts).compactMap(Mount.init)
        return StatusText.lines(groups).flatMap { line -> [ControlGroup] in
            // hierarchy:controllers:path
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let path = StatusText.string(parts[2])
            let controllers = parts[1].split(separator: UInt8(ascii: ",")).map(StatusText.string)
            let version: Version
            if parts[0].elementsEqual("0".utf8), controllers.isEmpty {
                version = .two
            } else if controllers.contains("memory") {
                version = .one
            } else {
                return []
            }
            guard let mount = mounts.first(where: { $0.version == version }) else { return [] }
            return mount.folders(of: path).map { ControlGroup(version: version, path: $0) }
        }
    }

    /// The bytes that `limit` allows, the text of the limit's file; `nil`: as many as there are. `total` is the
    /// machine's memory: version 1 has no word for "none" but a number beyond all machines.
    static func limit(_ text: [UInt8], total: Int) -> Int? {
        guard let limit = StatusText.number(text), limit > 0, limit < total else { return nil }
        return limit
    }

    /// The bytes in use that cannot simply be given up: the page cache that nobody has touched for a while can.
    func used(usage: [UInt8], stat: [UInt8]) -> Int? {
        guard let usage = StatusText.number(usage) else { return nil }
        // In version 1 only the totals count the groups inside.
        let cache = StatusText.value(version == .two ? "inactive_file" : "total_inactive_file", in: stat) ?? 0
        return max(0, usage - cache)
    }
}

/// One mounted hierarchy of control groups that can count memory.
private struct Mount {
    let version: ControlGroup.Version
    /// Which part of the hierarchy is mounted, and where.
    let root: String
    let point: String

    /// Reads a line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
    init?(_ line: ArraySlice<UInt8>) {
        let words = StatusText.words(line).map(StatusText.string)
        guard words.count > 6, let dash = words[6...].firstIndex(of: "-"), words.count > dash + 3 else { return nil }
        switch words[dash + 1] {
        case "cgroup2": version = .two
        case "cgroup" where words[dash + 3].split(separator: ",").contains("memory"): version = .one
        default: return nil
        }
        (root, point) = (words[3], words[4])
    }

    /// The folders from the group `path` up to the mount.
    func folders(of path: String) -> [String] {
        var names: [Substring] = []
        let prefix = root == "/" ? "" : root
        // In a container the path may be one that only the host knows; its own group is then what is mounted.
        if path.hasPrefix(prefix + "/") || path == prefix {
            names = path.dropFirst(prefix.count).split(separator: "/")
            if names.contains("..") { names = [] }
        }
        var folders: [String] = []
        for count in stride(from: min(names.count, 64), through: 0, by: -1) {
            folders.append(([Substring(point)] + names.prefix(count)).joined(separator: "/"))
        }
        return folders
    }
}
