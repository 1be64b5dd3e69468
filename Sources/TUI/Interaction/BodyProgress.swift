package import Monitoring

/// How far prompts and answers have been looked through for the texts of the filter.
package struct BodyProgress: Equatable, Sendable {
    package var patterns: [BodyPattern]
    /// `nil`: it cannot be done from here.
    package var result: BodySearch.Result?

    package init(patterns: [BodyPattern], result: BodySearch.Result?) {
        self.patterns = patterns
        self.result = result
    }
}

/// The search in prompts and answers that a filter wants, beside the list that it fills.
package struct BodyLookup: Equatable, Sendable {
    package private(set) var patterns: [BodyPattern] = []
    package private(set) var findings = BodyFindings()
    /// Somebody looks through some of them now.
    package var isUnderWay = false
    /// Texts are kept elsewhere.
    package private(set) var isImpossible = false
    /// Requests of which there was more to come when they were looked through.
    private var unfinished: Set<RequestID> = []

    /// Requests that are looked through at once.
    private static let batch = 16

    package init() {}

    /// Takes up the texts that the filter looks for; others begin anew.
    package mutating func want(_ patterns: [BodyPattern]) {
        guard patterns != self.patterns else { return }
        self.patterns = patterns
        findings = BodyFindings()
        unfinished = []
        isImpossible = false
    }

    /// The next ones to be looked through, the newest first; `nil`: none, or some are under way.
    package mutating func next(_ requests: [RequestSummary]) -> [RequestID]? {
        guard !patterns.isEmpty, !isUnderWay, !isImpossible else { return nil }
        let open = unfinished
        let ended = Set(requests.lazy.filter { !$0.phase.isRunning && open.contains($0.id) }.map(\.id))
        findings.forget(ended)
        unfinished.subtract(ended)
        let searched = findings.searched
        let batch = Array(requests.lazy.map(\.id).filter { !searched.contains($0) }.prefix(Self.batch))
        guard !batch.isEmpty else { return nil }
        unfinished.formUnion(requests.lazy.filter { $0.phase.isRunning && batch.contains($0.id) }.map(\.id))
        isUnderWay = true
        return batch
    }

    /// `false`: it is an answer to an earlier question.
    package mutating func take(_ progress: BodyProgress) -> Bool {
        isUnderWay = false
        guard progress.patterns == patterns else { return false }
        guard let result = progress.result else {
            isImpossible = true
            return true
        }
        findings.take(result)
        return true
    }

    /// `searched 412 of 1000, 2 not checked (too long)`; `nil`: nothing is looked for, or all has been.
    package func words(of requests: [RequestSummary]) -> String? {
        guard !patterns.isEmpty else { return nil }
        if isImpossible { return "prompts and answers are not here" }
        let count = requests.count { findings.searched.contains($0.id) }
        let unchecked = requests.count { findings.unchecked.contains($0.id) }
        var words: [String] = []
        if count < requests.count { words.append("searched \(count) of \(requests.count)") }
        if unchecked > 0 { words.append("\(unchecked) not checked (too long)") }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
