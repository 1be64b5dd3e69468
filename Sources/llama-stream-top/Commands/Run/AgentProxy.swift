import ToolCallParsing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The proxy that an agent works through: one that runs already, or one that is started for it.
struct AgentProxy: Sendable {
    var url: String
    var model: String
    var window: Int?
    /// Was started for this run.
    var child: ChildProcess?

    /// `url`: `nil` where any will do.
    static func find(at url: String?, configured: String, key: String?) async throws(ViewerFailure) -> AgentProxy {
        for candidate in url.map({ [$0] }) ?? [configured] {
            guard let health = await LocalHTTP.get(candidate, "/_top/health"), health.status == 200 else { continue }
            return await described(AgentProxy(url: candidate, model: ""), key: key)
        }
        if let url { throw ViewerFailure(lines: ["no proxy answers at \(url)"], code: ProgramExit.unavailable) }
        return try await started(key: key)
    }

    private static func started(key: String?) async throws(ViewerFailure) -> AgentProxy {
        let child: ChildProcess
        do {
            child = try ChildProcess.piped([
                ChildProcess.ownPath, "serve", "--no-tui", "--port", "0", "--log-level", "WARNING",
            ])
        } catch {
            throw ViewerFailure(lines: ["the proxy could not be started: \(error)"], code: ProgramExit.unavailable)
        }
        let prefix = "listening on "
        guard let line = child.firstLine(), line.hasPrefix(prefix) else {
            child.end()
            throw ViewerFailure(lines: ["the proxy could not be started"], code: ProgramExit.unavailable)
        }
        var proxy = AgentProxy(url: String(line.dropFirst(prefix.count)), model: "")
        proxy.child = child
        return await described(proxy, key: key)
    }

    /// Asks which model there is. A proxy that has only just begun may not know yet.
    private static func described(_ proxy: AgentProxy, key: String?) async -> AgentProxy {
        var proxy = proxy
        for _ in 0..<20 {
            if let answer = await LocalHTTP.get(proxy.url, "/_top/snapshot", key: key),
                let snapshot = try? JSONValue(parsing: answer.body),
                let backend = snapshot["backends"]?.arrayValue?.first(where: { $0["state"] == .string("up") })
            {
                proxy.model = backend["model"]?.stringValue ?? ""
                proxy.window = backend["contextWindow"]?.intValue
                return proxy
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return proxy
    }
}
