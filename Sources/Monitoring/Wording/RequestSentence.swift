/// What happened to a request in one plain sentence; where something is wrong, why, and what to do about it. The same
/// everywhere: on the screen, in lines and in the snapshot.
package enum RequestSentence {
    /// `now`, in seconds since 1970, counts for those that run.
    package static func of(_ row: RequestSummary, at now: Double) -> String {
        let sentence =
            switch row.phase {
            case .queued: waiting(row, at: now)
            case .prefill: reading(row, at: now)
            case .decode: writing(row, at: now)
            case .failed: failed(row)
            case .cancelled: NoticeWording.cancellation(row).text
            case .done: problem(row) ?? done(row)
            }
        return sentence.neutralised
    }

    // MARK: While it runs

    private static func waiting(_ row: RequestSummary, at now: Double) -> String {
        switch row.queueHold {
        case .paused?: return "waits, because the operator holds new requests"
        case .session?: return "waits, because the operator holds its session \(row.session ?? "")"
        case .memory?: return "waits, because memory is nearly used up and requests run one at a time"
        case nil: break
        }
        let place = row.queuePosition.map { $0 == 1 ? "is next in the queue" : "waits as number \($0) in the queue" }
        let left = row.expectedStartSeconds.map { max(0, $0 - row.age(at: now)) }
        return (place ?? "waits for the backend") + (left.map { ", about \(QueueWording.rounded($0)) s to go" } ?? "")
    }

    private static func reading(_ row: RequestSummary, at now: Double) -> String {
        if let leader = row.joined { return "gets the answer of \(leader), which asks the same" }
        guard row.sentSeconds != nil else { return "is being prepared" }
        let because = row.prefixBreak.map { "; " + reason($0) } ?? ""
        guard let prefill = row.prefill, prefill.total > 0 else {
            let seconds = row.age(at: now) - (row.sentSeconds ?? 0)
            guard seconds >= 2 else { return "has been sent\(because)" }
            return "has been sent \(Int(min(1e9, seconds))) s ago, and the backend has not begun to read it: "
                + "it may read another one's prompt first\(because)"
        }
        let cached = prefill.cached > 0 ? ", \(PlainNumber.short(prefill.cached)) of them from its cache" : ""
        return
            "the backend has read \(PlainNumber.short(prefill.processed)) of \(PlainNumber.short(prefill.total)) tokens"
            + cached + because
    }

    private static func writing(_ row: RequestSummary, at now: Double) -> String {
        if let silence = row.silentSeconds(at: now) {
            return
                "the backend has sent nothing for \(Int(min(1e9, silence))) s: it is stuck, or works on something else"
        }
        if row.heldBytes > 0 {
            return row.heldBytes == 1
                ? "is being written; 1 byte waits until it is clear whether it is a call"
                : "is being written; \(row.heldBytes) bytes wait until it is clear whether they are a call"
        }
        let tokens = row.outputTokens == 1 ? "1 token" : "\(PlainNumber.short(row.outputTokens)) tokens"
        return "is being written" + (row.outputTokens > 0 ? ", \(tokens) so far" : "")
    }

    // MARK: Afterwards

    private static func failed(_ row: RequestSummary) -> String {
        guard let failure = row.failure else { return "failed" }
        let message = failure.message.last == "." ? String(failure.message.dropLast()) : failure.message
        let text = message.isEmpty ? failure.code : message
        return "failed: \(text)" + (advice(failure, row).map { " - \($0)" } ?? "")
    }

    /// What helps against it, where that is known.
    private static func advice(_ failure: RequestFailure, _ row: RequestSummary) -> String? {
        switch failure.code {
        case "backend_unreachable", "no_backend": "start the server, or name another one with --backend"
        case "backend_timeout": "request_timeout allows more, if the server only needs longer"
        case "backend_tls_error": "verify_ssl names the authority to trust"
        case "backend_broke_off", "backend_empty_stream":
            "the server has likely crashed or was stopped: its log says why"
        case "queue_full": "max_queue lets more wait, max_concurrent more run"
        case "queue_timeout": "queue_timeout allows longer waits, max_concurrent more to run"
        case "held_by_operator": "new requests are held until the operator lets them go"
        case RequestFailure.overflowCode:
            "a larger window at the server or a shorter conversation helps; see trim_history"
        case "invalid_json", "invalid_type", "not_json": "the client sent it so"
        case "invalid_api_key": "the client needs one of the keys of api_keys"
        case "model_not_found": "no backend has a model of that name"
        case let code where code.hasPrefix("http_5"):
            "the backend's own error: tab Raw has its words, its log the reason"
        case let code where code.hasPrefix("http_4"): "the backend refused it: tab Raw has its words"
        default: nil
        }
    }

    private static func problem(_ row: RequestSummary) -> String? {
        if let call = row.calls.first(where: { !$0.isValid }) {
            let more = row.calls.count { !$0.isValid } - 1
            return "arguments of \(call.name) are BAD: \(call.problem ?? "they do not fit the tool")"
                + (more > 0 ? "; so are those of \(more) more" : "") + "; the client got them as the model wrote them"
        }
        if row.hasUnfinishedCall, let call = row.calls.last(where: row.isUnfinished) {
            return "the call of \(call.name) was \(UnfinishedWording.sentence): a higher max_tokens lets it end"
        }
        if let loop = row.loop { return "goes in circles: \(loop.sentence)" }
        if let cut = row.promptCut { return cut.sentence + "; a larger window at the server keeps it whole" }
        if row.nearMisses > 0 {
            let what = row.nearMisses == 1 ? "looks like a call" : "looks like \(row.nearMisses) calls"
            return "text \(what), but no dialect took it: R tries every one, f keeps it as a test case"
        }
        return nil
    }

    private static func done(_ row: RequestSummary) -> String {
        var parts = [calls(row)]
        if row.finishReason == "length" {
            parts = [
                "ended at its length limit after \(PlainNumber.short(row.outputTokens)) tokens: max_tokens sets it"
            ]
        }
        if let reason = cache(row) { parts.append(reason) }
        if let failed = row.failedAttempts?.last {
            parts.append("\(failed.backend) was asked before: \(failed.reason)")
        }
        return parts.joined(separator: "; ")
    }

    private static func calls(_ row: RequestSummary) -> String {
        guard !row.calls.isEmpty else {
            let tokens = row.writtenTokens.map { "\(PlainNumber.short($0)) tokens" } ?? "an answer"
            let none =
                row.kind == .chat && row.toolCount == 0
                ? "; it declares no tools, so text is no call (undeclared_calls: strong makes it one)" : ", no call"
            return "\(tokens) in \(PlainNumber.seconds(row.endedSeconds ?? 0))" + (row.kind == .chat ? none : "")
        }
        let names = row.calls.prefix(3).map(\.name).joined(separator: ", ") + (row.calls.count > 3 ? ", ..." : "")
        let count = row.calls.count == 1 ? "1 call" : "\(row.calls.count) calls"
        let dialects = row.dialects.filter { $0 != "native" }
        if row.calls.allSatisfy({ $0.isLeftInText == true }) {
            return "\(count) left in the text (report only): \(names)"
        }
        return dialects.isEmpty
            ? "\(count) by the backend: \(names)"
            : "\(count) rewritten from \(dialects.joined(separator: ", ")): \(names)"
    }

    // MARK: The cache

    /// Why the backend had to read again what it had read; else what it had.
    private static func cache(_ row: RequestSummary) -> String? {
        if let found = row.prefixBreak { return reason(found) + tokensReadAgain(row) }
        if let leftOut = row.leftOut { return "we left out \(MessageNumbers.words(leftOut)) so that it fits" }
        guard let prompt = row.usage.prompt, let cached = row.usage.cached, cached > 0 else { return nil }
        return "\(PlainNumber.short(min(cached, prompt))) of \(PlainNumber.short(prompt)) prompt tokens from the cache"
    }

    /// What the proxy itself did counts first.
    package static func reason(_ found: PrefixBreak) -> String {
        if let work = found.ownWork {
            return "\(work), so the prompt changed" + (found.message.map { " at message \($0 + 1)" } ?? "")
        }
        switch (found.role, found.message) {
        case (.tools, _): return "the tools changed"
        case (.system, _): return "the system prompt changed at byte \(found.byte ?? 0)"
        case (_, let message?): return "message \(message + 1) changed at byte \(found.byte ?? 0)"
        case (_, nil): return "the prompt changed"
        }
    }

    private static func tokensReadAgain(_ row: RequestSummary) -> String {
        guard let prompt = row.usage.prompt, let cached = row.usage.cached, prompt > cached else { return "" }
        return ": \(PlainNumber.short(prompt - cached)) of \(PlainNumber.short(prompt)) tokens read again"
    }
}
