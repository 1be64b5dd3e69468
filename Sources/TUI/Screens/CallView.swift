import ProxyEngine

/// Which call of an answer.
struct CallPlace: Hashable {
    var choice: Int
    var index: Int
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
    var toolCount: Int

    init(
        call: RewriteDocument.Call, passage: RewriteDocument.Passage, choice: Int, request: RequestSummary?,
        detail: RequestDetail?
    ) {
        self.call = call
        self.passage = passage
        self.choice = choice
        report = request?.calls.first {
            $0.choice == choice && $0.index == call.index && $0.isLeftInText != true
        }
        let open = detail?.openCalls?.first { $0.choice == choice && $0.index == call.index }
        finding = report?.finding ?? open?.finding
        timing = report?.timing ?? open?.timing
        repeated = detail?.repeats?.first { $0.choice == choice && $0.index == call.index }
        isLookedUp = report != nil && detail?.repeats != nil
        let tools = detail?.prompt?.tools
        toolCount = tools?.count ?? 0
        check = tools.map {
            CallCheck(name: call.name, arguments: passage.text, isComplete: report != nil, tools: $0)
        }
    }

    var place: CallPlace { CallPlace(choice: choice, index: call.index) }

    /// What was put right, each kind once.
    var repairs: [String] {
        var names: [String] = []
        for name in passage.repairs + (report?.repairs ?? []) where !names.contains(name) { names.append(name) }
        return names
    }

    var origin: String { call.isNative ? "NATIVE" : "REWRITTEN" }

    /// `hermes-json no, mistral no`; `-` where it is not known.
    var alsoTried: String {
        if call.isNative { return "nothing" }
        guard let others = finding?.others else { return Formatting.unknown }
        return others.isEmpty ? "nothing" : others.map { "\($0) no" }.joined(separator: ", ")
    }

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
