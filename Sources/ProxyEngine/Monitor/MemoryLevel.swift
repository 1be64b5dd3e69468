/// Says from the used share how short memory is. A level that was reached is left only some percent below, so that a
/// share that wavers around a limit is told once.
struct MemoryLevel: Equatable, Sendable {
    /// Percent below its limit at which a level is left.
    static let hysteresisPercent = 2.0

    private(set) var level = MemoryReport.Level.normal
    private let warningPercent: Double
    private let criticalPercent: Double

    /// The limits are percent used, from which on the level is reached.
    init(warningPercent: Double, criticalPercent: Double) {
        self.warningPercent = warningPercent
        self.criticalPercent = criticalPercent
    }

    /// Takes a measured share in percent; returns the level then.
    mutating func update(usedPercent: Double) -> MemoryReport.Level {
        let leaving = usedPercent + Self.hysteresisPercent
        level =
            switch level {
            case _ where usedPercent >= criticalPercent: .critical
            case .critical where leaving > criticalPercent: .critical
            case _ where usedPercent >= warningPercent: .warning
            case .critical where leaving > warningPercent, .warning where leaving > warningPercent: .warning
            case .normal, .warning, .critical: .normal
            }
        return level
    }
}
