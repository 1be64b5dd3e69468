extension PrometheusText {
    static func write(_ memory: MemoryReport, to page: inout MetricsPage) {
        page.family("memory_total_bytes", .gauge, "Memory of the proxy's machine.") { $0.sample(memory.total) }
        page.family("memory_used_bytes", .gauge, "Memory in use on the proxy's machine.") { $0.sample(memory.used) }
        page.family("swap_used_bytes", .gauge, "Swap in use on the proxy's machine.") { $0.sample(memory.swapUsed) }
        page.family("memory_level", .gauge, "How short memory is: 0 normal, 1 warning, 2 critical.") {
            $0.sample(memory.level.rank)
        }
        page.family("memory_holds_requests", .gauge, "1 while requests run one at a time for want of memory.") {
            $0.sample(memory.holdsRequests ? 1 : 0)
        }
        if let group = memory.group {
            page.family("memory_group_limit_bytes", .gauge, "Limit of the control group closest to its own.") {
                $0.sample(group.total)
            }
            page.family("memory_group_used_bytes", .gauge, "Memory in use in that control group.") {
                $0.sample(group.used)
            }
        }
        if let stall = memory.stall {
            page.family("memory_stall_ratio", .gauge, "Share of the last 10 s lost to waiting for memory.") {
                $0.sample(stall.some / 100, ["tasks": "some"])
                $0.sample(stall.full / 100, ["tasks": "all"])
            }
        }
        page.family("backend_resident_bytes", .gauge, "Memory that a backend on this machine holds.") { family in
            for process in memory.processes { family.sample(process.resident, ["backend": process.backend]) }
        }
        page.family("gpu_memory_total_bytes", .gauge, "Memory of a graphics card.") { family in
            for (index, card) in memory.graphics.enumerated() {
                family.sample(card.memory.total, ["gpu": "\(index)", "name": card.name])
            }
        }
        page.family("gpu_memory_used_bytes", .gauge, "Memory in use on a graphics card.") { family in
            for (index, card) in memory.graphics.enumerated() {
                family.sample(card.memory.used, ["gpu": "\(index)", "name": card.name])
            }
        }
        page.family("gpu_busy_ratio", .gauge, "Share of the time in which a graphics card worked.") { family in
            for (index, card) in memory.graphics.enumerated() {
                if let busy = card.busyPercent { family.sample(busy / 100, ["gpu": "\(index)", "name": card.name]) }
            }
        }
        page.family("gpu_power_watts", .gauge, "Power that a graphics card draws.") { family in
            for (index, card) in memory.graphics.enumerated() {
                if let watts = card.watts { family.sample(watts, ["gpu": "\(index)", "name": card.name]) }
            }
        }
    }
}
