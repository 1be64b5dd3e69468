import Monitoring
import ProxyEngine

/// Reads the settings again while the proxy runs, and hands on what can change.
actor SettingsReload {
    private var loaded: LoadedSettings
    private let started: Settings
    private let sink: LogSink
    private var proxy: ProxyService?

    init(_ loaded: LoadedSettings, sink: LogSink) {
        self.loaded = loaded
        started = loaded.resolved.settings
        self.sink = sink
    }

    /// The proxy is made after this, because it is told of it.
    func attach(_ proxy: ProxyService) { self.proxy = proxy }

    /// A faulty file changes nothing.
    func reload() -> ControlResult {
        let certificate = proxy?.reloadCertificate()
        if case .refused = certificate, let certificate { return certificate }
        guard let path = loaded.path else {
            if let certificate { return certificate }
            return .refused("there is no configuration file to read again; the settings come from options and defaults")
        }
        do throws(ConfigurationError) {
            let new = try loaded.reloaded()
            let configuration = try new.resolved.engineConfiguration()
            let changes = SettingsChange.all(
                from: loaded.resolved.settings, to: new.resolved.settings, started: started)
            guard !changes.isEmpty else {
                let rest = certificate == nil ? "nothing changed" : "nothing changed but what the certificate says"
                return .done("\(path) read again; \(rest)")
            }
            proxy?.adopt(configuration)
            sink.level = new.resolved.settings.logLevel
            loaded = new
            let words = changes.map(\.description) + new.resolved.warnings.map { "warning: \($0)" }
            return .done("\(path) read again: " + words.joined(separator: "; "))
        } catch {
            return .refused(
                "\(path) was not taken, the settings stay as they are: " + error.lines.joined(separator: "; "))
        }
    }
}

/// A setting that has another value than before.
struct SettingsChange: Equatable, Sendable {
    var description: String

    /// - Parameter started: the settings that the program was started with; what cannot change while it runs is still so.
    static func all(from old: Settings, to new: Settings, started: Settings) -> [SettingsChange] {
        Setting.all.filter { $0.isInForce && $0.differs(old, new) }.map { setting in
            let values = setting.isSecret ? "changed" : "\(setting.shown(old)) -> \(setting.shown(new))"
            let effect =
                switch setting.change {
                case .live: ""
                case .restart: setting.differs(started, new) ? " (needs a restart)" : " (as at the start)"
                }
            return SettingsChange(description: "\(setting.key) \(values)\(effect)")
        }
    }
}
