import Logging
import ProxyEngine
import Synchronization

/// Where the program's log goes: to standard error, or into the monitor's list of events while the screen is shown, so that
/// nothing is ever written over it.
final class LogSink: Sendable {
    enum Destination: Sendable {
        case standardError
        case events(EventPublisher)
    }

    private struct State {
        var destination = Destination.standardError
        var level: Logger.Level
    }
    private let state: Mutex<State>
    private let format: LogFormat

    init(level: Logger.Level, format: LogFormat) {
        state = Mutex(State(level: level))
        self.format = format
    }

    /// Less than this is not written.
    var level: Logger.Level {
        get { state.withLock { $0.level } }
        set { state.withLock { $0.level = newValue } }
    }

    func redirect(to destination: Destination) { state.withLock { $0.destination = destination } }

    /// A logger that writes here.
    func logger(_ label: String) -> Logger {
        Logger(label: label) { _ in SinkLogHandler(sink: self) }
    }

    func write(_ level: Logger.Level, _ text: String) {
        let (destination, least) = state.withLock { ($0.destination, $0.level) }
        guard level >= least else { return }
        switch destination {
        case .events(let publisher): publisher.publish(.notice(Notice(Notice.Level(level), text)))
        case .standardError:
            let entry = MonitorSnapshot.EventEntry(time: WallClock.now(), notice: Notice(Notice.Level(level), text))
            let offset = LocalTime.offsetSeconds()
            StandardError.print(
                format == .json ? EventLine.json(entry) : EventLine.text(entry, offsetSeconds: offset))
        }
    }
}

/// swift-log's side of a ``LogSink``.
private struct SinkLogHandler: LogHandler {
    let sink: LogSink
    var metadata: Logger.Metadata = [:]

    var logLevel: Logger.Level {
        get { sink.level }
        // One level for the whole program; a library that sets its own does not change that.
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let tail = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        sink.write(event.level, ([event.message.description] + tail).joined(separator: " "))
    }
}

extension Notice.Level {
    init(_ level: Logger.Level) {
        switch level {
        case .trace, .debug, .info, .notice: self = .info
        case .warning: self = .warning
        case .error, .critical: self = .error
        }
    }

    /// The level of the log that it stands for.
    var logLevel: Logger.Level {
        switch self {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
