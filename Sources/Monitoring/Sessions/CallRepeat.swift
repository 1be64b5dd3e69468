/// A call that was made before in the same conversation, with the same arguments.
package struct CallRepeat: Equatable, Codable, Sendable {
    package var choice: Int
    package var index: Int
    /// The requests that were answered with it before, the newest first; not all of them where there were many.
    package var requests: [RequestID]
    /// How many times by now, this one included.
    package var times: Int
    /// Whether all results that are known are the same; `nil`: fewer than two are known.
    package var areResultsEqual: Bool?

    package init(choice: Int = 0, index: Int, requests: [RequestID], times: Int, areResultsEqual: Bool? = nil) {
        self.choice = choice
        self.index = index
        self.requests = requests
        self.times = times
        self.areResultsEqual = areResultsEqual
    }

    /// Requests that are named.
    static let maximumRequests = 8
    /// Calls of one request that are looked up.
    static let maximumCalls = 64
}

/// Looks calls up among those that came before in the same conversation.
struct CallRepeats {
    /// Calls of earlier requests by what makes them the same, the newest first.
    private var earlier: [[UInt8]: [(request: RequestID, id: String)]] = [:]
    /// Fingerprints of results by the identifier of their call.
    private var results: [String: Set<UInt64>] = [:]

    /// Adds the calls of a request; the newest one first.
    mutating func add(_ calls: [ToolCallReport], of request: RequestID) {
        for call in calls where Self.isComparable(call) {
            earlier[ToolExchange.key(call), default: []].append((request, call.id))
        }
    }

    /// Adds the results that stand in a prompt. Identifiers that backends use again name several.
    mutating func addResults(in body: UnsafeRawBufferPointer, _ outline: PromptOutline) {
        for exchange in ToolExchange.all(in: body, outline) {
            results[exchange.callID, default: []].insert(exchange.result)
        }
    }

    /// The client got it, and what it said is kept.
    private static func isComparable(_ call: ToolCallReport) -> Bool {
        call.isLeftInText != true && !call.arguments.isEmpty
    }

    /// What is known of `calls`, of those that were made before.
    func found(_ calls: [ToolCallReport]) -> [CallRepeat] {
        calls.prefix(CallRepeat.maximumCalls).compactMap { call in
            guard Self.isComparable(call), let before = earlier[ToolExchange.key(call)] else { return nil }
            var requests: [RequestID] = []
            for (request, _) in before where !requests.contains(request) { requests.append(request) }
            let known = ([call.id] + before.map(\.id)).compactMap { results[$0] }
            return CallRepeat(
                choice: call.choice, index: call.index,
                requests: Array(requests.prefix(CallRepeat.maximumRequests)), times: before.count + 1,
                areResultsEqual: known.count < 2 ? nil : known.reduce(Set()) { $0.union($1) }.count == 1)
        }
    }
}
