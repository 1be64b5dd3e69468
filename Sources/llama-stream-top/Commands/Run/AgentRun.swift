import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One agent from its start to its end.
struct AgentRun: Sendable {
    var agent: Agent
    var proxy: String?
    var model: String?
    var arguments: [String]

    private var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Returns the agent's exit code.
    func run(printsOnly: Bool, splits: Bool) async throws -> Int32 {
        let loaded = try LoadedSettings(
            options: [:], environment: environment, path: ConfigurationFile.find(asked: nil, environment: environment))
        let settings = loaded.resolved.settings.engine
        let key = settings.apiKeys.first
        let configured = "http://127.0.0.1:\(settings.port)"
        if printsOnly {
            let answers = await LocalHTTP.get(proxy ?? configured, "/_top/health") != nil
            let found =
                answers
                ? try await AgentProxy.find(at: proxy, configured: configured, key: key)
                : AgentProxy(url: proxy ?? configured, model: "")
            StandardOutput.print(plan(found, key: key, folder: "$FOLDER").text)
            return 0
        }
        let found = try await AgentProxy.find(at: proxy, configured: configured, key: key)
        defer { found.child?.end() }
        let folder = FileManager.default.temporaryDirectory.path + "/llama-stream-top-\(UUID().uuidString)"
        let plan = plan(found, key: key, folder: folder)
        try write(plan)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pane = splits ? split(found.url) : nil
        defer { pane?.close() }
        let child: ChildProcess
        do {
            child = try ChildProcess.inTerminal([plan.program] + plan.arguments, environment: plan.environment)
        } catch {
            throw ViewerFailure(lines: ["\(error); is \(agent.name) installed?"], code: 127)
        }
        return await Task.detached { child.wait() }.value
    }

    private func plan(_ found: AgentProxy, key: String?, folder: String) -> AgentPlan {
        let told = model ?? (found.model.isEmpty ? "local" : found.model)
        let facts = Agent.Facts(
            url: found.url, key: key ?? "local", model: told, window: found.window, folder: folder)
        return AgentPlan(agent, facts, arguments: arguments)
    }

    /// Nobody else may read what stands there: a key may be among it.
    private func write(_ plan: AgentPlan) throws {
        try FileManager.default.createDirectory(
            atPath: plan.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for file in plan.files {
            let path = plan.folder + "/" + file.path
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(file.text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw ViewerFailure(lines: ["\(path) cannot be written"], code: ProgramExit.unavailable) }
        }
    }

    // MARK: The monitor beside it

    private struct Pane {
        var name: String
        func close() { _ = try? ChildProcess.piped(["tmux", "kill-pane", "-t", name]).wait() }
    }

    /// Shows the monitor in a pane of its own; `nil`: there is no tmux around.
    private func split(_ url: String) -> Pane? {
        guard environment["TMUX"] != nil else {
            StandardError.print("--split needs tmux; the monitor is at: llama-stream-top attach \(url)")
            return nil
        }
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: ChildProcess.ownPath)) ?? "llama-stream-top"
        let command = AgentPlan.quoted(program) + " attach " + AgentPlan.quoted(url)
        let child = try? ChildProcess.piped([
            "tmux", "split-window", "-d", "-h", "-P", "-F", "#{pane_id}", command,
        ])
        guard let name = child?.firstLine() else { return nil }
        _ = child?.wait()
        return Pane(name: name)
    }
}
