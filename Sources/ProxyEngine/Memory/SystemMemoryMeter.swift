import Monitoring

/// Measures this machine, as cheaply as it can be done: what changes is read each time, who is measured is looked up
/// now and then.
struct SystemMemoryMeter {
    private var groups = ControlGroupMeter()
    private var processes = BackendProcessMeter()
    /// Loaded once a backend is known to be here: else nobody here uses the cards, and to ask them would wake them up.
    private var graphics: GraphicsMeter?

    /// `nil` where the system does not tell. `seconds` is the moment.
    mutating func measure(_ backends: [LocalBackend], seconds: Double) -> MemoryReading? {
        guard let use = MemoryUse.current() else { return nil }
        var reading = MemoryReading(seconds: seconds, use: use)
        #if os(Linux)
            reading.stall = SystemFile.read("/proc/pressure/memory").flatMap { .init(text: $0) }
            reading.processes = processes.measure(backends, seconds: seconds)
            if let found = groups.measure(processes: processes.processes, total: use.total, seconds: seconds) {
                reading.group = found.share
                reading.stall = reading.stall?.combined(with: found.stall) ?? found.stall
            }
            if !backends.isEmpty {
                if graphics == nil { graphics = GraphicsMeter() }
                reading.graphics = graphics?.measure() ?? []
            }
        #else
            reading.systemLevel = MemoryReport.Level.ofSystem
        #endif
        return reading
    }
}
