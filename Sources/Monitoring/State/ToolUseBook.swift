/// Counts calls by tool and dialect.
struct ToolUseBook: Sendable {
    /// Kinds of repairs that are told apart; they come from our own table.
    private static let maximumRepairKinds = 50
    /// Calls that the percentiles of the answer's time are made of.
    private static let answersKept = 50

    private var uses: [String: ToolUse] = [:]
    private var answers: [String: RecentSamples] = [:]

    mutating func count(_ call: ToolCallReport, in request: RequestID, at now: Double) {
        change(tool: call.name, dialect: call.dialect, request, now) { use in
            use.calls += 1
            use.argumentBytes += call.arguments.utf8.count
            if !call.repairs.isEmpty { use.repaired += 1 }
            if let finding = call.finding { use.inReasoning = (use.inReasoning ?? 0) + (finding.isInReasoning ? 1 : 0) }
            for repair in call.repairs { Self.count(repair, in: &use.repairs) }
            if !call.isValid {
                use.badArguments += 1
                use.lastProblem = call.problem ?? "the arguments do not fit"
                use.lastProblemRequest = request
            }
        }
    }

    mutating func count(_ nearMiss: RequestChange.NearMissReport, in request: RequestID, at now: Double) {
        change(tool: "", dialect: nearMiss.dialect, request, now) { use in
            use.nearMisses += 1
            use.lastProblem = NearMissWording.sentence(dialect: nearMiss.dialect, reason: nearMiss.reason)
            use.lastProblemRequest = request
        }
    }

    /// The client came back with a result so many seconds after the answer with the call had ended.
    mutating func answered(tool: String, dialect: String, after seconds: Double) {
        let id = ToolUse(tool: tool, dialect: dialect, lastUsedAt: 0, lastRequest: RequestID(rawValue: 0)).id
        guard uses[id] != nil else { return }
        var samples = answers.removeValue(forKey: id) ?? RecentSamples(capacity: Self.answersKept)
        samples.add(seconds)
        uses[id]?.answerP50 = samples.percentile(0.5)
        uses[id]?.answerP95 = samples.percentile(0.95)
        answers[id] = samples
    }

    /// The most used first.
    var ranked: [ToolUse] { uses.values.sorted { $0.stands(before: $1) } }

    private mutating func change(
        tool: String, dialect: String, _ request: RequestID, _ now: Double, _ body: (inout ToolUse) -> Void
    ) {
        let new = ToolUse(tool: tool, dialect: dialect, lastUsedAt: now, lastRequest: request)
        if uses[new.id] == nil, uses.count >= ToolUse.capacity { evict() }
        body(&uses[new.id, default: new])
        uses[new.id]?.lastUsedAt = now
        uses[new.id]?.lastRequest = request
    }

    private mutating func evict() {
        guard let oldest = uses.values.min(by: { $0.leaves(before: $1) }) else { return }
        uses[oldest.id] = nil
        answers[oldest.id] = nil
    }

    private static func count(_ kind: String, in counts: inout [MonitorSnapshot.DialectCount]) {
        if let index = counts.firstIndex(where: { $0.name == kind }) {
            counts[index].count += 1
        } else if counts.count < maximumRepairKinds {
            counts.append(.init(name: kind, count: 1))
        }
    }
}
