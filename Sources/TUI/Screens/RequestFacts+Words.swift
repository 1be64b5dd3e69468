import Monitoring

/// What the screen says about a request.
extension RequestSummary {
    /// A letter for the problem: `x` error, `!` bad arguments, `U` unfinished call, `L` loop, `C` cut prompt, `?` near miss;
    /// of one without, from the second try of its question on which one it is, `+` from the tenth on.
    var mark: (letter: String, style: Style)? {
        if phase == .failed { return ("x", .failure) }
        if hasBadArguments { return ("!", .failure) }
        if hasUnfinishedCall { return ("U", .warning) }
        if loop != nil { return ("L", .warning) }
        if promptCut != nil { return ("C", .warning) }
        if nearMisses > 0 { return ("?", .warning) }
        return tries.flatMap { $0 > 1 ? ($0 < 10 ? String($0) : "+", .queued) : nil }
    }

    /// One line on the problem.
    var problem: String? {
        if let failure { return "\(id) \(failure.code): \(failure.message)" }
        if let call = calls.first(where: { !$0.isValid }) {
            return "\(id) \(call.name): \(call.problem ?? "bad arguments")"
        }
        if hasUnfinishedCall, let call = calls.last(where: isUnfinished) {
            return "\(id) \(call.name): \(UnfinishedWording.sentence)"
        }
        if let loop { return "\(id) loop: \(loop.sentence)" }
        if let promptCut { return "\(id) \(promptCut.sentence)" }
        if nearMisses > 0 {
            return "\(id) text looks like \(nearMisses == 1 ? "a call" : "\(nearMisses) calls"), but no dialect took it"
        }
        return nil
    }

    var phaseWord: String {
        if joined != nil, phase == .prefill || phase == .decode { return "joined" }
        return switch phase {
        case .queued: queuePosition.map { "queue \($0)" } ?? "queued"
        case .prefill: fillPercent.map { "fill \($0)%" } ?? "fill"
        case .decode: heldBytes > 0 ? "held" : "decode"
        case .done: "done"
        case .failed: "error"
        case .cancelled: "cancel"
        }
    }

    /// The phase, for those who wait with what they wait for as far as there is room: `queue 3 ~12s`, shorter `q3 ~12s`.
    func phaseWord(at now: Double, width: Int = .max) -> String {
        if let silence = silentSeconds(at: now) {
            return "quiet " + (silence < 999 ? "\(Int(silence))s" : Formatting.seconds(silence))
        }
        if let seconds = unreadSeconds(at: now) {
            return "sent " + (seconds < 999 ? "\(Int(seconds))s" : Formatting.seconds(seconds))
        }
        // One whose session is held stands in no queue.
        if phase == .queued, queueHold == .session { return "hold" }
        guard phase == .queued, let position = queuePosition, let expectation = expectation(at: now) else {
            return phaseWord
        }
        let words = ["queue \(position) \(expectation)", "q\(position) \(expectation)"]
        return words.first { $0.utf8.count <= width } ?? phaseWord
    }

    /// Seconds since the backend got the prompt without a word of how far it has read, where that is long: it may be waiting
    /// there for another one.
    func unreadSeconds(at now: Double) -> Double? {
        guard phase == .prefill, prefill == nil, joined == nil, let sentSeconds else { return nil }
        let seconds = age(at: now) - sentSeconds
        return seconds >= 2 ? seconds : nil
    }

    /// Why it waits, or how long yet: `~12s`.
    private func expectation(at now: Double) -> String? {
        switch queueHold {
        case .paused?: return "hold"
        case .memory?: return "mem"
        case .session?, nil: break
        }
        guard let seconds = secondsUntilStart(at: now) else { return nil }
        let whole = QueueWording.rounded(seconds)
        return whole < 100 ? "~\(whole)s" : whole < 5970 ? "~\((whole + 30) / 60)m" : "~\((whole + 1800) / 3600)h"
    }

    /// When its client was last heard of.
    var lastSeenAt: Double { receivedAt + (endedSeconds ?? 0) }

    /// Until its turn, as it is expected; `nil`: it cannot be told.
    func secondsUntilStart(at now: Double) -> Double? {
        guard phase == .queued, let expectedStartSeconds else { return nil }
        return max(0, expectedStartSeconds - max(0, now - receivedAt))
    }

