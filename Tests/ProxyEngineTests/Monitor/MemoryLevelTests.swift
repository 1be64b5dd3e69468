import Testing

@testable import ProxyEngine

struct MemoryLevelTests {
    /// A level is reached at its limit, and left 2 percent below.
    @Test(
        arguments: [
            ([84.9, 85, 84, 83.1, 83, 85], [.normal, .warning, .warning, .warning, .normal, .warning]),
            ([95, 94, 93.1, 93, 83.5, 82], [.critical, .critical, .critical, .warning, .warning, .normal]),
            ([50, 99, 50], [.normal, .critical, .normal]),
            ([99, 84], [.critical, .warning]),
        ] as [([Double], [MemoryReport.Level])])
    func wavesAroundALimitAreOneChange(shares: [Double], expected: [MemoryReport.Level]) {
        var level = MemoryLevel(warningPercent: 85, criticalPercent: 95)
        let levels = shares.map { level.update(usedPercent: $0) }
        #expect(levels == expected)
    }
}

struct MemoryUseTests {
    @Test func readsWhatLinuxTells() {
        let text = """
            MemTotal:       16000 kB
            MemFree:         1000 kB
            MemAvailable:    4000 kB
            SwapTotal:       2000 kB
            SwapFree:        1500 kB

            """
        let use = MemoryUse(meminfo: Array(text.utf8))
        #expect(use == MemoryUse(total: 16_000 << 10, used: 12_000 << 10, swapUsed: 500 << 10))
        #expect(use?.usedPercent == 75)
    }

    @Test(arguments: ["", "MemTotal: 5 kB", "MemTotal: x kB\nMemAvailable: 1 kB", "MemTotal: 0 kB\nMemAvailable: 0 kB"])
    func whatIsNotToldIsNotKnown(text: String) {
        #expect(MemoryUse(meminfo: Array(text.utf8)) == nil)
    }

    @Test func absurdNumbersDoNoHarm() {
        let text = "MemTotal: 9223372036854775807 kB\nMemAvailable: -9223372036854775808 kB"
        #expect(MemoryUse(meminfo: Array(text.utf8)) == nil)
    }

    @Test func thisMachineHasMemory() throws {
        let use = try #require(MemoryUse.current())
        #expect(use.total > 1 << 20)
        #expect((0...use.total).contains(use.used))
    }
}

struct MemoryWatchTests {
    /// Only what a screen would show differently is told.
    @Test func tellsChangesOnly() {
        var watch = MemoryWatch(level: MemoryLevel(warningPercent: 85, criticalPercent: 95))
        let total = 1000 << 20
        let told = [500, 501, 504, 506, 506, 900].map { mebibytes in
            watch.update(MemoryUse(total: total, used: mebibytes << 20, swapUsed: 0))?.usedPercent
        }
        #expect(told == [50, nil, nil, 51, nil, 90])
        let swapped = watch.update(MemoryUse(total: total, used: 900 << 20, swapUsed: 100 << 20))
        #expect(swapped?.level == .warning)
    }
}

struct MemorySamplerTests {
    /// Measures until it is cancelled, and tells the first measurement at once.
    @Test func reportsUntilItIsCancelled() async {
        let (events, continuation) = AsyncStream.makeStream(of: EngineEvent.self)
        let sampler = MemorySampler(
            warningPercent: 85, criticalPercent: 95, measure: { MemoryUse(total: 100, used: 96, swapUsed: 0) },
            report: { continuation.yield($0) })
        let sampling = Task { await sampler.sample() }
        var iterator = events.makeAsyncIterator()
        let first = await iterator.next()
        #expect(first == .memory(MemoryReport(total: 100, used: 96, level: .critical)))
        sampling.cancel()
        await sampling.value
    }
}
