import Monitoring

/// Which call of an answer.
struct CallPlace: Hashable {
    var choice: Int
    var index: Int
}

/// What is told of a call besides its text.
struct CallFacts: Equatable {
    /// `nil`: the call is still being written.
    var report: ToolCallReport?
    /// `nil`: it has a report.
    var open: OpenCall?
    /// `nil`: it was not looked up, or never made before.
    var repeated: CallRepeat?
    /// Whether calls were looked up at all.
    var areRepeatsKnown = false
}

/// The facts of all calls of an answer.
struct CallBook {
    private let reports: [CallPlace: ToolCallReport]
    private let open: [CallPlace: OpenCall]
    private let repeats: [CallPlace: CallRepeat]?

    init(_ source: RewriteRows.Source) {
        func byPlace<Fact>(_ facts: [Fact], _ place: (Fact) -> CallPlace) -> [CallPlace: Fact] {
            Dictionary(facts.map { (place($0), $0) }) { first, _ in first }
        }
        reports = byPlace(source.calls.filter { $0.isLeftInText != true }) {
            CallPlace(choice: $0.choice, index: $0.index)
        }
        open = byPlace(source.openCalls ?? []) { CallPlace(choice: $0.choice, index: $0.index) }
        repeats = source.repeats.map { repeats in byPlace(repeats) { CallPlace(choice: $0.choice, index: $0.index) } }
    }

    func facts(_ place: CallPlace) -> CallFacts {
        CallFacts(report: reports[place], open: open[place], repeated: repeats?[place], areRepeatsKnown: repeats != nil)
    }
}

/// A call, with all that is known of it.
struct CallView {
    var call: RewriteDocument.Call
    var passage: RewriteDocument.Passage
    var choice: Int
    /// `nil`: the call is still being written.
    var report: ToolCallReport?
    var finding: CallFinding?
    var timing: CallTiming?
    /// `nil`: it was not looked up.
    var repeated: CallRepeat?
    /// Whether calls were looked up at all.
    var isLookedUp: Bool
    /// `nil`: the request is not kept.
    var check: CallCheck?
    /// The answer broke off within its arguments: what did not come is not judged.
    var isCutOff: Bool
    var toolCount: Int

    init(
        call: RewriteDocument.Call, passage: RewriteDocument.Passage, choice: Int, facts: CallFacts,
        check: CallCheck? = nil, isCutOff: Bool = false, toolCount: Int = 0
    ) {
        self.call = call
        self.passage = passage
        self.choice = choice
        report = facts.report
        finding = facts.report?.finding ?? facts.open?.finding
        timing = facts.report?.timing ?? facts.open?.timing
        repeated = facts.repeated
        isLookedUp = facts.report != nil && facts.areRepeatsKnown
        self.check = check
        self.isCutOff = isCutOff
        self.toolCount = toolCount
    }

    var place: CallPlace { CallPlace(choice: choice, index: call.index) }

    /// What was put right, each kind once.
    var repairs: [String] {
        var names: [String] = []
        for name in passage.repairs + (report?.repairs ?? []) where !names.contains(name) { names.append(name) }
        return names
    }

    /// Not all of its arguments are kept.
    var isCut: Bool { !passage.cuts.isEmpty }

    var origin: String { call.isNative ? "NATIVE" : "REWRITTEN" }

    /// `#0171 #0160 (3rd time, same result)`
    var seenBefore: (requests: String, words: String)? {
        guard let repeated else { return nil }
        var words = Self.ordinal(repeated.times) + " time"
        if let areEqual = repeated.areResultsEqual { words += areEqual ? ", same result" : ", another result" }
        return (repeated.requests.map(\.description).joined(separator: " "), words)
    }

    /// `3rd`
    static func ordinal(_ number: Int) -> String {
        switch (number % 100, number % 10) {
        case (11...13, _): "\(number)th"
        case (_, 1): "\(number)st"
        case (_, 2): "\(number)nd"
        case (_, 3): "\(number)rd"
        default: "\(number)th"
        }
    }
}
