import Logging
import Monitoring
import ProxyEngine

/// What is written where there is no monitor: on standard output the address and lines for requests that begin, wait, are
/// silent and end, on standard error everything else.
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

    /// Whether news of requests are of use.
    var isWriting: Bool {
        if case .silent = state { false } else { true }
    }

    /// Takes a batch of events, and what happened to requests with it. Does not wait for whoever reads the lines.
    func take(_ events: [EngineEvent], news: [RequestNews]) {
        let now = WallClock.now()
        for event in events {
            let lines = report.lines(for: event, at: now)
            for text in lines { put(Line(isResult: false, level: event.level, text: text)) }
        }
        take(news)
    }

    func take(_ news: [RequestNews]) {
        for item in news {
            if let text = report.line(for: item) { put(Line(isResult: true, level: .info, text: text)) }
        }
    }

    /// The first line, and what was kept until now.
    func start(address: ListeningAddress, banner: String?) {
        var early: [Line] = []
        if case .waiting(let kept) = state { early = kept }
        results.print(report.listening(address.url, at: WallClock.now()))
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
