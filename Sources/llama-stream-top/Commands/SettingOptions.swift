import ArgumentParser

/// All options that stand for settings. Their names and help come from the table.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "File with settings [env: LLAMA_STREAM_TOP_CONFIG] [default: ./config.yaml, then "
                + "$XDG_CONFIG_HOME/llama-stream-top/config.yaml]", valueName: "FILE"))
    var config: String?

    @OptionGroup(title: Setting.Group.backend.rawValue) var backend: BackendOptions
    @OptionGroup(title: Setting.Group.context.rawValue) var context: ContextOptions
    @OptionGroup(title: Setting.Group.listening.rawValue) var listening: ListeningOptions
    @OptionGroup(title: Setting.Group.translation.rawValue) var translation: TranslationOptions
    @OptionGroup(title: Setting.Group.monitor.rawValue) var monitor: MonitorOptions
    @OptionGroup(title: Setting.Group.demo.rawValue) var demo: DemoOptions

    /// What was given, by key. Files of keys are read here.
    func given() throws(ConfigurationError) -> [String: SettingInput] {
        var inputs: [String: SettingInput] = [:]
        let all =
            backend.given + context.given + listening.given + translation.given + monitor.given + demo.given
        for (setting, texts) in all {
            guard let last = texts.last else { continue }
            inputs[setting.key] =
                switch setting.optionKind {
                case .value: .text(last)
                case .list: SettingInput(.list(texts.map { .text($0) }))
                case .file: try KeyFile.read(last, setting: setting)
                case .flag(let value): .text(value)
                }
        }
        if monitor.noTrafficLog { inputs[Setting.trafficLog.key] = .text("false") }
        return inputs
    }
}

/// A setting with the texts of its option, none where it was not given.
typealias GivenSetting = (setting: Setting, texts: [String])

struct BackendOptions: ParsableArguments {
    @Option(name: .of(.backends), help: .about(.backends)) var backend: [String] = []
    @Option(name: .of(.verifySSL), help: .about(.verifySSL)) var verifySSL: String?
    @Option(name: .of(.wire), help: .about(.wire)) var wire: String?
    @Option(name: .of(.requestTimeout), help: .about(.requestTimeout)) var requestTimeout: String?
    @Option(name: .of(.backendAPIKey), help: .about(.backendAPIKey)) var backendAPIKeyFile: String?
    @Option(name: .of(.maxConcurrent), help: .about(.maxConcurrent)) var maxConcurrent: String?
    @Option(name: .of(.maxQueue), help: .about(.maxQueue)) var maxQueue: String?
    @Option(name: .of(.queueTimeout), help: .about(.queueTimeout)) var queueTimeout: String?
    @Option(name: .of(.purgeOnNew), help: .about(.purgeOnNew)) var purgeOnNew: String?
    @Option(name: .of(.modelName), help: .about(.modelName)) var modelName: String?

    var given: [GivenSetting] {
        [(.backends, backend)]
            + pairs([
                (.verifySSL, verifySSL), (.wire, wire), (.requestTimeout, requestTimeout),
                (.backendAPIKey, backendAPIKeyFile),
                (.maxConcurrent, maxConcurrent), (.maxQueue, maxQueue), (.queueTimeout, queueTimeout),
                (.purgeOnNew, purgeOnNew), (.modelName, modelName),
            ])
    }
}

struct ContextOptions: ParsableArguments {
    @Option(name: .of(.tokenWarn), help: .about(.tokenWarn)) var tokenWarn: String?
    @Option(name: .of(.tokenHard), help: .about(.tokenHard)) var tokenHard: String?

    var given: [GivenSetting] { pairs([(.tokenWarn, tokenWarn), (.tokenHard, tokenHard)]) }
}

struct ListeningOptions: ParsableArguments {
    @Option(name: .of(.proxyHost), help: .about(.proxyHost)) var host: String?
    @Option(name: .of(.proxyPort), help: .about(.proxyPort)) var port: String?
    @Option(name: .of(.tlsCert), help: .about(.tlsCert)) var tlsCert: String?
    @Option(name: .of(.tlsKey), help: .about(.tlsKey)) var tlsKey: String?
    @Option(name: .of(.apiKeys), help: .about(.apiKeys)) var apiKeyFile: String?
    @Flag(name: .of(.insecureListen), help: .about(.insecureListen)) var insecureListen = false
    @Option(name: .of(.heartbeat), help: .about(.heartbeat)) var heartbeat: String?
    @Option(name: .of(.memoryLimit), help: .about(.memoryLimit)) var memoryLimit: String?
    @Option(name: .of(.maxConnections), help: .about(.maxConnections)) var maxConnections: String?
    @Option(name: .of(.clientWriteTimeout), help: .about(.clientWriteTimeout)) var clientWriteTimeout: String?

    var given: [GivenSetting] {
        pairs([
            (.proxyHost, host), (.proxyPort, port), (.tlsCert, tlsCert), (.tlsKey, tlsKey), (.apiKeys, apiKeyFile),
            (.heartbeat, heartbeat),
            (.memoryLimit, memoryLimit), (.maxConnections, maxConnections), (.clientWriteTimeout, clientWriteTimeout),
        ])
            + flags([(.insecureListen, insecureListen)])
    }
}

