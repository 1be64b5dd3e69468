import Logging
import Monitoring
import NIOCore
import NIOHTTP1
import Synchronization

/// What operators can do, by key or over HTTP, and what the engine does for itself at regular times.
final class Operations: Sendable {
    let engine: Engine
    /// The program's, for collectors.
    let version: String
    private let reload: @Sendable () async -> ControlResult
    let caller: BackendCaller
    private let listener = Mutex<OwnClient?>(nil)

    init(
        engine: Engine, version: String, caller: BackendCaller, reload: @escaping @Sendable () async -> ControlResult
    ) {
        self.engine = engine
        self.version = version
        self.caller = caller
        self.reload = reload
    }

    /// A client of the proxy itself; `nil` while it does not listen.
    var ownClient: OwnClient? {
        get { listener.withLock { $0 } }
        set { listener.withLock { $0 = newValue } }
    }

    // MARK: Commands

    func perform(_ command: ControlCommand) async -> ControlResult {
        let result = await carryOut(command)
        switch result {
        case .done(let text): engine.publisher.publish(.notice(Notice(.info, text, act: command.act)))
        case .refused(let text): engine.publisher.publish(.notice(Notice(.warning, text)))
        }
        return result
    }

    private func carryOut(_ command: ControlCommand) async -> ControlResult {
        switch command {
        case .purgeCache(let name, let slot): return await purge(name: name, slot: slot)
        case .drainBackend(let name): return drain(name, reason: "by an operator")
        case .undrainBackend(let name): return drain(name, reason: nil)
        case .setChunkSize(let size):
            guard (1...100_000).contains(size) else { return .refused("the chunk size must be 1 to 100000") }
            engine.setChunkSize(size)
            return .done("chunk size \(size)")
        case .setMaxConcurrent(let count):
            guard count.map(ConcurrencyLimit.range.contains) ?? true else {
                return .refused("max_concurrent must be 1 to 1024, or auto")
            }
            engine.setMaxConcurrent(count)
            return .done(
                count.map { "\($0) requests at a time for each backend" }
                    ?? "as many requests at a time as each backend has slots")
        case .setStreamMode(let mode): return .done(engine.setStreamMode(mode).sentence)
        case .cancelRequest(let id):
            return engine.cancel(id) ? .done("request \(id) cancelled") : .refused("request \(id) is not running")
        case .resendRequest(let id, let change): return await resend(id, change)
        case .pause:
            engine.setPaused(true)
            return .done(HoldWording.begun)
        case .resume:
            engine.setPaused(false)
            return .done(HoldWording.over)
        case .holdSession(let session): return await hold(session)
        case .resumeSession(let session): return letGo(session)
        case .reload: return await reload()
        }
    }

    /// `reason`: why the backend is to get no new requests; `nil`: it gets some again.
    private func drain(_ name: String, reason: String?) -> ControlResult {
        guard let index = engine.backends.firstIndex(where: { $0.name == name }) else { return unknown(name) }
        let backend = engine.backends[index]
        let isDrained = backend.withStanding { $0.drainReason != nil }
        guard isDrained != (reason != nil) else {
            return .refused("\(name) \(isDrained ? "is drained already" : "is not drained")")
        }
        engine.setDrained(index, reason: reason)
        guard reason != nil else { return .done("\(name) gets requests again") }
        let running = backend.gate.running
        return .done("\(name) gets no new requests" + (running > 0 ? "; \(running) still running" : ""))
    }

    func unknown(_ name: String) -> ControlResult {
        .refused("there is no backend \(name); there are " + engine.backends.map(\.name).joined(separator: ", "))
    }

