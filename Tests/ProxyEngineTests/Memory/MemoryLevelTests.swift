import Monitoring
import Testing

@testable import ProxyEngine

struct MemoryLevelTests {
    private static let limits = MemoryLevel.Limits(warning: 85, critical: 95)

    private func reading(used: Double = 50, at seconds: Double = 0) -> MemoryReading {
        MemoryReading(seconds: seconds, use: MemoryUse(total: 100_000, used: Int(used * 1000), swapUsed: 0))
    }

    /// A level is reached at its limit, and left 2 percent below.
    @Test(
        arguments: [
            ([84.9, 85, 84, 83.1, 83, 85], [.normal, .warning, .warning, .warning, .normal, .warning]),
            ([95, 94, 93.1, 93, 83.5, 82], [.critical, .critical, .critical, .warning, .warning, .normal]),
            ([50, 99, 50], [.normal, .critical, .normal]),
            ([99, 84], [.critical, .warning]),
        ] as [([Double], [MemoryReport.Level])])
    func wavesAroundALimitAreOneChange(shares: [Double], expected: [MemoryReport.Level]) {
        var level = MemoryLevel()
        let levels = shares.map { level.update(reading(used: $0), limits: Self.limits).level }
        #expect(levels == expected)
    }

    /// The tighter of machine and control group counts.
    @Test func aFullGroupCountsOnAnEmptyMachine() {
        var level = MemoryLevel()
        var tight = reading(used: 20)
        tight.group = .init(used: 96, total: 100)
        var found = level.update(tight, limits: Self.limits)
        #expect(found == (.critical, .group))
        tight.group = nil
        found = level.update(tight, limits: Self.limits)
        #expect(found == (.normal, nil))
    }

    /// A machine whose programs stand still is short of memory whatever its figures are.
    @Test(
        arguments: [
            ([9.9, 10, 6, 5], [.normal, .warning, .warning, .normal]),
            ([40, 36, 35, 4], [.critical, .critical, .warning, .normal]),
        ] as [([Double], [MemoryReport.Level])])
    func standstillRaisesTheLevel(shares: [Double], expected: [MemoryReport.Level]) {
        var level = MemoryLevel()
        var causes: Set<MemoryReport.Cause?> = []
        let levels = shares.map { share in
            var stalled = reading()
            stalled.stall = .init(some: share, full: share)
            let found = level.update(stalled, limits: Self.limits)
            causes.insert(found.cause)
            return found.level
        }
        #expect(levels == expected)
        #expect(causes == [nil, .stall])
    }

    /// Swap that lies there says nothing; swap that fills within half a minute does.
    @Test func swapThatFillsQuicklyIsAWarning() {
        var level = MemoryLevel()
        func update(_ swap: Int, at seconds: Double) -> MemoryReport.Cause? {
            var reading = reading(at: seconds)
            reading.use.swapUsed = swap
            return level.update(reading, limits: Self.limits).cause
        }
        #expect(update(90_000, at: 0) == nil)
        #expect(update(91_999, at: 10) == nil)
        #expect(update(92_000, at: 20) == .swap)
        #expect(update(92_000, at: 41) == nil, "what grew is over half a minute old")
        #expect(update(10, at: 42) == nil)
    }

    @Test func whatTheSystemSaysCounts() {
        var level = MemoryLevel()
        var pressed = reading()
        pressed.systemLevel = .warning
        #expect(level.update(pressed, limits: Self.limits) == (.warning, .system))
        pressed.use.used = 96_000
        #expect(level.update(pressed, limits: Self.limits) == (.critical, .use))
    }
}

struct MemoryWatchTests {
    private func reading(_ mebibytes: Int, of total: Int = 1000) -> MemoryReading {
        MemoryReading(
            seconds: 0, use: MemoryUse(total: total << 20, used: mebibytes << 20, swapUsed: 0))
    }

    /// Only what a screen would show differently is told.
    @Test func tellsChangesOnly() {
        var watch = MemoryWatch()
        let told = [500, 501, 504, 506, 506, 900].map { mebibytes in
            watch.update(reading(mebibytes), warningPercent: 85, criticalPercent: 95)?.usedPercent
        }
        #expect(told == [50, nil, nil, 51, nil, 90])
        var swapped = reading(900)
        swapped.use.swapUsed = 100 << 20
        #expect(watch.update(swapped, warningPercent: 85, criticalPercent: 95)?.level == .warning)
        swapped.processes = [.init(backend: "b", program: "llama-server", resident: 1 << 30)]
        #expect(watch.update(swapped, warningPercent: 85, criticalPercent: 95)?.processes.count == 1)
        swapped.processes[0].resident += 1 << 20
        #expect(watch.update(swapped, warningPercent: 85, criticalPercent: 95) == nil)
    }

    /// New limits hold for what was measured last.
    @Test func judgesAgainByOtherLimits() {
        var watch = MemoryWatch()
        #expect(watch.update(nil, warningPercent: 1, criticalPercent: 2) == nil, "nothing was measured yet")
        #expect(watch.update(reading(500), warningPercent: 85, criticalPercent: 95)?.level == .normal)
        #expect(watch.update(nil, warningPercent: 1, criticalPercent: 2)?.level == .critical)
        #expect(watch.update(nil, warningPercent: 1, criticalPercent: 2) == nil)
        #expect(watch.update(nil, warningPercent: 85, criticalPercent: 95)?.level == .normal)
    }
}

struct MemorySamplerTests {
    /// Measures until it is cancelled, and tells the first measurement at once.
    @Test func reportsUntilItIsCancelled() async {
        let (readings, continuation) = AsyncStream.makeStream(of: MemoryReading.self)
        let sampler = MemorySampler(backends: []) { continuation.yield($0) }
        let sampling = Task {
            await sampler.sample(on: ContinuousClock()) { seconds in
                MemoryReading(seconds: seconds, use: MemoryUse(total: 100, used: 96, swapUsed: 0))
            }
        }
        var iterator = readings.makeAsyncIterator()
        let first = await iterator.next()
        #expect(first?.use == MemoryUse(total: 100, used: 96, swapUsed: 0))
        sampling.cancel()
        await sampling.value
    }
}