    /// Until the prompt has been read, as fast as it went so far; `nil`: it cannot be told.
    func secondsUntilRead(at now: Double) -> Double? {
        guard phase == .prefill, let prefill, prefill.total >= prefill.processed else { return nil }
        let spent = max(0, age(at: now) - (sentSeconds ?? 0))
        let read = prefill.processed - prefill.cached
        guard read > 0, spent > 0 else { return nil }
        return Double(prefill.total - prefill.processed) / Double(read) * spent
    }

    func phaseStyle(at now: Double) -> Style { silentSeconds(at: now) == nil ? phaseStyle : .warning }

    var phaseStyle: Style {
        switch phase {
        case .queued: .queued
        case .prefill: .prefill
        case .decode: .good
        case .done: .plain
        case .failed: .failure
        case .cancelled: .dim
        }
    }

    /// 100 is left for the phase that follows.
    var fillPercent: Int? {
        guard let prefill, prefill.total > 0 else { return nil }
        return min(99, max(0, Int(Double(prefill.processed) / Double(prefill.total) * 100)))
    }

    /// The calls by letter, the worst first and as many as four columns hold, each with how many there are: `B` bad
    /// arguments, `U` unfinished, `r` only reported, `t` rewritten from reasoning, `w` rewritten, `n` native; `0?` near
    /// miss.
    var toolMark: (text: String, style: Style) {
        guard !calls.isEmpty else { return nearMisses > 0 ? ("0?", .warning) : (Formatting.unknown, .dim) }
        var counts = [Int](repeating: 0, count: CallLetter.allCases.count)
        for call in calls { counts[letter(of: call).rawValue] += 1 }
        var text = ""
        var worst: CallLetter?
        for letter in CallLetter.allCases where counts[letter.rawValue] > 0 {
            let word = "\(counts[letter.rawValue])\(letter)"
            guard text.isEmpty || text.utf8.count + word.utf8.count <= 4 else { break }
            text += word
            worst = worst ?? letter
        }
        return (text, worst?.style ?? .plain)
    }

    private func letter(of call: ToolCallReport) -> CallLetter {
        if !call.isValid { return .bad }
        if isUnfinished(call) { return .unfinished }
        if call.isLeftInText == true { return .reported }
        if call.finding?.isInReasoning == true { return .reasoning }
        return call.dialect == "native" ? .native : .rewritten
    }

    /// How it ended, in four columns.
    var ending: (text: String, style: Style) {
        switch phase {
        case .queued, .prefill, .decode: (".", .dim)
        case .failed: (failedEnding, .failure)
        case .cancelled:
            switch cancelReason {
            case .operatorCancelled: ("kill", .dim)
            case .shutdown: ("shut", .dim)
            case .clientLeft, nil: ("left", .dim)
            }
        case .done: doneEnding
        }
    }

    /// The status of an answer that went on as if it were one says nothing of how it ended.
    private var failedEnding: String {
        guard let status, status >= 400 else { return failure?.code == "backend_broke_off" ? "cut" : "fail" }
        return String(status)
    }

    private var doneEnding: (text: String, style: Style) {
        switch finishReason {
        case "tool_calls", "function_call": ("tool", .plain)
        case "length": ("len", .warning)
        case "content_filter": ("filt", .warning)
        case let reason?: (reason, .plain)
        case nil: (status.map(String.init) ?? Formatting.unknown, (status ?? 200) >= 400 ? .warning : .plain)
        }
    }
}

/// The letters of the TOOL column, the worst first.
private enum CallLetter: Int, CaseIterable, CustomStringConvertible {
    case bad, unfinished, reported, reasoning, rewritten, native

    var description: String {
        switch self {
        case .bad: "B"
        case .unfinished: "U"
        case .reported: "r"
        case .reasoning: "t"
        case .rewritten: "w"
        case .native: "n"
        }
    }

    var style: Style {
        switch self {
        case .bad: .failure
        case .unfinished: .warning
        case .reported, .reasoning, .rewritten: .rewritten
        case .native: .plain
        }
    }
}
