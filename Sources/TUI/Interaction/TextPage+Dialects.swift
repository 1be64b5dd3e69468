import Monitoring

extension TextPage {
    /// What every dialect makes of a text: the verdict first, in a sentence.
    init(_ trial: DialectTrial, of id: RequestID, hasTools: Bool) {
        let found = trial.results.filter { !$0.calls.isEmpty }
        var lines = [Self.verdict(found.map(\.dialect), hasTools: hasTools), Line("")]
        for result in trial.results {
            lines.append(Line(result.dialect, result.calls.isEmpty ? .plain : .good))
            lines += result.calls.map { Line("    \($0)") }
            lines += result.nearMisses.map { Line("    near miss: \($0)", .bad) }
            if !result.repairs.isEmpty {
                let kinds = RepairWording.kinds(result.repairs).joined(separator: ", ")
                lines.append(Line("    repaired: \(kinds)", .dim))
            }
        }
        lines.append(Line("nothing in: \(trial.others.joined(separator: ", "))", .dim))
        lines += [Line(""), Line("what is seen when all are looked for", .heading)]
        // Which dialects there are has just been said.
        lines += trial.explanation.dropFirst().map { Line("  \($0)") }
        if trial.isCut { lines.append(Line("(only the beginning was read)", .dim)) }
        self.init(title: "\(id) through every dialect", lines: lines)
    }

    private static func verdict(_ dialects: [String], hasTools: Bool) -> Line {
        guard hasTools else {
            return Line("this request declares no tools, so text is never a call, whatever formats names", .bad)
        }
        guard !dialects.isEmpty else { return Line("No dialect finds a call in this text.", .bad) }
        let named = dialects.count > 3 ? Formatting.count(dialects.count, "dialect") : dialects.joined(separator: ", ")
        return Line("\(named) would take it, if named in formats.", .heading)
    }
}
