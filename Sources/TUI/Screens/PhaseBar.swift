import ProxyEngine

/// Where a request's time went, drawn to scale: `|queue 0.1 |fill 1.0 |decode 10.5 ..........`.
struct PhaseBar {
    var request: RequestSummary
    var now: Double
    var symbols: Symbols

    private struct Part {
        var name: String
        var seconds: Double
        var style: Style
    }

    private var parts: [Part] {
        let end = request.age(at: now)
        let sent = min(request.sentSeconds ?? end, end)
        let first = min(request.firstTokenSeconds ?? end, end)
        var parts = [Part(name: "queue", seconds: sent, style: .queued)]
        if request.sentSeconds != nil { parts.append(Part(name: "fill", seconds: first - sent, style: .prefill)) }
        if request.firstTokenSeconds != nil { parts.append(Part(name: "decode", seconds: end - first, style: .good)) }
        return parts
    }

    func text(width: Int) -> StyledText {
        let parts = parts
        let labels = parts.map { "\($0.name) \(Formatting.seconds($0.seconds)) " }
        let total = parts.reduce(0) { $0 + max(0, $1.seconds) }
        let spare = max(0, width - labels.reduce(0) { $0 + $1.utf8.count + 1 })
        var text = StyledText()
        for (part, label) in zip(parts, labels) {
            let share = total > 0 ? max(0, part.seconds) / total : 0
            text.append(symbols.vertical, .dim)
            text.append(label, part.style)
            text.append(
                String(repeating: symbols.isASCII ? "." : symbols.meterFull, count: Int(share * Double(spare))),
                part.style)
        }
        return text
    }
}
