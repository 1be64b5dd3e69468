import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Starts an agent on a proxy, with everything set.",
        usage: "llama-stream-top run AGENT [--proxy URL] [--model NAME] [--print] [--split] [-- ARGS ...]",
        discussion: """
            AGENT is one of \(Agent.all.map(\.name).joined(separator: ", ")). The proxy that runs already is used, or one \
            is started for as long as the agent runs. The agent gets its settings by the environment and by files in a \
            folder of this run; none of your own files is changed. The exit code is the agent's.

            Examples:
              llama-stream-top run claude
              llama-stream-top run codex -- exec "Mend the tests"
              llama-stream-top run aider --print
            """)

    @Argument(help: ArgumentHelp("The agent to start.", valueName: "AGENT")) var agent: String
    @Option(help: ArgumentHelp("The proxy to use; default: the one at the configured port", valueName: "URL"))
    var proxy: String?
    @Option(help: ArgumentHelp("What to ask for; default: the backend's own model", valueName: "NAME"))
    var model: String?
    @Flag(name: .customLong("print"), help: "Shows the environment and the files, and starts nothing") var printsOnly =
        false
    @Flag(help: "Shows the monitor beside the agent, inside of tmux") var split = false
    @Argument(parsing: .postTerminator, help: ArgumentHelp("What the agent is given.", valueName: "ARGS"))
    var arguments: [String] = []

    func run() async throws {
        var code: Int32 = 0
        try await ViewerFailure.reported {
            guard let agent = Agent.named(agent) else {
                let known = Agent.all.map(\.name).joined(separator: ", ")
                throw ViewerFailure(lines: ["no agent \(agent) is known; there are \(known)"], code: ProgramExit.usage)
            }
            code = try await AgentRun(agent: agent, proxy: proxy, model: model, arguments: arguments)
                .run(printsOnly: printsOnly, splits: split)
        }
        if code != 0 { throw ExitCode(code) }
    }
}
