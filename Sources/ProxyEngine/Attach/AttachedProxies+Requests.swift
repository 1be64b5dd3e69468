package import Monitoring
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is asked of the proxies besides their events: details of requests, and orders.
extension AttachedProxies {
    /// A detail may be megabytes from far away.
    private static let detailTimeoutSeconds = 20.0
    /// A purge takes as long as the backend does.
    static let orderTimeoutSeconds = 60.0
    /// Between two questions for the detail of a request that runs.
    private static let detailInterval = Duration.milliseconds(250)

    /// The state now, with the detail of the request `open` as far as it has come; compared with `other`, which may be
    /// another proxy's, rather than with the one before it.
    package func snapshot(open: RequestID?, comparedWith other: RequestID? = nil) -> MonitorSnapshot {
        var snapshot = SnapshotMerging.merged(proxies, at: now())
        guard let open, let row = row(open) else { return snapshot }
        fetch(row)
        snapshot.detail = details[open]
        if isLive(row), !details.isSettled(row) { snapshot.awaitsDetail = true }
        guard let other, let former = self.row(other) else { return snapshot }
        fetch(former)
        snapshot.otherDetail = details[other]
        if let body = details[open]?.requestBody, let former = details[other]?.requestBody {
            if compared?.pair != [open, other] {
                compared = ([open, other], PromptComparison(body, with: former, of: other))
            }
            if let comparison = compared?.comparison { snapshot.detail?.comparison = comparison }
        }
        return snapshot
    }

    /// Which proxy's request it is.
    private func place(of id: RequestID) -> Int? { proxies.indices.contains(id.proxy ?? 0) ? id.proxy ?? 0 : nil }

    private func row(_ id: RequestID) -> RequestSummary? {
        place(of: id).flatMap { proxies[$0].shown?.requests.first { $0.id == id } }
    }

    private func isLive(_ row: RequestSummary) -> Bool {
        place(of: row.id).map { proxies[$0].link.state(at: now()) } == .live
    }

    /// Asks for a request's detail, where that is due.
    private func fetch(_ row: RequestSummary) {
        if details.forgetFormer(of: row) { compared = nil }
        guard let index = place(of: row.id), isLive(row), details.shouldAsk(for: row, at: now()) else { return }
        Task { await fetch(row, from: index) }
    }

    private func fetch(_ row: RequestSummary, from index: Int) async {
        let held = details[row.id]
        // What was asked does not change while the answer comes in.
        let query = held?.requestBody == nil ? "" : "?prompt=no"
        let answer = try? await caller.call(
            index, .GET, "/_top/requests/\(row.id.number)\(query)", timeoutSeconds: Self.detailTimeoutSeconds)
        var detail: RequestDetail?
        if let answer, answer.isGood, let fetched = await Self.decoded(answer.body) {
            detail = proxies[index].renamed(fetched)
            if let held, !query.isEmpty { detail?.takePrompt(of: held) }
        }
        details.put(detail, for: row, at: now())
        announce()
        if row.phase.isRunning || detail == nil { try? await Task.sleep(for: Self.detailInterval) }
        details.answered(row.id)
        announce()
    }

    private static func decoded(_ json: [UInt8]) async -> RequestDetail? {
        try? SnapshotJSON.decodeDetail(Data(json))
    }
}

extension AttachedProxies: EngineControlling {
    /// Sends an order to the proxy that it concerns, or to all.
    package func perform(_ command: ControlCommand) async -> ControlResult {
        guard configuration.mayControl else {
            return .refused("read-only: attach with --control to change what the proxy does")
        }
        let (places, own) = addressees(of: command)
        guard !places.isEmpty else { return .refused("no proxy that can be heard is concerned") }
        var results: [(name: String, result: ControlResult)] = []
        for index in places { results.append((proxies[index].name, await send(own, to: index))) }
        return Self.summed(results)
    }

