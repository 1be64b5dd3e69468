import Monitoring

/// Everything that is known of a request, in words.
struct SummaryTab: Equatable {
    var request: RequestSummary
    var headers: [HeaderLine]?
    var snapshot: MonitorSnapshot
    var look: TextLook

    private static let labelWidth = 18

    func rows(width: Int) -> [DetailRow] {
        var result: [DetailRow] = []
        for (label, value, style) in facts {
            let bytes = Array(value.utf8)
            for (index, range) in TextWrap.rows(bytes, width: max(8, width - Self.labelWidth - 2)).enumerated() {
                var line = StyledText(" ")
                line.append(field: index == 0 ? label : "", width: Self.labelWidth, .dim)
                result.append(DetailRow(lead: line, bytes: bytes[range], style: style))
            }
        }
        return result
    }

    private typealias Fact = (String, String, Style)

    private var facts: [Fact] { ending + attempts + origin + timing + tokens + changes + calls + openCalls + head }

    /// What became of its question so far, where it was asked more than once.
    private var attempts: [Fact] {
        RequestAttempts(of: request, in: snapshot).lines(utcOffset: look.utcOffsetSeconds).enumerated().map {
            ($0 == 0 ? "asked" : "", $1.text, $1.style)
        }
    }

    /// The request's own head.
    private var head: [Fact] {
        (headers ?? []).enumerated().map { ($0 == 0 ? "headers" : "", "\($1.name): \($1.value)", .plain) }
    }

    private var ending: [Fact] {
        var facts: [Fact] = [("state", stateWords, request.phaseStyle)]
        if let failure = request.failure {
            facts.append(("error", "\(failure.code): \(failure.message)", .failure))
            facts.append(("error came from", sideWords(failure.side), .plain))
        }
        if let reason = request.finishReason {
            let backend = request.backendFinishReason
            let note = backend != nil && backend != reason ? " (the backend said \(backend ?? ""))" : ""
            facts.append(("finish reason", reason + note, .plain))
        }
        if let status = request.status, status > 0 { facts.append(("status", String(status), .plain)) }
        return facts
    }

    private func sideWords(_ side: RequestFailure.Side) -> String {
        switch side {
        case .client: "the client's request"
        case .backend: "the backend"
        case .proxy: "the proxy"
        }
    }

    private var stateWords: String {
        switch request.phase {
        case .queued: queueWords
        case .prefill: "the backend reads the prompt" + (request.fillPercent.map { ", \($0)% done" } ?? "")
        case .decode where request.silentSeconds(at: snapshot.now) != nil:
            "the model was writing; the backend has sent nothing for "
                + seconds((request.silentSeconds(at: snapshot.now) ?? 0).rounded(.down))
        case .decode:
            request.heldBytes > 0 ? "the model writes; \(request.heldBytes) bytes are held" : "the model writes"
        case .done: "done"
        case .failed: "failed"
        case .cancelled: "cancelled: " + cancelWords
        }
    }

    private var queueWords: String {
        let words = "waits for a place at the backend" + (request.queuePosition.map { ", number \($0)" } ?? "")
        switch request.queueHold {
        case .paused?: return words + "; requests are held by the operator"
        case .session?: return "waits before the queue; its session is held by the operator"
        case .memory?: return words + "; requests are held until there is more memory"
        case nil:
            guard let seconds = request.secondsUntilStart(at: snapshot.now) else { return words }
            return words + ", about \(QueueWording.rounded(seconds)) s yet"
        }
    }

    private var cancelWords: String {
        switch request.cancelReason {
        case .clientLeft: "the client left"
        case .operatorCancelled: "by the operator"
        case .shutdown: "the proxy was shut down"
        case nil: "the reason is not known"
        }
    }

    private var origin: [Fact] {
        let offset = look.utcOffsetSeconds
        return [
            ("request", "\(request.method) \(request.route)", .plain),
            ("kind", kindWords, .plain),
            ("client", request.agent.isEmpty ? request.client : "\(request.agent) at \(request.client)", .plain),
            ("request id", request.requestID.isEmpty ? Formatting.unknown : request.requestID, .plain),
            ("received", Formatting.clock(request.receivedAt, utcOffset: offset), .plain),
            ("backend", backendWords, .plain),
            ("model", request.model.isEmpty ? Formatting.unknown : request.model, .plain),
            ("asked for", askedFor, .plain),
            ("session", sessionWords, .plain),
        ] + (request.joined.map { [("joined", "\($0), which it repeats: it gets the same answer", .plain)] } ?? [])
            + (request.resentFrom.map { [("repeats", "\($0), which an operator sent again", .plain)] } ?? [])
    }

    private var backendWords: String {
        (request.backend ?? Formatting.unknown) + (request.slot.map { ", slot \($0)" } ?? "")
    }

    private var sessionWords: String {
        guard let id = request.session else { return Formatting.unknown }
        guard let session = snapshot.sessions.first(where: { $0.id == id }) else { return id + ", no longer kept" }
        let name = session.name.isEmpty ? "" : " \"\(session.name)\""
        return "\(id)\(name), \(Formatting.count(session.requests, "request"))"
    }

    private var kindWords: String {
        switch request.kind {
        case .chat: "chat completion"
        case .generation: "generation, forwarded through the queue"
        case .other: "forwarded unchanged"
        case .own: "answered by the proxy itself"
        }
    }

