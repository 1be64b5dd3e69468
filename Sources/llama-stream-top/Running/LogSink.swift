import Logging
import Monitoring
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
    private let errors: LineWriter

    init(level: Logger.Level, format: LogFormat) {
        state = Mutex(State(level: level))
        self.format = format
        errors = LineWriter(
            "standard-error", write: StandardError.print,
            reportLost: { StandardError.print(Self.line(.warning, Self.lost($0, of: "standard error"), format)) })
    }

    /// What writes on standard output; lines that nobody took are told of here.
    func results() -> LineWriter {
        LineWriter("standard-output", write: StandardOutput.print) { lost in
            self.write(.warning, Self.lost(lost, of: "standard output"))
        }
    }

    private static func lost(_ count: Int, of stream: String) -> String {
        "\(count) lines of \(stream) are lost: nobody read them"
    }

    /// Writes a line as it is, on standard error.
    func print(_ line: String) { errors.print(line) }

    /// Tells the operator something whatever the level is.
    func tell(_ text: String) { errors.print(Self.line(.info, text, format)) }

    /// Waits for whoever reads standard error, but not for long.
    func flush() async { await errors.flush() }

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
            errors.print(Self.line(level, text, format))
        }
    }

    private static func line(_ level: Logger.Level, _ text: String, _ format: LogFormat) -> String {
        let entry = MonitorSnapshot.EventEntry(time: WallClock.now(), notice: Notice(Notice.Level(level), text))
        return format == .json
            ? EventLine.json(entry) : EventLine.text(entry, offsetSeconds: LocalTime.offsetSeconds())
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
