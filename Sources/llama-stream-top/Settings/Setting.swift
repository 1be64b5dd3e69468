/// One setting: how it is called everywhere, what it may be and what it does.
///
/// The table of these (``Setting/all``) is the only place that knows them: options, environment, file, `config print`, error
/// lines and `docs/settings.md` come from it.
struct Setting: Sendable {
    /// What the option of a setting stands for.
    enum OptionKind: Equatable, Sendable {
        /// Takes the value.
        case value
        /// Takes the value and may be given several times.
        case list
        /// Takes the path of a file that holds the value, so that a secret is not seen in the list of processes.
        case file
        /// Takes nothing and stands for this value.
        case flag(String)
    }

    enum Group: String, CaseIterable, Sendable {
        case backend = "Backends"
        case context = "Context"
        case listening = "Clients"
        case translation = "Translation"
        case monitor = "Monitor and logs"
        case demo = "Demo"
        case accepted = "Accepted, without effect in this version"
    }

    enum Change: Sendable {
        /// Takes effect when the file is read again.
        case live
        case restart
    }

    /// The key in the file.
    let key: String
    /// Long option without dashes; `nil`: file and environment only.
    let option: String?
    let optionKind: OptionKind
    /// Placeholder of the value in help texts.
    let valueName: String
    /// Names besides `LLAMA_STREAM_TOP_<KEY>`, which come first.
    let otherEnvironment: [String]
    let group: Group
    let change: Change
    /// One line, no full stop.
    let summary: String
    /// What a right value is.
    let expectation: String
    let isSecret: Bool
    /// Puts a value into the settings.
    let assign: @Sendable (SettingInput, inout Settings) throws(SettingProblem) -> Void
    /// The value in the settings as YAML.
    let shown: @Sendable (Settings) -> String
    /// Whether the value is another one.
    let differs: @Sendable (Settings, Settings) -> Bool

    /// A setting whose value is kept at `path`.
    init<Value: Equatable>(
        _ key: String, _ type: SettingType<Value>, _ path: any WritableKeyPath<Settings, Value> & Sendable,
        group: Group, option: String? = nil, kind: OptionKind = .value, valueName: String = "",
        environment: [String] = [], change: Change = .restart, isSecret: Bool = false, _ summary: String
    ) {
        self.key = key
        self.option = option
        optionKind = kind
        self.valueName = valueName
        otherEnvironment = environment
        self.group = group
        self.change = change
        self.summary = summary
        expectation = type.expectation
        self.isSecret = isSecret
        assign = { input, settings throws(SettingProblem) in settings[keyPath: path] = try type.read(input) }
        shown = { settings in type.write(settings[keyPath: path]) }
        differs = { old, new in old[keyPath: path] != new[keyPath: path] }
    }

    /// A setting that is only known by name: its feature is not in this version.
    init(
        accepted key: String, option: String? = nil, valueName: String = "", environment: [String] = [],
        _ summary: String
    ) {
        self.key = key
        self.option = option
        optionKind = .value
        self.valueName = valueName
        otherEnvironment = environment
        group = .accepted
        change = .restart
        self.summary = summary
        expectation = "anything"
        isSecret = false
        assign = { input, settings throws(SettingProblem) in settings.accepted[key] = input }
        shown = { settings in settings.accepted[key].map(YAMLText.written) ?? "null" }
        differs = { old, new in old.accepted[key] != new.accepted[key] }
    }

    /// Whether the setting does something.
    var isInForce: Bool { group != .accepted }

    /// All names of environment variables, the first that is set counts.
    var environment: [String] { ["LLAMA_STREAM_TOP_" + key.uppercased()] + otherEnvironment }

    /// A given option's text as input; `nil` for a flag that was not given.
    var flagValue: SettingInput? {
        guard case .flag(let value) = optionKind else { return nil }
        return .text(value)
    }
}

extension YAMLText {
    /// An input written again, on one line.
    static func written(_ input: SettingInput) -> String {
        switch input.shape {
        case .null: "null"
        case .scalar(let text): Double(text) != nil || SettingWords.boolean(text) != nil ? text : quoted(text)
        case .list(let items): list(items.map(written))
        case .map(let entries):
            "{" + entries.map { quoted($0.key) + ": " + written($0.value) }.joined(separator: ", ") + "}"
        }
    }
}
