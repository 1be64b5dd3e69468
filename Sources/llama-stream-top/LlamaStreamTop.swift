import ArgumentParser

@main
struct LlamaStreamTop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llama-stream-top",
        abstract: ServeCommand.configuration.abstract,
        version: ProgramVersion.current,
        subcommands: [
            ServeCommand.self, AttachCommand.self, RunCommand.self, StatusCommand.self, ReplayCommand.self,
            TranslateCommand.self,
            ConfigCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // The default command's options are what somebody wants to read, not that there is a default command.
        if let first = arguments.first, ["-h", "--help", "help"].contains(first), arguments.count == 1 {
            print(helpMessage(for: ServeCommand.self))
            return
        }
        await main(arguments)
    }
}
