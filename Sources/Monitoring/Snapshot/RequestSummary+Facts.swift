import ToolCallParsing
import WireFormats

/// What follows from a request's row, wherever it is shown or searched.
extension RequestSummary {
    /// Something the operator should look at.
    package var isProblem: Bool {
        phase == .failed || nearMisses > 0 || hasBadArguments || hasUnfinishedCall || loop != nil || promptCut != nil
    }
    package var hasBadArguments: Bool { calls.contains { !$0.isValid } }
    /// The answer ended at its length limit in the middle of a call.
    package var hasUnfinishedCall: Bool { endedAtLimit && calls.contains(where: isUnfinished) }

    /// Only the last call of an answer can be cut off by its end.
    package func isUnfinished(_ call: ToolCallReport) -> Bool {
        endedAtLimit && (call.problem == ToolCallReport.cutOff || call.repairs.contains(where: Self.cuts.contains))
            && isLast(call)
    }

    /// The answer failed or was cancelled in this call: its arguments are no whole object, and were not found wrong.
    package func hasBrokenOff(in call: ToolCallReport) -> Bool {
        guard phase == .failed || phase == .cancelled, call.isValid, isLast(call) else { return false }
        // Of longer ones the end is not kept here.
        return !call.arguments.hasSuffix("…") && (try? JSONValue(parsing: call.arguments))?.objectValue == nil
    }

    private func isLast(_ call: ToolCallReport) -> Bool {
        calls.last { $0.choice == call.choice }?.index == call.index
    }

    /// The kinds of repair that tell of arguments without their end: left open as they were, or closed.
    private static let cuts: Set = ["cut-off", "unclosed"]

    private var endedAtLimit: Bool { finishReason == "length" || backendFinishReason == "length" }

    /// A call was found in reasoning that the model had not closed.
    package var hasCallInReasoning: Bool { calls.contains { $0.finding?.isInReasoning == true } }
    /// Text waits until it is clear whether it is a call.
    package var isHeld: Bool { phase == .decode && heldBytes > 0 }

    /// For so long nobody wonders why nothing comes.
    private static let quietSeconds = 5.0

    /// Seconds for which the backend, which was writing, has sent nothing; `nil` while that is not worth a word.
    package func silentSeconds(at now: Double) -> Double? {
        guard phase == .decode, endedSeconds == nil, let last = lastTokenSeconds else { return nil }
        let silence = age(at: now) - last
        return silence >= Self.quietSeconds ? silence : nil
    }

    /// Seconds since it was received, until it ended or until `now`.
    package func age(at now: Double) -> Double { endedSeconds ?? max(0, min(now, lastKnownAt ?? now) - receivedAt) }

    package var promptTokens: Int? { usage.prompt ?? prefill?.total }
    package var cachedTokens: Int? { usage.cached ?? (prefill.map(\.cached)) }
    package var writtenTokens: Int? { usage.completion ?? (outputTokens > 0 ? outputTokens : nil) }
    /// Nobody has told how many tokens were written: they were counted on the way.
    package var isOutputCounted: Bool { usage.completion == nil }
    /// The speed comes of such a count.
    package var isRateCounted: Bool { isOutputCounted && usage.decodeRate == nil }
    /// Rates over less than this are noise.
    static let minimumDecodeSeconds = 0.05

    /// Tokens after the first one over the time from it to `seconds` after the arrival; `nil` while that says nothing.
    func decodeRate(at seconds: Double) -> Double? {
        guard let firstToken = firstTokenSeconds, outputTokens > 1,
            seconds - firstToken >= Self.minimumDecodeSeconds
        else { return nil }
        return Double(outputTokens - 1) / (seconds - firstToken)
    }

    package var rate: Double? { tokensPerSecond ?? usage.decodeRate }

    /// Seconds in each phase until `now`; `held` is part of the others. `nil`: it was not reached, or is not known.
    package func phaseSeconds(
        at now: Double
    ) -> (queued: Double?, prefill: Double?, decode: Double?, held: Double?) {
        let end = age(at: now)
        let sent = sentSeconds.map { min($0, end) }
        let first = firstTokenSeconds.map { min(max($0, sent ?? 0), end) }
        return (
            sent ?? (phase == .queued || sentSeconds == nil && !phase.isRunning ? end : nil),
            sent.map { (first ?? end) - $0 }, first.map { end - $0 },
            heldSeconds.map { min($0, end) }
        )
    }

    /// Between the backend's first token and what the client saw first of a stream; `nil`: it is not known.
    var addedSeconds: Double? {
        guard wantsStream, let firstToken = firstTokenSeconds,
            let seen = [firstVisibleSeconds, firstCallSeconds].compactMap({ $0 }).min()
        else { return nil }
        return max(0, seen - firstToken)
    }

    /// The dialects of the calls, each once.
    package var dialects: [String] {
        var names: [String] = []
        for call in calls where !names.contains(call.dialect) { names.append(call.dialect) }
        return names
    }

    /// The protocol that the client speaks, as `WireProtocol.ID` names it.
    package var wire: String { WireProtocol.ID.spoken(at: route).rawValue }

    /// Who asks: the program, else the address.
    package var who: String { agent.isEmpty ? client : agent }
}
