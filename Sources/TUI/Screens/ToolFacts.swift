import Monitoring

/// What is known of a tool's calls in one dialect, and the last of them.
struct ToolFacts {
    var use: ToolUse
    var snapshot: MonitorSnapshot

    func lines(width: Int, height: Int) -> [StyledText] {
        var lines = [title, counts]
        if !use.repairs.isEmpty {
            let kinds = use.repairs.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            lines.append(StyledText("repairs ", .dim) + StyledText(kinds, .rewritten))
        }
        lines.append(times)
        if let problem = use.lastProblem {
            let name = use.lastProblemRequest.map { "\($0) " } ?? ""
            lines.append(StyledText("problem ", .dim) + StyledText(name) + StyledText(problem, .warning))
        }
        let others = snapshot.toolUses.filter { $0.tool == use.tool && $0.dialect != use.dialect && !use.tool.isEmpty }
        if !others.isEmpty {
            let names = others.map { "\($0.dialect) \($0.calls)" }.joined(separator: ", ")
            lines.append(StyledText("also as ", .dim) + StyledText(names))
        }
        if height > lines.count + 2 { lines += recent(rows: height - lines.count - 2, width: width) }
        return lines
    }

    private var title: StyledText {
        var line = StyledText(use.tool.isEmpty ? "text like a call" : use.tool, .title)
        line.append(use.dialect == "native" ? "  native" : "  written as ", .dim)
        if use.dialect != "native" { line.append(use.dialect, .rewritten) }
        return line
    }

    private var counts: StyledText {
        var line = StyledText("calls ", .dim) + StyledText(String(use.calls))
        line.append("  valid ", .dim)
        line.append(String(use.calls - use.badArguments), use.badArguments == 0 ? .good : .plain)
        for (name, count, style) in [
            ("bad", use.badArguments, Style.failure), ("near-miss", use.nearMisses, .warning),
            ("repaired", use.repaired, .rewritten),
        ] where count > 0 {
            line.append("  ")
            line.append(.count(name, count, alarming: style))
        }
        if let count = use.inReasoning, count > 0 {
            line.append("  ")
            line.append(.count("in reasoning", count, alarming: .rewritten))
        }
        return line
    }

    private var times: StyledText {
        var line = StyledText("arguments ", .dim)
        line.append(
            use.calls > 0 ? Formatting.bytes(use.argumentBytes / use.calls) + " on average" : Formatting.unknown)
        line.append("  result after ", .dim)
        line.append("\(Formatting.latency(use.answerP50)) (p95 \(Formatting.latency(use.answerP95)))")
        return line
    }

    /// The newest calls with their arguments.
    private func recent(rows: Int, width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        for request in snapshot.requests where lines.count < rows {
            let calls = request.calls.reversed().lazy.filter { $0.name == use.tool && $0.dialect == use.dialect }
            for call in calls.prefix(rows - lines.count) {
                lines.append(StyledText("\(request.id) ") + RowFacts.arguments(of: call, width: width))
            }
        }
        guard !lines.isEmpty else { return [] }
        return [StyledText(), StyledText("LAST CALLS", .dim)] + lines
    }
}
