import ArgumentParser
import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that show the monitor of something else than a proxy of this process.
struct ViewerOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "File with settings; of these the monitor's, api_keys and verify_ssl count", valueName: "FILE"))
    var config: String?
    @Option(
        name: .of(.apiKeys),
        help: ArgumentHelp("File with the proxies' API key [env: LLAMA_STREAM_TOP_API_KEY]", valueName: "FILE"))
    var apiKeyFile: String?
    @Option(name: .of(.verifySSL), help: "Whether the proxies' certificates are checked, or a path to authorities")
    var verifySSL: String?
    @Flag(name: .of(.tui), help: .about(.tui)) var noTUI = false
    @Option(name: .of(.filter), help: .about(.filter)) var filter: String?
    @Option(name: .of(.theme), help: .about(.theme)) var theme: String?
    @Flag(name: .of(.mouse), help: .about(.mouse)) var mouse = false
    @Flag(name: .of(.ascii), help: .about(.ascii)) var ascii = false
    @Option(name: .of(.logFormat), help: .about(.logFormat)) var logFormat: String?

    /// What was given, by key of the setting.
    fileprivate func given() throws(ConfigurationError) -> [String: SettingInput] {
        let texts: [(Setting, String?)] = [
            (.verifySSL, verifySSL), (.filter, filter), (.theme, theme), (.logFormat, logFormat),
        ]
        var inputs: [String: SettingInput] = [:]
        for (setting, text) in texts { inputs[setting.key] = text.map(SettingInput.text) }
        for (setting, isGiven) in [(Setting.tui, noTUI), (.mouse, mouse), (.ascii, ascii)] where isGiven {
            inputs[setting.key] = setting.flagValue
        }
        if let apiKeyFile { inputs[Setting.apiKeys.key] = try KeyFile.read(apiKeyFile, setting: .apiKeys) }
        return inputs
    }
}

extension LoadedSettings {
    /// The settings of a command that only shows something.
    init(
        viewer options: ViewerOptions, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) {
        let path = ConfigurationFile.find(asked: options.config, environment: environment)
        try self.init(options: try options.given(), environment: environment, path: path)
    }
}

/// Why such a command ends without having shown anything.
struct ViewerFailure: Error {
    var lines: [String]
    var code: Int32

    /// Runs `body`; its failure is told on standard error.
    static func reported(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as ViewerFailure {
            for line in failure.lines { StandardError.print("error: \(line)") }
            throw ExitCode(failure.code)
        } catch let error as ConfigurationError {
            for line in error.lines { StandardError.print("error: \(line)") }
            throw ExitCode(ProgramExit.badConfiguration)
        } catch let error as ProxyStartError {
            StandardError.print("error: \(error.description)")
            throw ExitCode(ProgramExit.badConfiguration)
        } catch {
            StandardError.print("error: the program failed: \(error)")
            throw ExitCode(ProgramExit.defect)
        }
    }
}
