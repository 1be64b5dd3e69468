import WireFormats

/// What a filter can look at. The raw value is the name in filters.
package enum FilterField: String, CaseIterable, Sendable {
    case id, phase, agent, client, model, route, method, backend, proxy, tool, format, finish, error, request, session
    case wire
    case status, slot, ctx, cache, out, calls, tools, messages, repairs, misses, tries
    case held, size, sent
    case time, ttft, queue
    case tps

    enum Kind: Equatable, Sendable {
        case text
        case count
        case bytes
        case seconds
        case rate
    }

    var kind: Kind {
        switch self {
        case .phase, .agent, .client, .model, .route, .method, .backend, .proxy, .tool, .format, .finish, .error,
            .request, .session, .wire:
            .text
        case .id, .status, .slot, .ctx, .cache, .out, .calls, .tools, .messages, .repairs, .misses, .tries: .count
        case .held, .size, .sent: .bytes
        case .time, .ttft, .queue: .seconds
        case .tps: .rate
        }
    }

    /// For people who ask what there is.
    package var meaning: String {
        switch self {
        case .id: "number of the request"
        case .phase: "queued, fill, decode, held, done, error or cancel"
        case .agent: "client program"
        case .client: "client's address"
        case .model: "model asked for"
        case .route: "path and query"
        case .method: "HTTP method"
        case .backend: "backend that got it"
        case .proxy: "proxy that got it, where several are watched"
        case .tool: "name of a called tool"
        case .format: "format of a call; native"
        case .finish: "finish reason, the client's or the backend's"
        case .error: "code or words of the failure"
        case .request: "X-Request-Id"
        case .session: "conversation that it belongs to"
        case .wire: "protocol that the client speaks"
        case .status: "HTTP status"
        case .slot: "slot of the backend"
        case .ctx: "prompt tokens"
        case .cache: "prompt tokens from the cache"
        case .out: "tokens written"
        case .calls: "number of calls"
        case .tools: "tools offered"
        case .messages: "messages in the prompt"
        case .repairs: "repairs of arguments"
        case .misses: "near misses"
        case .tries: "which try of its question it is, at other backends included"
        case .held: "bytes held back now"
        case .size: "bytes of the request"
        case .sent: "bytes sent to the client"
        case .time: "seconds from request to end, or until now"
        case .ttft: "seconds to the first token"
        case .queue: "seconds until it went to the backend"
        case .tps: "tokens a second"
        }
    }

    /// Where a word without a field is looked for.
    static let searched: [FilterField] = [
        .id, .phase, .agent, .client, .model, .route, .method, .backend, .proxy, .tool, .format, .finish, .error,
        .request,
        .session, .status,
    ]

    /// Numbers that are this near are equal; shown with one digit, measured with more.
    var tolerance: Double { kind == .seconds || kind == .rate ? 0.05 : 0 }

    package var isNumber: Bool { kind != .text }

    /// What a pattern is compared with; `now` as in ``RequestFilter/Context``.
    package func texts(of request: RequestSummary, now: Double) -> [String] {
        switch self {
        case .id: [request.id.description]
        case .phase: Self.phaseWords(request)
        case .agent: [request.agent]
        case .client: [request.client]
        case .model: [request.model]
        case .route: [request.route]
        case .method: [request.method]
        case .backend: request.backend.map { [$0] } ?? []
        case .proxy: request.proxy.map { [$0] } ?? []
        case .tool: request.calls.map(\.name)
        case .format: request.dialects
        case .finish: [request.finishReason, request.backendFinishReason].compactMap { $0 }
        case .error:
            (request.failure.map { [$0.code, $0.message] } ?? []) + request.calls.compactMap(\.problem)
        case .request: [request.requestID]
        // A session's sub-agents are part of it.
        case .session: request.session.map { [$0] + (SessionSummary.parent(of: $0).map { [$0] } ?? []) } ?? []
        case .wire: [request.wire]
        default: number(of: request, now: now).flatMap { Int(exactly: $0.rounded()) }.map { [String($0)] } ?? []
        }
    }

    /// `nil` where it is not known.
    func number(of request: RequestSummary, now: Double) -> Double? {
        switch self {
        case .id: Double(request.id.number)
        case .status: request.status.map(Double.init)
        case .slot: request.slot.map(Double.init)
        case .ctx: request.promptTokens.map(Double.init)
        case .cache: request.cachedTokens.map(Double.init)
        case .out: request.writtenTokens.map(Double.init)
        case .calls: Double(request.calls.count)
        case .tools: Double(request.toolCount)
        case .messages: Double(request.messageCount)
        case .repairs: Double(request.repairs)
        case .misses: Double(request.nearMisses)
        case .tries: Double(request.tries ?? 1)
        case .held: Double(request.heldBytes)
        case .size: Double(request.requestBytes)
        case .sent: Double(request.bytesOut)
        case .time: request.age(at: now)
        case .ttft: request.firstTokenSeconds
        case .queue: request.sentSeconds
        case .tps: request.rate
        case .phase, .agent, .client, .model, .route, .method, .backend, .proxy, .tool, .format, .finish, .error,
            .request, .session, .wire:
            nil
        }
    }

    private static func phaseWords(_ request: RequestSummary) -> [String] {
        switch request.phase {
        case .queued: ["queued"]
        case .prefill: ["fill", "prefill"]
        case .decode: request.isHeld ? ["decode", "held"] : ["decode"]
        case .done: ["done"]
        case .failed: ["error", "failed"]
        case .cancelled: ["cancel", "cancelled"]
        }
    }
}

/// A word that says how a request stands.
package enum FilterState: String, CaseIterable, Sendable {
    case inflight, queued, fill, decode, held, done, error, cancel
    case problem, bad, unfinished, near, loop, cut
    case native, rewritten, repaired, reasoning
    case stream, tagged

    func holds(for request: RequestSummary, in context: RequestFilter.Context) -> Bool {
        switch self {
        case .inflight: request.phase.isRunning
        case .queued: request.phase == .queued
        case .fill: request.phase == .prefill
        case .decode: request.phase == .decode
        case .held: request.isHeld
        case .done: request.phase == .done
        case .error: request.phase == .failed
        case .cancel: request.phase == .cancelled
        case .problem: request.isProblem
        case .bad: request.hasBadArguments
        case .unfinished: request.hasUnfinishedCall
        case .near: request.nearMisses > 0
        case .loop: request.loop != nil
        case .cut: request.promptCut != nil
        case .native: request.calls.contains { $0.dialect == "native" }
        case .rewritten: request.calls.contains { $0.dialect != "native" && $0.isLeftInText != true }
        case .reasoning: request.hasCallInReasoning
        case .repaired: request.repairs > 0
        case .stream: request.wantsStream
        case .tagged: context.tagged.contains(request.id)
        }
    }
}
