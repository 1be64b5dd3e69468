import Logging
import ProxyEngine

/// What is written where there is no monitor: on standard output the address and a line for each finished request, on
/// standard error everything else.
actor HeadlessOutput {
    /// Lines kept until the address is known; more would be a sign that it never will be.
    private static let maximumEarlyLines = 1000

    private enum State {
        case waiting(early: [Line])
        case writing
        /// The screen shows it all.
        case silent
    }

    private struct Line {
        var isResult: Bool
        var level: Logger.Level
        var text: String
    }

    private var state = State.waiting(early: [])
    private var report: EventLineReport
    private let sink: LogSink
    private let results: LineWriter

    init(format: LogFormat, filter: RequestFilter, sink: LogSink) {
        report = EventLineReport(
            format: format == .json ? .json : .text, offsetSeconds: LocalTime.offsetSeconds(), filter: filter)
        self.sink = sink
        results = sink.results()
    }

    /// Waits for whoever reads the lines, but not for long.
    func flush() async { await results.flush() }

    /// Takes a batch of events, and the rows of the requests that have ended with it. Does not wait for whoever reads the
    /// lines.
    func take(_ events: [EngineEvent], ended: [RequestSummary]) {
        let now = WallClock.now()
        for event in events {
            let lines = report.lines(for: event, at: now)
            for text in lines { put(Line(isResult: false, level: event.level, text: text)) }
        }
        for row in ended {
            if let text = report.line(for: row, at: now) { put(Line(isResult: true, level: .info, text: text)) }
        }
    }

    /// The first line, and what was kept until now.
    func start(address: ListeningAddress, banner: String?) {
        var early: [Line] = []
        if case .waiting(let kept) = state { early = kept }
        results.print("listening on \(address.url)")
        if let banner { sink.write(.warning, banner) }
        state = .writing
        for line in early { put(line) }
    }

    /// Leaves it to the screen.
    func silence() { state = .silent }

    private func put(_ line: Line) {
        switch state {
        case .silent: return
        case .waiting(var early):
            if early.count < Self.maximumEarlyLines { early.append(line) }
            state = .waiting(early: early)
        case .writing:
            if line.isResult {
                results.print(line.text)
            } else if line.level >= sink.level {
                sink.print(line.text)
            }
        }
    }
}

extension EngineEvent {
    fileprivate var level: Logger.Level {
        guard case .notice(let notice) = self else { return .info }
        return notice.level.logLevel
    }
}
