/// Counts of tool calls since the start.
struct ToolTally: Equatable {
    /// The dialect of calls that the backend gave itself.
    static let native = "native"
    /// Names come from our own tables; this bounds what a mistake could do.
    private static let maximumNames = 200

    /// Calls of a dialect: all of them, and those whose arguments do not fit.
    struct Calls: Equatable {
        var total = 0
        var bad = 0
    }

    private(set) var calls: [String: Calls] = [:]
    private(set) var nearMisses: [String: Int] = [:]
    private(set) var repairs: [String: Int] = [:]
    /// Those that were seen in text and left there.
    private(set) var leftInText = Calls()
    /// Calls that came again with the same result.
    private(set) var loops = 0

    mutating func count(_ call: ToolCallReport) {
        guard call.isLeftInText != true else {
            leftInText.total += 1
            if !call.isValid { leftInText.bad += 1 }
            return
        }
        if calls[call.dialect] != nil || calls.count < Self.maximumNames {
            calls[call.dialect, default: Calls()].total += 1
            if !call.isValid { calls[call.dialect, default: Calls()].bad += 1 }
        }
        for repair in call.repairs where repairs[repair] != nil || repairs.count < Self.maximumNames {
            repairs[repair, default: 0] += 1
        }
    }

    mutating func count(_ nearMiss: RequestChange.NearMissReport) {
        guard nearMisses[nearMiss.dialect] != nil || nearMisses.count < Self.maximumNames else { return }
        nearMisses[nearMiss.dialect, default: 0] += 1
    }

    mutating func countLoop() { loops += 1 }

    var totals: MonitorSnapshot.ToolTotals {
        var totals = MonitorSnapshot.ToolTotals()
        totals.native = calls[Self.native]?.total ?? 0
        totals.rewritten = Self.ranked(calls.filter { $0.key != Self.native }.mapValues(\.total))
        totals.nearMisses = nearMisses.values.reduce(0, +)
        totals.badArguments = calls.values.reduce(leftInText.bad) { $0 + $1.bad }
        totals.leftInText = leftInText.total > 0 ? leftInText.total : nil
        totals.loops = loops
        totals.repairs = Self.ranked(repairs)
        return totals
    }

    /// The most frequent first, equal ones by name.
    private static func ranked(_ counts: [String: Int]) -> [MonitorSnapshot.DialectCount] {
        counts.map { MonitorSnapshot.DialectCount(name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
