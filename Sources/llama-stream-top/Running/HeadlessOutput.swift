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

    init(format: LogFormat, filter: RequestFilter, sink: LogSink) {
        report = EventLineReport(
            format: format == .json ? .json : .text, offsetSeconds: LocalTime.offsetSeconds(), filter: filter)
        self.sink = sink
    }

    func take(_ events: [EngineEvent]) {
        let now = WallClock.now()
        for event in events {
            let lines = report.lines(for: event, at: now)
            for text in lines { put(Line(isResult: event.isRequest, level: event.level, text: text)) }
        }
    }

    /// The first line, and what was kept until now.
    func start(address: String, banner: String?) {
        var early: [Line] = []
        if case .waiting(let kept) = state { early = kept }
        StandardOutput.print("listening on http://\(address)")
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
                StandardOutput.print(line.text)
            } else if line.level >= sink.level {
                StandardError.print(line.text)
            }
        }
    }
}

extension EngineEvent {
    fileprivate var isRequest: Bool {
        guard case .request = self else { return false }
        return true
    }

    fileprivate var level: Logger.Level {
        guard case .notice(let notice) = self else { return .info }
        return notice.level.logLevel
    }
}
