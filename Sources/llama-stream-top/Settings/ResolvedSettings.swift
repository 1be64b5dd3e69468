import ProxyEngine

/// Where a value came from, the strongest last.
enum SettingOrigin: Equatable, Sendable {
    case builtIn
    case file(path: String, line: Int?)
    case environment(String)
    case option(String)

    var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line): path + (line.map { ":\($0)" } ?? "")
        case .environment(let name): "environment \(name)"
        case .option(let name): "--\(name)"
        }
    }

    fileprivate var strength: Int {
        switch self {
        case .builtIn: 0
        case .file: 1
        case .environment: 2
        case .option: 3
        }
    }
}

/// Everything that settings are read from.
struct SettingSources: Equatable, Sendable {
    /// By key.
    var options: [String: SettingInput] = [:]
    var environment: [String: String] = [:]
    var file: ConfigurationFile?
}

/// The settings in force, and how they came about.
struct ResolvedSettings: Equatable, Sendable {
    private(set) var settings: Settings
    private(set) var origins: [String: SettingOrigin] = [:]
    /// For the operator; nothing that stops the start.
    private(set) var warnings: [String] = []

    /// Option before environment before file before default.
    init(_ sources: SettingSources) throws(ConfigurationError) {
        settings = Settings(environment: sources.environment)
        var faults: [String] = []
        for setting in Setting.all {
            guard let (input, origin) = Self.strongest(of: setting, in: sources) else { continue }
            do throws(SettingProblem) {
                try setting.assign(input, &settings)
                origins[setting.key] = origin
            } catch {
                faults.append(Self.line(setting, input, origin, error))
            }
        }
        faults += contradictions()
        guard faults.isEmpty else { throw ConfigurationError(lines: faults) }
        warnings = Self.unknownKeys(sources.file) + choiceWarnings() + acceptedWarnings()
    }

    func origin(of setting: Setting) -> SettingOrigin { origins[setting.key] ?? .builtIn }

    /// Whether nobody said where the model is.
    var namesNoBackend: Bool { settings.targetURL == nil && settings.backends.isEmpty }

    private static func strongest(of setting: Setting, in sources: SettingSources) -> (SettingInput, SettingOrigin)? {
        if let given = sources.options[setting.key] { return (given, .option(setting.option ?? setting.key)) }
        for name in setting.environment {
            // An empty variable is how scripts unset one.
            if let text = sources.environment[name], !text.isEmpty { return (.text(text), .environment(name)) }
        }
        guard let file = sources.file, let entry = file.entries.first(where: { $0.key == setting.key }),
            // `key:` without a value is how old files leave a setting out.
            entry.value.shape != .null
        else { return nil }
        return (entry.value, .file(path: file.path, line: entry.line))
    }

    private static func line(
        _ setting: Setting, _ input: SettingInput, _ origin: SettingOrigin, _ problem: SettingProblem
    ) -> String {
        let part = problem.part ?? input
        var place = origin
        if case .file(let path, let line) = origin { place = .file(path: path, line: part.line ?? line) }
        let shown = setting.isSecret ? "the value (not shown)" : part.description
        let key = setting.key + (problem.place.map { ", \($0)" } ?? "")
        return "\(key): \(shown) from \(place.description) is not valid; needed: \(problem.expected)"
    }
}

// MARK: - What only shows in several settings together

extension ResolvedSettings {
    private func contradictions() -> [String] {
        var faults: [String] = []
        let engine = settings.engine
        if engine.memoryWarningPercent > engine.memoryCriticalPercent {
            let (warn, critical) = (origin(of: .memoryWarn), origin(of: .memoryCritical))
            faults.append(
                "memory_warn: \(YAMLText.number(engine.memoryWarningPercent)) (\(warn.description)) is above "
                    + "memory_critical: \(YAMLText.number(engine.memoryCriticalPercent)) (\(critical.description)); "
                    + "needed: the lower one first")
        }
        if !UnixSocketPath.isLocal(engine.host), engine.apiKeys.isEmpty, !engine.allowsInsecureListening {
            faults.append(
                "proxy_host: \"\(engine.host)\" from \(origin(of: .proxyHost).description) lets other machines in; "
                    + "needed: a key (--api-key-file FILE, api_keys), or --insecure-listen")
        }
        if engine.tlsKeyPath != nil, engine.tlsCertificatePath == nil {
            faults.append("tls_key (\(origin(of: .tlsKey).description)) is set without tls_cert; needed: both")
        }
        return faults
    }

