import Monitoring
import NIOCore
import Synchronization

/// Which backend of the pool a request goes to, and what becomes of those that fail.
extension Engine {
    /// A request as far as the choice is concerned.
    struct PoolRequest {
        var id: RequestID
        var model: String
        var keys: SessionAffinity.Keys
    }

    enum PoolChoice {
        case backend(Int, isAtHome: Bool)
        /// None may be asked.
        case refused(ProxyError)
    }

    var isPool: Bool { backends.count > 1 }

    /// The backend to ask, other than those `tried` in vain.
    func choose(_ request: PoolRequest, tried: Set<Int> = [], at now: Moment) -> PoolChoice {
        var excluded = tried
        let home = isPool ? affinity.withLock { $0.home(of: request.keys, at: now) } : nil
        while true {
            let candidates = candidates(model: request.model, at: now)
            let kept = candidates.indices.filter { !excluded.contains($0) }
            let homeThere = home.flatMap { home in
                kept.firstIndex(of: home.backend).map { index in
                    switch home {
                    case .ofConversation: SessionAffinity.Home.ofConversation(index)
                    case .ofSession: SessionAffinity.Home.ofSession(index)
                    }
                }
            }
            guard let place = BackendChoice.pick(kept.map { candidates[$0] }, home: homeThere) else {
                return .refused(refusal(request.model, candidates, at: now))
            }
            let index = kept[place]
            guard begin(request.id, at: index, now) else {
                // Another request was quicker to try it again.
                excluded.insert(index)
                continue
            }
            settle(request, at: index, now)
            return .backend(index, isAtHome: home == .ofConversation(index))
        }
    }

    /// Where a request that waits at `current` is to go instead; `nil`: it stays.
    func move(_ request: PoolRequest, from current: Int, isAtHome: Bool, at now: Moment) -> Int? {
        let candidates = candidates(model: request.model, at: now)
        guard let index = BackendChoice.move(from: current, candidates, isAtHome: isAtHome),
            begin(request.id, at: index, now)
        else { return nil }
        settle(request, at: index, now)
        return index
    }

    private func begin(_ id: RequestID, at index: Int, _ now: Moment) -> Bool {
        guard isPool else { return true }
        let rules = configuration.circuit
        var mayBegin = false
        change(index) { mayBegin = $0.circuit.begin(id, at: now, rules) }
        return mayBegin
    }

    private func settle(_ request: PoolRequest, at index: Int, _ now: Moment) {
        guard isPool else { return }
        affinity.withLock { $0.remember(request.keys, at: index, now) }
    }

    private func candidates(model: String, at now: Moment) -> [BackendChoice.Candidate] {
        let sessions = affinity.withLock { affinity in backends.indices.map { affinity.count(at: $0) } }
        let maximumQueue = configuration.maxQueue
        return backends.indices.map { index in
            let backend = backends[index]
            let settings = backend.configuration
            let found = backend.current
            // The one backend there is knows best what it serves.
            let fit =
                isPool || !settings.models.isEmpty
                ? ModelFit.of(model, globs: settings.models, told: found.models, kind: backend.kind) : .yes
            var candidate = BackendChoice.Candidate(
                state: found.state, fit: fit, running: backend.gate.running, queued: backend.gate.queued,
                limit: backend.gate.limit)
            candidate.maximumQueue = maximumQueue
            candidate.weight = settings.weight
            candidate.sessions = sessions[index]
            (candidate.circuit, candidate.isDraining) = backend.withStanding {
                ($0.circuit.admission(at: now), $0.drainReason != nil)
            }
            return candidate
        }
    }

    private func refusal(_ model: String, _ candidates: [BackendChoice.Candidate], at now: Moment) -> ProxyError {
        let serving = candidates.indices.filter { candidates[$0].fit != .no }
        guard !serving.isEmpty else { return .modelNotFound(model, known: knownModels) }
        var wait: UInt64?
        let reasons = serving.map { index in
            let backend = backends[index]
            return backend.withStanding { standing in
                if let until = standing.circuit.opensUntil {
                    wait = min(wait ?? .max, until.nanoseconds(since: now))
                }
                let reason = standing.drainReason.map { "is drained (\($0))" } ?? "has failed too often"
                return "\(backend.name) \(reason)"
            }
        }
        return .noBackend(model, reasons: reasons, retrySeconds: wait.map { Int(min(600, $0 / 1_000_000_000 + 1)) })
    }

    /// What clients may ask for, as far as it is known.
    var knownModels: [String] {
        var names: [String] = []
        for backend in backends {
            let globs = backend.configuration.models
            let told = backend.current.models
            let shown = globs.isEmpty ? told : globs
            for name in shown where !names.contains(name) { names.append(name) }
        }
        return names
    }

    // MARK: Verdicts

    /// The backend at `index` has begun to answer.
    func noteSuccess(_ id: RequestID, at index: Int) {
        guard isPool else { return }
        change(index) { $0.circuit.succeeded(id) }
    }

    func noteFailure(_ id: RequestID, at index: Int, _ reason: String, _ now: Moment) {
        guard isPool else { return }
        let rules = configuration.circuit
        change(index) {
            $0.lastFailure = reason
            $0.circuit.failed(id, at: now, rules)
        }
    }

    /// The request has ended; where it was to try the backend at `index`, another one may.
    func noteEnd(_ id: RequestID, at index: Int, _ now: Moment) {
        guard isPool else { return }
        change(index) { $0.circuit.abandoned(id, at: now) }
    }

    /// The backend at `index` is there again after it was not.
    func noteRestart(at index: Int) {
        change(index) { $0.circuit.restarted() }
        reconsider()
    }

    /// `reason`: why it is to get no new requests; `nil`: it gets some again.
    func setDrained(_ index: Int, reason: String?) {
        backends[index].withStanding { $0.drainReason = reason }
        publisher.publish(.backend(backends[index].report))
        reconsider()
    }

    private func change(_ index: Int, _ body: (inout BackendStanding) -> Void) {
        let (before, after) = backends[index].withStanding { standing in
            let before = standing.circuit
            body(&standing)
            return (before, standing.circuit)
        }
        guard before.isClosed != after.isClosed || before.isTrying != after.isTrying else { return }
        publisher.publish(.backend(backends[index].report))
        if !after.isClosed && !after.isTrying { reconsider() }
    }

    // MARK: Waiting requests

    /// Lets every request that waits see whether it should wait elsewhere, the oldest first.
    func reconsider() {
        guard isPool else { return }
        for listener in listeners { listener.reconsider() }
    }

    /// A place has been given back at the backend at `index`; who waits for another one may take it.
    func placeIsFree(at index: Int) {
        guard isPool, backends[index].gate.queued == 0 else { return }
        if backends.contains(where: { $0.gate.queued > 0 }) { reconsider() }
    }
}
