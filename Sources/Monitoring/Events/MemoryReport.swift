/// Memory of the machine the proxy runs on, in bytes.
package struct MemoryReport: Equatable, Codable, Sendable {
    package enum Level: String, CaseIterable, Codable, Comparable, Sendable {
        case normal, warning, critical

        /// 0, 1, 2
        package var rank: Int {
            switch self {
            case .normal: 0
            case .warning: 1
            case .critical: 2
            }
        }

        package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
    }

    /// What made the level.
    package enum Cause: String, Codable, Sendable {
        /// The machine's memory is used up.
        case use
        /// A control group is close to its limit.
        case group
        /// Programs stand still because they wait for memory.
        case stall
        /// Swap is filling quickly.
        case swap
        /// The system says so.
        case system
    }

    /// So much of so much.
    package struct Share: Equatable, Codable, Sendable {
        package var used: Int
        package var total: Int

        package init(used: Int, total: Int) {
            self.used = used
            self.total = total
        }

        /// 0...100; 0 where the total is not known.
        package var percent: Double {
            total > 0 ? Double(min(max(0, used), total)) / Double(total) * 100 : 0
        }
    }

    /// How much of the last ten seconds was lost to waiting for memory, in percent.
    package struct Stall: Equatable, Codable, Sendable {
        /// While at least one task waited.
        package var some: Double
        /// While all that had work waited.
        package var full: Double

        package init(some: Double, full: Double) {
            self.some = some
            self.full = full
        }
    }

    /// A backend on this machine: what it holds with all processes that it started.
    package struct Process: Equatable, Codable, Sendable {
        package var backend: String
        /// The program that listens, `llama-server`.
        package var program: String
        /// Bytes in memory; pages that several of its processes share count for each.
        package var resident: Int

        package init(backend: String, program: String, resident: Int) {
            self.backend = backend
            self.program = program
            self.resident = resident
        }
    }

    /// A graphics card: its own memory, and as far as it tells, what it does.
    package struct Graphics: Equatable, Codable, Sendable {
        package var name: String
        package var memory: Share
        /// Percent of the time in which it worked.
        package var busyPercent: Double?
        /// Power that it draws.
        package var watts: Double?

        package init(name: String, memory: Share, busyPercent: Double? = nil, watts: Double? = nil) {
            self.name = name
            self.memory = memory
            self.busyPercent = busyPercent
            self.watts = watts
        }
    }

    package var total: Int
    package var used: Int
    package var swapUsed: Int
    package var level: Level
    /// Why the level is not normal.
    package var cause: Cause?
    package var stall: Stall?
    /// The control group closest to its limit; `nil`: none has one.
    package var group: Share?
    package var processes: [Process]
    package var graphics: [Graphics]
    /// Requests to backends on this machine run one at a time until there is more.
    package var holdsRequests: Bool

    package init(
        total: Int, used: Int, swapUsed: Int = 0, level: Level = .normal, cause: Cause? = nil, stall: Stall? = nil,
        group: Share? = nil, processes: [Process] = [], graphics: [Graphics] = [], holdsRequests: Bool = false
    ) {
        self.total = total
        self.used = used
        self.swapUsed = swapUsed
        self.level = level
        self.cause = cause
        self.stall = stall
        self.group = group
        self.processes = processes
        self.graphics = graphics
        self.holdsRequests = holdsRequests
    }

    /// The machine's memory, or the control group where that is closer to its end.
    package var tightest: Share {
        let machine = Share(used: used, total: total)
        guard let group, group.total > 0, group.percent > machine.percent else { return machine }
        return group
    }

    /// The used share in whole percent, 0...100; `nil` where the total is not known.
    package var usedPercent: Int? { tightest.total > 0 ? Int(tightest.percent.rounded()) : nil }
}
