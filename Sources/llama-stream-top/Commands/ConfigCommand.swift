import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows or checks the settings, with where each came from.",
        subcommands: [PrintCommand.self, CheckCommand.self], defaultSubcommand: PrintCommand.self)

    /// `config print`
    struct PrintCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "print", abstract: "Prints the settings in force as YAML; keys are not shown.")
        @OptionGroup var options: SettingOptions

        func run() throws {
            let loaded = try loadOrExit(options)
            print(SettingsListing.yaml(loaded.resolved, file: loaded.path), terminator: "")
        }
    }

    /// `config check`
    struct CheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Exits with 1 and a line for each fault where the settings are not valid.")
        @OptionGroup var options: SettingOptions

        func run() throws {
            let loaded = try loadOrExit(options)
            print("ok: \(loaded.path ?? "no file; options, environment and defaults")")
        }
    }

    /// The settings with warnings written to standard error, or exit code 1.
    private static func loadOrExit(_ options: SettingOptions) throws -> LoadedSettings {
        do throws(ConfigurationError) {
            let loaded = try LoadedSettings(options: options)
            _ = try loaded.resolved.engineConfiguration()
            for warning in loaded.resolved.warnings { StandardError.print("warning: \(warning)") }
            return loaded
        } catch {
            for line in error.lines { StandardError.print("error: \(line)") }
            throw ExitCode(1)
        }
    }
}
