import Monitoring

/// Measures the machine's memory every few seconds.
package struct MemorySampler: Sendable {
    /// Memory fills up in seconds when a model is loaded, hardly faster.
    package static let interval = Duration.seconds(2)

    private let backends: [LocalBackend]
    private let report: @Sendable (MemoryReading) -> Void

    /// `backends` are those whose processes are measured too. `report` takes the measurements.
    package init(backends: [LocalBackend], report: @escaping @Sendable (MemoryReading) -> Void) {
        self.backends = backends
        self.report = report
    }

    /// Runs until the task is cancelled.
    package func sample(on clock: some Clock<Duration> = ContinuousClock()) async {
        var meter = SystemMemoryMeter()
        await sample(on: clock) { meter.measure(backends, seconds: $0) }
    }

    /// Measures by `measure`, which is told the seconds since the beginning.
    func sample<C: Clock<Duration>>(on clock: C, by measure: (Double) -> MemoryReading?) async {
        let start = clock.now
        while !Task.isCancelled {
            if let reading = measure(start.duration(to: clock.now).seconds) { report(reading) }
            // Some slack lets the system wake up for several timers at once.
            try? await clock.sleep(for: Self.interval, tolerance: .milliseconds(500))
        }
    }
}
