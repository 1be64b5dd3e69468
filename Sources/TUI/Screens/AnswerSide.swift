import Monitoring

/// One of two answers that stand beside each other: how it came, and what it says.
struct AnswerSide: Equatable {
    enum Part: Hashable {
        case reasoning
        case text
        /// By its place in the answer.
        case call(Int)
        case failure
    }
    struct Section: Equatable {
        var part: Part
        var title: String
        var bytes: [UInt8]
    }
    var id: RequestID
    var isRunning: Bool
    /// Who, how it stands, where it was sent, usage and times.
    var facts: [StyledText]
    private(set) var sections: [Section] = []
    /// Some of the text is not kept.
    private(set) var isCut = false
    /// Why there is no text; `nil`: there is some, or there was none.
    private(set) var missing: String?

    init(request: RequestSummary, detail: RequestDetail?, now: Double) {
        id = request.id
        isRunning = request.phase.isRunning
        facts = Self.facts(request, now: now)
        if let transcript = detail?.firstTranscript {
            isCut = transcript.isCut || transcript.isTruncated
            read(RewriteDocument(transcript))
        } else if detail == nil {
            missing = "its answer is not here: it is still asked for, or no longer kept"
        } else if request.outputTokens > 0 {
            missing = "its answer is no longer kept"
        }
        if let failure = request.failure {
            sections.append(Section(part: .failure, title: "ERROR", bytes: Array(failure.message.utf8)))
        }
    }

    func section(_ part: Part) -> Section? { sections.first { $0.part == part } }

    private mutating func read(_ document: RewriteDocument) {
        var reasoning = ""
        var text = ""
        var calls: [Section] = []
        for passage in document.passages {
            switch passage.kind {
            case .reasoning: reasoning += passage.text
            case .content: text += passage.text
            case .call(let call):
                calls.append(
                    Section(
                        part: .call(calls.count), title: "CALL \(calls.count + 1)",
                        // The name counts as what is said.
                        bytes: Array(call.name.utf8) + [UInt8(ascii: "\n")] + Self.arguments(passage.text)))
            case .notice, .removed, .held: break
            }
        }
        if !reasoning.isEmpty {
            sections.append(Section(part: .reasoning, title: "REASONING", bytes: Array(reasoning.utf8)))
        }
        if !text.isEmpty { sections.append(Section(part: .text, title: "TEXT", bytes: Array(text.utf8))) }
        sections += calls
    }

    private static func arguments(_ json: String) -> [UInt8] {
        Array(JSONIndentation.lines(json).joined(separator: [UInt8(ascii: "\n")]))
    }

    private static func facts(_ request: RequestSummary, now: Double) -> [StyledText] {
        func part(_ name: String, _ value: String) -> StyledText { StyledText(name, .dim) + StyledText(value) }
        var title = StyledText("\(request.id) \(request.who)  ", .title)
        title.append(request.phaseWord(at: now), request.phaseStyle(at: now))
        if let reason = request.finishReason { title.append("  \(reason)", .dim) }
        var place = part("backend ", request.backend ?? "-")
        place.append(part("  model ", request.model.isEmpty ? "-" : request.model))
        var usage = part("prompt ", Formatting.tokens(request.promptTokens))
        if let cached = request.cachedTokens { usage.append(" (\(Formatting.tokens(cached)) cached)", .dim) }
        usage.append(
            part(
                "  out ", Formatting.estimate(Formatting.tokens(request.writtenTokens), request.isOutputCounted)))
        if let rate = request.rate {
            usage.append(part("  t/s ", Formatting.estimate(Formatting.rate(rate), request.isRateCounted)))
        }
        var times = part("", "\(Formatting.seconds(request.age(at: now)))s")
        for phase in PhaseTimes(request, now: now).phases {
            times.append(part("  \(phase.name) ", Formatting.seconds(phase.seconds)))
        }
        if let seconds = request.firstTokenSeconds { times.append(part("  ttft ", Formatting.latency(seconds))) }
        return [title, place, usage, times]
    }
}
