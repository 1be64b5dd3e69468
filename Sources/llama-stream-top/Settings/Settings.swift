import Logging
import Monitoring
import ProxyEngine
import TUI

/// Everything that a person can set, with the defaults. What the engine needs of it is kept in the engine's own type, so that
/// a default stands in one place only.
struct Settings: Equatable, Sendable {
    /// The scalars of the engine; its list of backends is made by ``ResolvedSettings``.
    var engine = EngineConfiguration(backends: [])
    /// The single backend of old files; `nil` where nobody names one.
    var targetURL: String?
    var backends: [BackendEntry] = []
    var backendAPIKey: String?
    var verification = TLSVerification.full
    /// Seconds of silence of a backend; `nil`: none before the first byte, 900 between bytes.
    var requestTimeout: Double?
    var trafficLog: TrafficLogConfiguration
    var writesTrafficLog = true
    /// Keeps what is said: for the monitor, and in the traffic log as far as that is to have it.
    var keepsBodies = true
    /// How much the monitor remembers of it.
    var history = HistoryBounds()
    /// Shows the monitor where standard output is a terminal.
    var showsMonitor = true
    /// How the monitor is to be; its filter also chooses the requests that get a line without it.
    var screen = ScreenOptions()
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text
    var usesDemo = false
    var hasDemoTraffic = false
    var usesDemoIfUnreachable = false
    var demoSpeed = 1.0
    var demoSeed = 1
    /// Values of settings that this version knows by name only.
    var accepted: [String: SettingInput] = [:]

    /// - Parameter environment: where the default of the traffic log's path comes from.
    init(environment: [String: String] = [:]) {
        trafficLog = TrafficLogConfiguration(
            path: StandardFolders(environment: environment).state + "/traffic.jsonl")
        screen.layout = ScreenOptions.usualLayout
    }
}

enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}

/// A backend as a person describes it; what is left out comes from the settings for all.
struct BackendEntry: Equatable, Sendable {
    var address: BackendAddress
    var name: String?
    var kind: BackendKind?
    var models: [String] = []
    var weight: Double?
    var maxConcurrent: Int?
    var apiKey: String?
    var verification: TLSVerification?
    /// `nil`: as for all.
    var wire: WireChoice?
}

/// Where files of this program belong (freedesktop.org's base directories).
struct StandardFolders {
    let configuration: String
    let state: String

    init(environment: [String: String]) {
        func folder(_ name: String, _ fallback: String) -> String {
            // The specification demands that relative paths be ignored.
            if let path = environment[name], path.hasPrefix("/") || path.hasPrefix("$") {
                return path + "/llama-stream-top"
            }
            return (environment["HOME"] ?? "") + fallback + "/llama-stream-top"
        }
        configuration = folder("XDG_CONFIG_HOME", "/.config")
        state = folder("XDG_STATE_HOME", "/.local/state")
    }
}
