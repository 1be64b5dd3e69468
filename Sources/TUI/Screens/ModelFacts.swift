import Monitoring

/// What is known of a model: how fast it reads and writes, answer by answer, and its last requests.
struct ModelFacts {
    var use: ModelUse
    var snapshot: MonitorSnapshot
    var symbols: Symbols

    func lines(width: Int, height: Int) -> [StyledText] {
        var title = StyledText(use.id, .title)
        if !use.backends.isEmpty { title.append("  at \(use.backends.joined(separator: ", "))", .dim) }
        var lines = [title]
        lines.append(contentsOf: speed("writes", use.rates, .good, width: width))
        lines.append(contentsOf: speed("reads", use.prefillRates, .prefill, width: width))
        if let middle = ModelUse.median(use.firstTokens), let slowest = use.firstTokens.max() {
            var line = StyledText("first token ", .dim) + StyledText(Formatting.latency(middle))
            line.append("  at worst \(Formatting.latency(slowest))", .dim)
            lines.append(line)
        }
        lines.append(counts)
        if height > lines.count + 3 { lines += recent(rows: height - lines.count - 2) }
        return lines
    }

    /// In the middle, from and to, and answer by answer.
    private func speed(_ label: String, _ rates: [Double], _ style: Style, width: Int) -> [StyledText] {
        guard let middle = ModelUse.median(rates), let slowest = rates.min(), let fastest = rates.max() else {
            return []
        }
        var line = StyledText("\(label) ", .dim) + StyledText("\(Formatting.rate(middle)) t/s", style)
        if rates.count > 1 {
            line.append("  \(Formatting.rate(slowest)) to \(Formatting.rate(fastest))  ", .dim)
            line.append(
                RowGraph.text(rates, columns: max(0, width - line.width - 1), symbols: symbols), style)
        }
        return [line]
    }

    private var counts: StyledText {
        var line = StyledText("requests ", .dim) + StyledText(String(use.requests))
        line.append("  calls ", .dim)
        line.append(String(use.calls))
        for (name, count, style) in [
            ("bad", use.badArguments, Style.failure), ("near-miss", use.nearMisses, .warning),
            ("err", use.failed, .failure),
        ] where count > 0 {
            line.append("  ")
            line.append(.count(name, count, alarming: style))
        }
        line.append("  tokens out \(Formatting.tokens(use.outputTokens))", .dim)
        return line
    }

    private func recent(rows: Int) -> [StyledText] {
        let found = snapshot.requests.lazy.filter { $0.model == use.id }.prefix(max(0, rows))
        return [StyledText(), StyledText("REQUESTS", .dim)]
            + found.map { request in
                var line = StyledText(" ")
                if let mark = request.mark { line.append(mark.letter, mark.style) } else { line.append(" ") }
                line.append("\(request.id) ")
                line.append(field: request.phaseWord, width: 9, request.phaseStyle)
                line.append(field: Formatting.rate(request.rate), width: 6, right: true)
                line.append(" t/s  ", .dim)
                line.append(request.about ?? "", .dim)
                return line
            }
    }
}
