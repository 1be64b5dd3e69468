import Monitoring

/// Where a request's time went, drawn to scale: `|queue 0.1 |fill 1.0 |decode 10.5 ..........|held 0.3`. The last part is
/// no phase: it says how much of the time before it the proxy held text back.
struct PhaseBar {
    var request: RequestSummary
    var now: Double
    var symbols: Symbols

    /// Less than this is not worth a word.
    private static let leastHeldSeconds = 0.05

    func text(width: Int) -> StyledText {
        let times = PhaseTimes(request, now: now)
        let labels = times.phases.map { "\($0.name) \(Formatting.seconds($0.seconds)) " }
        let held = times.held.flatMap { $0 >= Self.leastHeldSeconds ? "held \(Formatting.seconds($0)) " : nil }
        let total = times.phases.reduce(0) { $0 + $1.seconds }
        let spare = max(
            0, width - labels.reduce(0) { $0 + $1.utf8.count + 1 } - (held.map { $0.utf8.count + 1 } ?? 0))
        var text = StyledText()
        for (phase, label) in zip(times.phases, labels) {
            let share = total > 0 ? phase.seconds / total : 0
            text.append(symbols.vertical, .frame)
            text.append(label, phase.style)
            text.append(
                String(repeating: symbols.isASCII ? "." : symbols.meterFull, count: Int(share * Double(spare))),
                phase.style)
        }
        if let held {
            text.append(symbols.vertical, .frame)
            // No call is found without it.
            text.append(held, .rewritten)
        }
        return text
    }
}
