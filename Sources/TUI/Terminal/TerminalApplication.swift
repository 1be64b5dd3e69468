package import Monitoring
import Synchronization

/// The monitor on the terminal of this process.
package final class TerminalApplication: Sendable {
    /// Why the screen ended.
    package enum Ending: Equatable, Sendable {
        /// The user quit.
        case quit
        /// ``TerminalApplication/stop()`` was called.
        case stopped
        /// One of TERM, INT and QUIT.
        case signal(Int32)
        /// The terminal was closed.
        case terminalLost
    }

    private let source: any SnapshotSource
    private let engine: any EngineControlling
    private let options: ScreenOptions
    private let inbox: Inbox

    /// `nil` where the process has no descriptors left.
    package init?(source: any SnapshotSource, engine: any EngineControlling, options: ScreenOptions = ScreenOptions()) {
        guard let pipe = WakePipe() else { return nil }
        self.source = source
        self.engine = engine
        self.options = options
        inbox = Inbox(pipe: pipe)
    }

    /// Shows the screen until the user quits, a signal asks for the end, or the terminal is gone. Blocks its thread; the
    /// terminal is as it was when it returns. While it runs, TERM, INT, QUIT, HUP, TSTP, CONT and WINCH are its own.
    package func run() throws(TerminalError) -> Ending {
        try AmbiguousWidth.$current.withValue(options.ambiguousWidth) {
            Result { () throws(TerminalError) in try runOnDevice() }
        }.get()
    }

    private func runOnDevice() throws(TerminalError) -> Ending {
        let device = try TerminalDevice()
        let streams = StandardStreams()
        let ending = try runScreen(device, streams)
        // After the screen: what was kept is printed here.
        streams.restore()
        return ending
    }

    /// Ends ``run()``, from any thread.
    package func stop() { inbox.stop() }

    private func runScreen(_ device: borrowing TerminalDevice, _ streams: borrowing StandardStreams)
        throws(TerminalError) -> Ending
    {
        let pipe = inbox.pipe
        // Before ncurses, which would install handlers of its own.
        pipe.claimSignals()
        defer { pipe.releaseSignals() }
        let feed = SnapshotFeed(source: source) { pipe.wake() }
        let watching = feed.start()
        defer { watching.cancel() }
        var loop = try ScreenLoop(device: device, options: options, feed: feed, inbox: inbox, engine: engine)
        return loop.run(device, streams)
    }
}

/// What other threads have for the screen.
final class Inbox: Sendable {
    private struct Content {
        var results: [ControlResult] = []
        var searches: [BodyProgress] = []
        var texts: [TextWork.Result] = []
        var isStopped = false
    }
    let pipe: WakePipe
    private let content = Mutex(Content())

    init(pipe: WakePipe) { self.pipe = pipe }

    var isStopped: Bool { content.withLock { $0.isStopped } }

    func stop() {
        content.withLock { $0.isStopped = true }
        pipe.wake()
    }

    func put(_ result: ControlResult) {
        content.withLock { $0.results.append(result) }
        pipe.wake()
    }

    func put(_ progress: BodyProgress) {
        content.withLock { $0.searches.append(progress) }
        pipe.wake()
    }

    func put(_ result: TextWork.Result) {
        content.withLock { $0.texts.append(result) }
        pipe.wake()
    }

    func takeTexts() -> [TextWork.Result] {
        content.withLock { content in
            defer { content.texts = [] }
            return content.texts
        }
    }

    func takeSearches() -> [BodyProgress] {
        content.withLock { content in
            defer { content.searches = [] }
            return content.searches
        }
    }

    func takeResults() -> [ControlResult] {
        content.withLock { content in
            defer { content.results = [] }
            return content.results
        }
    }
}