    private func choiceWarnings() -> [String] {
        guard settings.targetURL != nil, !settings.backends.isEmpty else { return [] }
        let (one, pool) = (origin(of: .targetURL), origin(of: .backends))
        if usesTargetURL {
            return ["backends (\(pool.description)) is overruled by target_url (\(one.description))"]
        }
        return ["target_url (\(one.description)) is overruled by backends (\(pool.description))"]
    }

    /// Of the two ways to name backends the stronger one counts, of equals the list.
    private var usesTargetURL: Bool {
        settings.backends.isEmpty || origin(of: .targetURL).strength > origin(of: .backends).strength
    }

    private func acceptedWarnings() -> [String] {
        Setting.all.filter { !$0.isInForce && origins[$0.key] != nil }.map { setting in
            "\(setting.key) (\(origin(of: setting).description)) is accepted, but has no effect in this version"
        }
    }

    private static func unknownKeys(_ file: ConfigurationFile?) -> [String] {
        guard let file else { return [] }
        return file.entries.filter { Setting.byKey[$0.key] == nil }.map { entry in
            let place = SettingOrigin.file(path: file.path, line: entry.line).description
            let nearest = NearestName.of(entry.key, among: Setting.all.map(\.key))
            return "\(entry.key) (\(place)) is not a setting" + (nearest.map { "; is \($0) meant?" } ?? "")
        }
    }
}

// MARK: - What the engine gets

extension ResolvedSettings {
    /// The address that is tried where none is given, and the one that llama-server has announced as its next default.
    static let defaultTargets = ["http://localhost:8080", "http://localhost:9931"]

    /// - Parameter defaultTarget: the address to use where nobody named one.
    func engineConfiguration(defaultTarget: String = defaultTargets[0]) throws(ConfigurationError)
        -> EngineConfiguration
    {
        var configuration = settings.engine
        configuration.backends = try backendEntries(defaultTarget: defaultTarget).map(backend)
        Self.nameApart(&configuration.backends)
        if let timeout = settings.requestTimeout {
            configuration.firstByteTimeoutSeconds = timeout
            configuration.idleTimeoutSeconds = timeout
        }
        configuration.trafficLog = settings.writesTrafficLog ? settings.trafficLog : nil
        return configuration
    }

    private func backendEntries(defaultTarget: String) throws(ConfigurationError) -> [BackendEntry] {
        if !usesTargetURL { return settings.backends }
        let target = settings.targetURL ?? defaultTarget
        do {
            return [BackendEntry(address: try BackendAddress(target))]
        } catch {
            throw ConfigurationError(lines: ["target_url: \"\(target)\": \(error.rawValue)"])
        }
    }

    private func backend(_ entry: BackendEntry) -> BackendConfiguration {
        var backend = BackendConfiguration(
            name: entry.name ?? entry.address.hostAndPort, url: entry.address.url, kind: entry.kind,
            maxConcurrent: entry.maxConcurrent, apiKey: entry.apiKey ?? settings.backendAPIKey,
            tlsVerification: entry.verification ?? settings.verification)
        backend.models = entry.models
        backend.weight = entry.weight ?? 1
        backend.wire = entry.wire ?? settings.engine.wire
        return backend
    }

    /// Two paths of one host would have the same short name.
    private static func nameApart(_ backends: inout [BackendConfiguration]) {
        var taken: Set<String> = []
        for index in backends.indices {
            let base = backends[index].name
            var number = 2
            while !taken.insert(backends[index].name).inserted {
                backends[index].name = "\(base)-\(number)"
                number += 1
            }
        }
    }
}
