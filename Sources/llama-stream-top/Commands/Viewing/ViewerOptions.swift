import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of the screen, for commands that show something else than a proxy of this process.
struct ViewerOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("File with settings, of which those of the monitor count", valueName: "FILE"))
    var config: String?
    @Option(name: .of(.filter), help: .about(.filter)) var filter: String?
    @Option(name: .of(.theme), help: .about(.theme)) var theme: String?
    @Option(name: .of(.layout), help: .about(.layout)) var layout: String?
    @Option(name: .of(.graphs), help: .about(.graphs)) var graphs: String?
    @Option(name: .of(.alert), help: .about(.alert)) var alert: String?
    @Option(name: .of(.ambiguousWidth), help: .about(.ambiguousWidth)) var ambiguousWidth: String?
    @Flag(name: .of(.mouse), help: .about(.mouse)) var mouse = false
    @Flag(name: .of(.ascii), help: .about(.ascii)) var ascii = false

    fileprivate var given: [String: SettingInput] {
        var inputs: [String: SettingInput] = [:]
        for (setting, text) in [
            (Setting.filter, filter), (.theme, theme), (.layout, layout), (.graphs, graphs),
            (.ambiguousWidth, ambiguousWidth), (.alert, alert),
        ] {
            inputs[setting.key] = text.map(SettingInput.text)
        }
        for (setting, isGiven) in [(Setting.mouse, mouse), (.ascii, ascii)] where isGiven {
            inputs[setting.key] = setting.flagValue
        }
        return inputs
    }
}

/// How proxies are reached and what is written without a screen.
struct WatchingOptions: ParsableArguments {
    @Option(
        name: .of(.apiKeys),
        help: ArgumentHelp(
            "File with the proxies' API key; also api_keys of the settings [env: LLAMA_STREAM_TOP_API_KEY]",
            valueName: "FILE"))
    var apiKeyFile: String?
    @Option(
        name: .of(.verifySSL),
        help: ArgumentHelp(
            "Whether the proxies' certificates are checked; a path names authorities to trust [default: true]",
            valueName: "true|false|PATH"))
    var verifySSL: String?
    @Flag(name: .of(.tui), help: "One line for each request that ends, instead of the monitor") var noTUI = false
    @Option(name: .of(.logFormat), help: .about(.logFormat)) var logFormat: String?

    fileprivate func given() throws(ConfigurationError) -> [String: SettingInput] {
        var inputs: [String: SettingInput] = [:]
        for (setting, text) in [(Setting.verifySSL, verifySSL), (.logFormat, logFormat)] {
            inputs[setting.key] = text.map(SettingInput.text)
        }
        if noTUI { inputs[Setting.tui.key] = Setting.tui.flagValue }
        if let apiKeyFile { inputs[Setting.apiKeys.key] = try KeyFile.read(apiKeyFile, setting: .apiKeys) }
        return inputs
    }
}

extension LoadedSettings {
    /// The settings of a command that only shows something.
    init(
        viewer: ViewerOptions, watching: WatchingOptions? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) {
        let path = ConfigurationFile.find(asked: viewer.config, environment: environment)
        var options = viewer.given
        for (key, input) in try watching?.given() ?? [:] { options[key] = input }
        try self.init(options: options, environment: environment, path: path)
    }
}
