import ArgumentParser
import ProxyEngine

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Streaming proxy for local model servers: tool calls written as text become structured ones.",
        usage: """
            llama-stream-top [serve] [options]
            llama-stream-top attach [URL ...]
            llama-stream-top replay FILE ...
            llama-stream-top run AGENT [-- ARGS ...]
            llama-stream-top config [check|print] [options]
            """,
        discussion: """
            Point your client at http://127.0.0.1:8066/v1 instead of the model server. In a terminal the monitor \
            shows all requests; elsewhere each finished request is a line.

            Examples:
              llama-stream-top --backend http://localhost:8080
              llama-stream-top --backend http://gpu1:8080 --backend http://gpu2:8080
              llama-stream-top --demo --demo-traffic
              llama-stream-top --no-tui --log-format json > requests.jsonl
              llama-stream-top config print

            Order: option, environment, file, default. Every key is also LLAMA_STREAM_TOP_<KEY> in the \
            environment. Exit codes: 0 ended as asked, 64 usage, 69 the port cannot be had, 70 a defect, 78 bad \
            configuration.
            """)

    @OptionGroup var options: SettingOptions

    func run() async throws {
        do {
            try await ProxyRun(try LoadedSettings(options: options)).run()
        } catch let error as ConfigurationError {
            for line in error.lines { StandardError.print("error: \(line)") }
            throw ExitCode(ProgramExit.badConfiguration)
        } catch let error as ProxyStartError {
            StandardError.print("error: \(error.description)")
            throw ExitCode(ProgramExit.code(of: error))
        } catch {
            StandardError.print("error: the program failed: \(error)")
            throw ExitCode(ProgramExit.defect)
        }
    }
}
