package import Monitoring

/// Everything that was measured at one moment, in bytes.
package struct MemoryReading: Equatable, Sendable {
    /// Seconds on a clock that never goes back.
    package var seconds: Double
    package var use: MemoryUse
    package var stall: MemoryReport.Stall?
    /// The control group that is closest to its limit.
    package var group: MemoryReport.Share?
    /// What the system itself says of the pressure (macOS).
    package var systemLevel: MemoryReport.Level?
    package var processes: [MemoryReport.Process] = []
    package var graphics: [MemoryReport.Graphics] = []

    package init(seconds: Double, use: MemoryUse) {
        self.seconds = seconds
        self.use = use
    }
}