    /// Which proxies are meant, and the order in their own words.
    private func addressees(of command: ControlCommand) -> (places: [Int], own: ControlCommand) {
        switch command {
        case .cancelRequest(let id): return owner(of: id, ControlCommand.cancelRequest)
        case .resendRequest(let id, let change): return owner(of: id, change)
        case .holdSession(let session) where proxies.count > 1:
            return owner(ofSession: session, ControlCommand.holdSession)
        case .resumeSession(let session) where proxies.count > 1:
            return owner(ofSession: session, ControlCommand.resumeSession)
        case .purgeCache(let backend?, let slot) where proxies.count > 1:
            return owner(of: backend) { .purgeCache(backend: $0, slot: slot) }
        case .drainBackend(let backend) where proxies.count > 1:
            return owner(of: backend, ControlCommand.drainBackend)
        case .undrainBackend(let backend) where proxies.count > 1:
            return owner(of: backend, ControlCommand.undrainBackend)
        default:
            return (proxies.indices.filter { proxies[$0].link.state(at: now()) == .live }, command)
        }
    }

    /// The proxy that got the request `id`, and the order with the number that it has there.
    private func owner(
        of id: RequestID, _ order: (RequestID) -> ControlCommand
    ) -> (places: [Int], own: ControlCommand) {
        let index = id.proxy ?? 0
        return (proxies.indices.contains(index) ? [index] : [], order(RequestID(rawValue: id.number)))
    }

    /// The proxy that got the request `id`, which can be sent again to a backend of the same proxy only.
    private func owner(of id: RequestID, _ change: ResendChange) -> (places: [Int], own: ControlCommand) {
        var change = change
        if proxies.count > 1, let backend = change.backend {
            guard let owner = ProxyNaming.owner(of: backend, among: proxies.map(\.name)), owner.index == id.proxy
            else { return ([], .resendRequest(id, change)) }
            change.backend = owner.backend
        }
        return owner(of: id) { .resendRequest($0, change) }
    }

    /// The proxy that has this `session`, and the order with the name that it has there.
    private func owner(
        ofSession session: String, _ order: (String) -> ControlCommand
    ) -> (places: [Int], own: ControlCommand) {
        let index = proxies.indices.first { RequestID.letter(ofProxy: $0) == session.prefix(1) }
        return (index.map { [$0] } ?? [], order(String(session.dropFirst())))
    }

    /// The proxy that has this `backend`, and the order with the backend's name as it has it there.
    private func owner(
        of backend: String, _ order: (String) -> ControlCommand
    ) -> (places: [Int], own: ControlCommand) {
        let owner = ProxyNaming.owner(of: backend, among: proxies.map(\.name))
        guard let owner else { return ([], order(backend)) }
        return ([owner.index], order(owner.backend))
    }

    private func send(_ command: ControlCommand, to index: Int) async -> ControlResult {
        do throws(UpstreamProblem) {
            let answer = try await caller.call(
                index, .POST, "/_top/control", json: ControlRequest.body(of: command),
                timeoutSeconds: Self.orderTimeoutSeconds)
            let words = ControlAnswer(answer.body).words
            return answer.isGood
                ? .done(words ?? "done") : .refused(words ?? "the proxy answered with status \(answer.status)")
        } catch {
            let problem: AttachProblem =
                switch error {
                case .unreachable(let reason), .malformed(let reason): .unreachable(reason)
                case .tls(let reason): .tls(reason)
                case .brokeOff(let reason, _): .brokeOff(reason)
                }
            return .refused(problem.short)
        }
    }

    private static func summed(_ results: [(name: String, result: ControlResult)]) -> ControlResult {
        if results.count == 1 { return results[0].result }
        var words: [String] = []
        var isDone = true
        for (name, result) in results {
            switch result {
            case .done(let text): words.append("\(name): \(text)")
            case .refused(let text):
                words.append("\(name) refused: \(text)")
                isDone = false
            }
        }
        let text = words.joined(separator: "; ")
        return isDone ? .done(text) : .refused(text)
    }
}

extension RequestDetail {
    /// Takes from an earlier answer what was left out of this one.
    fileprivate mutating func takePrompt(of earlier: RequestDetail) {
        requestBody = earlier.requestBody
        prompt = earlier.prompt
        comparison = earlier.comparison
    }
}
