import Logging
import NIOCore

/// What operators can do, by key or over HTTP, and what the engine does for itself at regular times.
final class Operations: Sendable {
    let engine: Engine
    /// The program's, for collectors.
    let version: String
    private let reload: @Sendable () async -> ControlResult
    private let caller: BackendCaller

    init(
        engine: Engine, version: String, caller: BackendCaller, reload: @escaping @Sendable () async -> ControlResult
    ) {
        self.engine = engine
        self.version = version
        self.caller = caller
        self.reload = reload
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
        case .purgeCache(let name): return await purge(name: name)
        case .setChunkSize(let size):
            guard (1...100_000).contains(size) else { return .refused("the chunk size must be 1 to 100000") }
            engine.setChunkSize(size)
            return .done("chunk size \(size)")
        case .setMaxConcurrent(let count):
            guard (1...1024).contains(count) else { return .refused("max_concurrent must be 1 to 1024") }
            engine.setMaxConcurrent(count)
            return .done("\(count) requests at a time for each backend")
        case .cancelRequest(let id):
            return engine.cancel(id) ? .done("request \(id) cancelled") : .refused("request \(id) is not running")
        case .pause:
            engine.setPaused(true)
            return .done("paused: new requests wait")
        case .resume:
            engine.setPaused(false)
            return .done("resumed")
        case .reload: return await reload()
        }
    }

    private func purge(name: String?) async -> ControlResult {
        let chosen = engine.backends.indices.filter { name == nil || engine.backends[$0].name == name }
        guard !chosen.isEmpty else {
            return .refused(
                "there is no backend \(name ?? ""); there are "
                    + engine.backends.map(\.name).joined(separator: ", "))
        }
        var texts: [String] = []
        var isDone = false
        for index in chosen {
            switch await purge(index) {
            case .done(let text):
                isDone = true
                texts.append(text)
            case .refused(let text): texts.append(text)
            }
        }
        let text = texts.joined(separator: "; ")
        return isDone ? .done(text) : .refused(text)
    }

    /// Purges the cache of one backend.
    func purge(_ index: Int) async -> ControlResult {
        await CachePurge(caller: caller, index: index, backend: engine.backends[index]).run()
    }

    /// The prompt tokens of a chat request, by the backend's own count; `nil`: it does not tell.
    func countTokens(_ index: Int, _ body: [UInt8], authorization: String?) async -> Int? {
        await TokenCounter(caller: caller, index: index, backend: engine.backends[index])
            .count(body, authorization: authorization)
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
            if backend.update(found) { engine.publisher.publish(.backend(backend.report)) }
            note(backend, before: before, after: found)
            round += 1
            let isSettled = found.state == .up || round > 10
            guard (try? await Task.sleep(for: isSettled ? .seconds(5) : .milliseconds(500))) != nil else { return }
        }
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