    private func purge(name: String?, slot: Int?) async -> ControlResult {
        let chosen = engine.backends.indices.filter { name == nil || engine.backends[$0].name == name }
        guard !chosen.isEmpty else { return unknown(name ?? "") }
        var texts: [String] = []
        var isDone = false
        for index in chosen {
            switch await purge(index, slot.map(CachePurge.Scope.slot) ?? .whole) {
            case .done(let text):
                isDone = true
                texts.append(text)
            case .refused(let text): texts.append(text)
            }
        }
        if isDone { for index in chosen { await tellCache(of: index) } }
        // Whether it can purge may have shown only now.
        engine.publishBackends()
        let text = texts.joined(separator: "; ")
        return isDone ? .done(text) : .refused(text)
    }

    /// Purges the cache of one backend, or a part of it.
    func purge(_ index: Int, _ scope: CachePurge.Scope) async -> ControlResult {
        await CachePurge(caller: caller, index: index, backend: engine.backends[index]).run(scope)
    }

    /// The prompt tokens of a chat request, by the backend's own count; `nil`: it does not tell.
    func countTokens(_ index: Int, _ body: [UInt8], authorization: String?) async -> Int? {
        await TokenCounter(caller: caller, index: index, backend: engine.backends[index])
            .count(body, authorization: authorization)
    }

    /// The models of all backends that answer; `nil`: none does. `authorization`: a client's, for backends that have no
    /// key of their own.
    func modelList(authorization: String?) async -> ModelList? {
        let answers = await withTaskGroup(of: (Int, BackendAnswer?).self) { group in
            for index in engine.backends.indices where engine.backends[index].isThere {
                group.addTask {
                    (index, try? await self.caller.call(index, .GET, "/v1/models", authorization: authorization))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var list = ModelList()
        var isAnswered = false
        for (index, backend) in engine.backends.enumerated() {
            guard let answer = answers[index], answer.isGood else { continue }
            let globs = backend.configuration.models
            let isList = list.add(answer.body) { name in
                globs.isEmpty || globs.contains { Glob.matches($0, name) }
            }
            guard isList else { continue }
            isAnswered = true
            for name in globs where !name.contains("*") && !name.contains("?") {
                list.add(name: name, owner: backend.name)
            }
        }
        return isAnswered ? list : nil
    }

    // MARK: Probing

    /// Looks after every backend until cancelled.
    func probe() async {
        await withTaskGroup(of: Void.self) { group in
            for index in engine.backends.indices {
                group.addTask { await self.probe(index) }
            }
        }
    }

    private func probe(_ index: Int) async {
        let backend = engine.backends[index]
        let probe = BackendProbe(caller: caller, index: index, backend: backend)
        var round = 0
        while !Task.isCancelled {
            // The whole description once a minute; models can be exchanged while a server runs.
            let before = backend.current.state
            let found = await probe.run(isFull: round % 12 == 0)
            let isNews = backend.update(found)
            let limit = backend.gate.limit
            engine.settleConcurrency(of: backend)
            if backend.gate.limit != limit { engine.publishSettings() }
            if isNews { engine.publisher.publish(.backend(backend.report)) }
            note(backend, before: before, after: found)
            follow(index, before: before, after: found.state)
            round += 1
            let isSettled = found.state == .up || round > 10
            let interval = engine.configuration.healthIntervalSeconds
            let pause = Duration.seconds(isSettled ? interval : min(interval, 0.5))
            guard (try? await Task.sleep(for: pause)) != nil else { return }
        }
    }

    /// Requests go where the change of state leads them.
    private func follow(_ index: Int, before: BackendReport.State, after: BackendReport.State) {
        guard before != after else { return }
        if after == .up && before != .unknown { engine.noteRestart(at: index) } else { engine.reconsider() }
    }

    /// For developers; operators read it from the published report.
    private func note(_ backend: Backend, before: BackendReport.State, after: Backend.Findings) {
        guard before != after.state else { return }
        switch after.state {
        case .up:
            engine.logger.debug(
                "backend up", metadata: ["backend": "\(backend.name)", "kind": "\(backend.kind.rawValue)"])
        case .down, .loading, .unknown:
            engine.logger.debug(
                "backend \(after.state.rawValue)",
                metadata: ["backend": "\(backend.name)", "problem": "\(after.problem ?? "")"])
        }
    }
}
