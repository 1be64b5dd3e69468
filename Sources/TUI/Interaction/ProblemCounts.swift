package import Monitoring

/// How much went wrong, by its kind.
package struct ProblemCounts: Equatable, Sendable {
    package var failed = 0
    package var badArguments = 0
    package var nearMisses = 0
    package var loops = 0

    package init() {}

    package init(_ snapshot: MonitorSnapshot) {
        failed = snapshot.totals.failed
        badArguments = snapshot.tools.badArguments
        nearMisses = snapshot.tools.nearMisses
        loops = snapshot.tools.loops
    }

    package var isEmpty: Bool { self == ProblemCounts() }

    /// What has come since. A proxy that was started again counts anew.
    package func since(_ former: ProblemCounts) -> ProblemCounts {
        var new = self
        new.failed -= failed >= former.failed ? former.failed : 0
        new.badArguments -= badArguments >= former.badArguments ? former.badArguments : 0
        new.nearMisses -= nearMisses >= former.nearMisses ? former.nearMisses : 0
        new.loops -= loops >= former.loops ? former.loops : 0
        return new
    }
}

extension ViewState {
    /// Takes the counters to nothing: from now on they tell what is new. The requests stay, and the keys find them.
    mutating func markProblemsSeen(_ snapshot: MonitorSnapshot) {
        let all = ProblemCounts(snapshot)
        guard !all.since(seenProblems).isEmpty else { return message = Message("no problem is new") }
        seenProblems = all
        message = Message("the problems so far are marked as seen: the counters tell new ones; E finds all")
    }
}
