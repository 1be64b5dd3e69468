/// The settings as text: for `config print`, and for `docs/settings.md`.
enum SettingsListing {
    /// YAML that can be used as a file, with where each value came from. Keys are not shown.
    static func yaml(_ resolved: ResolvedSettings, file: String?) -> String {
        var lines = ["# Settings of llama-stream-top \(ProgramVersion.current)", "# File: \(file ?? "none")"]
        for group in Setting.Group.allCases {
            let settings = Setting.all.filter { $0.group == group && isShown($0, resolved) }
            if settings.isEmpty { continue }
            lines += ["", "# \(group.rawValue)"]
            lines += settings.map { line($0, resolved) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func isShown(_ setting: Setting, _ resolved: ResolvedSettings) -> Bool {
        setting.isInForce || resolved.origins[setting.key] != nil
    }

    private static func line(_ setting: Setting, _ resolved: ResolvedSettings) -> String {
        let origin = resolved.origin(of: setting).description
        var value = setting.shown(resolved.settings)
        if setting.key == Setting.targetURL.key, resolved.namesNoBackend {
            value = ResolvedSettings.defaultTargets[0]
        }
        let isSetSecret = setting.isSecret && resolved.origins[setting.key] != nil
        let note = setting.isInForce ? origin : origin + "; accepted, has no effect in this version"
        return (isSetSecret ? "# " : "") + "\(setting.key): \(value)  # \(note)"
    }

    /// The whole of `docs/settings.md`.
    static func markdown() -> String {
        let defaults = Settings(environment: [
            "HOME": "~", "XDG_STATE_HOME": "$XDG_STATE_HOME", "XDG_CONFIG_HOME": "$XDG_CONFIG_HOME",
        ])
        var lines = [
            "# Settings",
            "",
            "Made from the table in `Sources/llama-stream-top/Settings/SettingTable.swift`; a test keeps it current.",
            "",
            "Order: option, environment, file, default. The file is `--config FILE`, `LLAMA_STREAM_TOP_CONFIG`, "
                + "`./config.yaml`, or",
            "`$XDG_CONFIG_HOME/llama-stream-top/config.yaml`. Every key is also the variable "
                + "`LLAMA_STREAM_TOP_<KEY>`; the other names are",
            "listed. A setting marked *live* takes effect when the file changes or on SIGHUP, the others need a "
                + "restart.",
            "`llama-stream-top config print` shows what is in force and where it came from.",
        ]
        for group in Setting.Group.allCases {
            lines += [
                "", "## \(group.rawValue)", "", "| key | option | environment | values | default | meaning |",
                "|---|---|---|---|---|---|",
            ]
            lines += Setting.all.filter { $0.group == group }.map { row($0, defaults) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ setting: Setting, _ defaults: Settings) -> String {
        var option = ""
        if let name = setting.option {
            option = setting.valueName.isEmpty ? "`--\(name)`" : "`--\(name) \(escaped(setting.valueName))`"
        }
        if setting.key == Setting.trafficLog.key { option += ", `--no-traffic-log`" }
        let live = setting.change == .live ? " *(live)*" : ""
        let cells = [
            "`\(setting.key)`", option, setting.otherEnvironment.map { "`\($0)`" }.joined(separator: ", "),
            setting.expectation, "`\(setting.shown(defaults))`", setting.summary + live,
        ]
        return "| " + cells.map { $0.contains("`") ? $0 : escaped($0) }.joined(separator: " | ") + " |"
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
