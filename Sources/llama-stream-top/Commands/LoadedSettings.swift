import TUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The settings as they are now, and what is needed to read them again.
struct LoadedSettings: Sendable {
    private let options: [String: SettingInput]
    private let environment: [String: String]
    /// The file that was read.
    let path: String?
    let resolved: ResolvedSettings

    init(
        options: SettingOptions, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) {
        let path = ConfigurationFile.find(asked: options.config, environment: environment)
        try self.init(options: try options.given(), environment: environment, path: path)
    }

    init(
        options: [String: SettingInput], environment: [String: String], path: String?
    ) throws(ConfigurationError) {
        self.options = options
        self.environment = environment
        self.path = path
        var file: ConfigurationFile?
        if let path { file = try ConfigurationFile(path: path) }
        resolved = try ResolvedSettings(SettingSources(options: options, environment: environment, file: file))
    }

    /// How the screen is wanted, and what it says of us.
    var screen: ScreenOptions {
        var options = resolved.settings.screen
        options.program = ProgramFacts(version: ProgramVersion.current, settingsFile: path)
        return options
    }

    /// Reads the file again.
    func reloaded() throws(ConfigurationError) -> LoadedSettings {
        try LoadedSettings(options: options, environment: environment, path: path)
    }
}