struct TranslationOptions: ParsableArguments {
    @Option(name: .of(.streamMode), help: .about(.streamMode)) var streamMode: String?
    @Option(name: .of(.chunkSize), help: .about(.chunkSize)) var chunkSize: String?
    @Option(name: .of(.formats), help: .about(.formats)) var formats: String?
    @Option(name: .of(.unknownTools), help: .about(.unknownTools)) var unknownTools: String?
    @Option(name: .of(.undeclaredCalls), help: .about(.undeclaredCalls)) var undeclaredCalls: String?
    @Option(name: .of(.startsInReasoning), help: .about(.startsInReasoning)) var startsInReasoning: String?

    var given: [GivenSetting] {
        pairs([
            (.streamMode, streamMode), (.chunkSize, chunkSize), (.formats, formats), (.unknownTools, unknownTools),
            (.undeclaredCalls, undeclaredCalls), (.startsInReasoning, startsInReasoning),
        ])
    }
}

struct MonitorOptions: ParsableArguments {
    @Flag(name: .of(.tui), help: .about(.tui)) var noTUI = false
    @Option(name: .of(.filter), help: .about(.filter)) var filter: String?
    @Option(name: .of(.theme), help: .about(.theme)) var theme: String?
    @Option(name: .of(.layout), help: .about(.layout)) var layout: String?
    @Option(name: .of(.graphs), help: .about(.graphs)) var graphs: String?
    @Option(name: .of(.alert), help: .about(.alert)) var alert: String?
    @Option(name: .of(.ambiguousWidth), help: .about(.ambiguousWidth)) var ambiguousWidth: String?
    @Flag(name: .of(.mouse), help: .about(.mouse)) var mouse = false
    @Flag(name: .of(.ascii), help: .about(.ascii)) var ascii = false
    @Flag(name: .of(.readOnly), help: .about(.readOnly)) var readOnly = false
    @Flag(name: .of(.keepBodies), help: .about(.keepBodies)) var noBodies = false
    @Option(name: .of(.memoryWarn), help: .about(.memoryWarn)) var memoryWarn: String?
    @Option(name: .of(.memoryCritical), help: .about(.memoryCritical)) var memoryCritical: String?
    @Option(name: .of(.trafficLog), help: .about(.trafficLog)) var trafficLog: String?
    @Flag(name: .customLong("no-traffic-log"), help: "Writes no traffic log") var noTrafficLog = false
    @Option(name: .of(.logLevel), help: .about(.logLevel)) var logLevel: String?
    @Option(name: .of(.logFormat), help: .about(.logFormat)) var logFormat: String?

    var given: [GivenSetting] {
        pairs([
            (.filter, filter), (.theme, theme), (.layout, layout), (.graphs, graphs), (.ambiguousWidth, ambiguousWidth),
            (.alert, alert), (.memoryWarn, memoryWarn),
            (.memoryCritical, memoryCritical),
            (.trafficLog, trafficLog),
            (.logLevel, logLevel), (.logFormat, logFormat),
        ]) + flags([(.tui, noTUI), (.mouse, mouse), (.ascii, ascii), (.readOnly, readOnly), (.keepBodies, noBodies)])
    }
}

struct DemoOptions: ParsableArguments {
    @Flag(name: .of(.demo), help: .about(.demo)) var demo = false
    @Flag(name: .of(.demoTraffic), help: .about(.demoTraffic)) var demoTraffic = false
    @Flag(name: .of(.demoIfUnreachable), help: .about(.demoIfUnreachable)) var demoIfUnreachable = false

    var given: [GivenSetting] {
        flags([(.demo, demo), (.demoTraffic, demoTraffic), (.demoIfUnreachable, demoIfUnreachable)])
    }
}

private func pairs(_ options: [(Setting, String?)]) -> [GivenSetting] {
    options.map { ($0, $1.map { [$0] } ?? []) }
}

private func flags(_ flags: [(Setting, Bool)]) -> [GivenSetting] {
    flags.map { ($0, $1 ? [""] : []) }
}

extension NameSpecification {
    /// The option of a setting.
    static func of(_ setting: Setting) -> NameSpecification { .customLong(setting.option ?? setting.key) }
}

extension ArgumentHelp {
    /// What the table says about a setting.
    static func about(_ setting: Setting) -> ArgumentHelp {
        var text = setting.summary
        text += " [key: \(setting.key)]"
        if let name = setting.otherEnvironment.first { text += " [env: \(name)]" }
        if setting.isInForce, !setting.isSecret, setting.flagValue == nil, setting.key != Setting.backends.key {
            let defaults = Settings(environment: ["HOME": "~"])
            text += " [default: \(setting.shown(defaults))]"
        }
        return ArgumentHelp(stringLiteral: text).naming(setting.valueName)
    }

    private func naming(_ valueName: String) -> ArgumentHelp {
        var help = self
        if !valueName.isEmpty { help.valueName = valueName }
        return help
    }
}
