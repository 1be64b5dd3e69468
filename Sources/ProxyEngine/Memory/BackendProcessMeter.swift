import Monitoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the processes of backends on this machine, and reads how much they hold. Only processes of the same user can be
/// looked into; the others, and those in containers with a network of their own, stay unknown.
struct BackendProcessMeter {
    /// Servers start processes for their models while they run.
    private static let searchSeconds = 30.0
    /// To look into all processes takes some milliseconds: where nothing changes it is done ever more rarely.
    private static let longestPause = 120.0
    /// Relays whose own memory says nothing.
    private static let relays: Set<String> = ["docker-proxy", "rootlessport", "ssh", "socat", "slirp4netns", "pasta"]

    private struct Found: Equatable {
        var program: String
        /// The number of each process, and when it started.
        var starts: [Int: Int] = [:]
    }
    private var found: [String: Found] = [:]
    private var nextSearch = 0.0
    private var pause = searchSeconds
    private let pageSize = Int(getpagesize())

    /// All processes that were counted last.
    private(set) var processes: Set<Int> = []

    mutating func measure(_ backends: [LocalBackend], seconds: Double) -> [MemoryReport.Process] {
        guard !backends.isEmpty else { return [] }
        if seconds >= nextSearch { search(backends, seconds: seconds) }
        processes = []
        var reports: [MemoryReport.Process] = []
        for backend in backends {
            guard let entry = found[backend.name] else { continue }
            var resident = 0
            for (process, start) in entry.starts {
                guard let status = Self.status(process), status.start == start else { continue }
                processes.insert(process)
                resident += min(status.residentPages, 1 << 40) * pageSize
            }
            if resident > 0 {
                reports.append(.init(backend: backend.name, program: entry.program, resident: resident))
            }
        }
        // What is gone is looked for at once, but not again and again.
        if reports.count < found.count {
            found = [:]
            pause = Self.searchSeconds
            nextSearch = seconds
        }
        return reports
    }

    private mutating func search(_ backends: [LocalBackend], seconds: Double) {
        let own = Int(getpid())
        let numbers = SystemFile.names(in: "/proc").compactMap { Int($0) }
        var statuses: [Int: ProcessStatus] = [:]
        for number in numbers { statuses[number] = Self.status(number) }
        let listeners = Self.listeners(backends, among: numbers)
        let before = found
        found = [:]
        for backend in backends {
            let roots = (listeners[backend.name] ?? []).filter { number in
                number != own && statuses[number].map { !Self.relays.contains($0.name) } ?? false
            }
            guard let first = roots.min(), let program = statuses[first]?.name else { continue }
            var entry = Found(program: program)
            for number in ProcessStatus.descendants(of: roots, parents: statuses.mapValues(\.parent)) {
                entry.starts[number] = statuses[number]?.start
            }
            found[backend.name] = entry
        }
        pause = found == before ? min(pause * 2, Self.longestPause) : Self.searchSeconds
        nextSearch = seconds + pause
    }

    /// Who listens on the backends' ports, by the backends' names.
    private static func listeners(_ backends: [LocalBackend], among numbers: [Int]) -> [String: Set<Int>] {
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap { SystemFile.read($0, maximum: 4 << 20) }
        var names: [Int: [String]] = [:]
        for backend in backends {
            for table in tables {
                for inode in ListeningSockets.inodes(port: backend.port, in: table) {
                    names[inode, default: []].append(backend.name)
                }
            }
        }
        guard !names.isEmpty else { return [:] }
        var found: [String: Set<Int>] = [:]
        for number in numbers {
            let folder = "/proc/\(number)/fd"
            for descriptor in SystemFile.names(in: folder) {
                guard let link = SystemFile.link("\(folder)/\(descriptor)"),
                    let inode = ListeningSockets.inode(link: link)
                else { continue }
                for name in names[inode] ?? [] { found[name, default: []].insert(number) }
            }
        }
        return found
    }

    private static func status(_ process: Int) -> ProcessStatus? {
        SystemFile.read("/proc/\(process)/stat", maximum: 1024).flatMap { ProcessStatus(stat: $0) }
    }
}