    private var askedFor: String {
        let size = Formatting.bytes(request.requestBytes)
        let form = request.wantsStream ? "a stream" : "one answer"
        let messages = Formatting.count(request.messageCount, "message")
        return "\(form); \(messages), \(Formatting.count(request.toolCount, "tool")), \(size)"
    }

    private var timing: [Fact] {
        var facts: [Fact] = [("time", seconds(request.age(at: snapshot.now)), .plain)]
        if let sent = request.sentSeconds { facts.append(("waited in queue", seconds(sent), .plain)) }
        if let first = request.firstByteSeconds { facts.append(("first byte after", seconds(first), .plain)) }
        if let first = request.firstTokenSeconds { facts.append(("first token after", seconds(first), .plain)) }
        if let first = request.firstVisibleSeconds { facts.append(("client saw it", seconds(first), .plain)) }
        if let held = request.heldSeconds, held > 0 { facts.append(("held by us", Formatting.latency(held), .plain)) }
        return facts
    }

    /// What is short is told as finely as the waterfall does.
    private func seconds(_ value: Double) -> String {
        value < 0.0995 ? Formatting.latency(value) : Formatting.seconds(value) + " s"
    }

    private var tokens: [Fact] {
        tokenCounts
            + (request.prefixBreak.map { [("cache lost", PrefixBreakRows(prefixBreak: $0).words, .warning)] } ?? [])
    }

    private var tokenCounts: [Fact] {
        [
            ("prompt", tokens(request.promptTokens), .plain),
            ("from the cache", tokens(request.cachedTokens), .plain),
            ("written", tokens(request.writtenTokens, request.usage.completion == nil ? ", counted" : ""), .plain),
            ("reading speed", speed(request.usage.prefillRate, ", without cached ones"), .plain),
            ("writing speed", speed(request.rate), .plain),
            ("sent to client", Formatting.bytes(request.bytesOut), .plain),
        ]
    }

    private func tokens(_ count: Int?, _ note: String = "") -> String {
        count.map { Formatting.count($0, "token") + note } ?? Formatting.unknown
    }

    private func speed(_ rate: Double?, _ note: String = "") -> String {
        rate.map { Formatting.rate($0) + " tokens/s" + note } ?? Formatting.unknown
    }

    private var changes: [Fact] {
        var facts: [Fact] = []
        facts.append(("changed", changedWords, .plain))
        if request.nearMisses > 0 {
            facts.append(("near misses", nearMissWords, .warning))
        }
        if let cut = request.promptCut { facts.append(("prompt", cut.sentence, .warning)) }
        if let loop = request.loop { facts.append(("loop", loop.sentence, .warning)) }
        if request.repairs > 0 { facts.append(("repairs", String(request.repairs), .warning)) }
        return facts
    }

    /// While it runs, what can be told from its calls.
    private var changedWords: String {
        guard request.phase.isRunning else { return RewriteWording.sentence(request.rewrites) }
        let finished = request.calls.filter { $0.isLeftInText != true }.map(\.dialect)
        let dialects = finished + OpenCallHead.all(detail, besides: request).compactMap(\.dialect)
        return RewriteWording.calls(dialects.filter { $0 != "native" }).map { "\($0) so far" } ?? "nothing so far"
    }

    /// How many, and why where the text is at hand.
    private var nearMissWords: String {
        let parts = detail?.transcripts.sorted { $0.key < $1.key }.flatMap(\.value.parts) ?? []
        let reasons = parts.compactMap { part -> String? in
            guard case .nearMiss(let dialect, let reason) = part.kind else { return nil }
            return NearMissWording.sentence(dialect: dialect, reason: reason)
        }
        return "\(request.nearMisses): "
            + (reasons.isEmpty ? "looked like a call, stayed text" : reasons.joined(separator: "; "))
    }

    private var detail: RequestDetail? { snapshot.detail?.id == request.id ? snapshot.detail : nil }

    private var openCalls: [Fact] {
        OpenCallHead.all(detail, besides: request).flatMap { call -> [Fact] in
            let dialect = call.dialect.map { $0 == "native" ? ", native" : ", from \($0)" } ?? ""
            return [
                ("call \(call.index)", call.name ?? "its name is not known", .title),
                ("", "is being written\(dialect)", .good),
            ]
        }
    }

    private var calls: [Fact] {
        request.calls.flatMap { call -> [Fact] in
            let place = call.finding?.isInReasoning == true ? ", found in reasoning that was not closed" : ""
            let form =
                call.isLeftInText == true
                ? "\(call.dialect), reported only: it went on as text"
                : call.dialect == "native" ? "native" : "rewritten from \(call.dialect)\(place)"
            var facts: [Fact] = [("call \(call.index)", "\(call.name)(\(call.arguments))", .title)]
            let identity = call.isLeftInText == true ? "" : ", id \(call.id)"
            facts.append(("", form + identity, call.dialect == "native" ? .plain : .rewritten))
            if !call.repairs.isEmpty {
                facts.append(("", "repaired: " + RepairWording.kinds(call.repairs).joined(separator: ", "), .warning))
            }
            if !call.isValid {
                facts.append(("", "BAD ARGUMENTS " + (call.problem ?? ""), .failure))
            } else if let problem = call.problem {
                facts.append(("", problem, .warning))
            }
            return facts
        }
    }
}
