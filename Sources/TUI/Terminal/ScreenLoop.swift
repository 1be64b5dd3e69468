import CNcurses
import Monitoring

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The loop: sleep until a key, a signal or news; take it up; paint if the picture has changed.
struct ScreenLoop: ~Copyable {
    private let terminal: NcursesTerminal
    private let feed: SnapshotFeed
    private let inbox: Inbox
    private let engine: any EngineControlling
    private var painter: GridPainter
    private var model: ScreenModel
    private var size: Size
    private var pace = FramePace(isRemote: TerminalDevice.isRemote)
    /// The terminal belongs to the shell at the moment.
    private var isAway = false
    private var openInLastQuestion: RequestID?
    private var comparedInLastQuestion: RequestID?
    private var paste = PasteCollector()
    private var alert = ProblemAlert()
    private let alertKind: AlertKind
    private let started = ContinuousClock.now
    private let orders = OrderQueue()
    private let layout: LayoutFile?
    private let arrangement: ScreenArrangement

    /// Seconds in which changes of size are taken together.
    private static let resizePause = 0.03
    /// Seconds between looks whether the terminal is ours again.
    private static let awayPause = 0.5
    /// Seconds for which a message stays.
    private static let messageLife = 8.0

    init(
        device: borrowing TerminalDevice, options: ScreenOptions, feed: SnapshotFeed, inbox: Inbox,
        engine: any EngineControlling
    ) throws(TerminalError) {
        let isUTF8 = cn_use_environment_locale() != 0
        let isASCII = options.isASCII || !isUTF8
        if options.ambiguousWidth == .wide {
            for range in AmbiguousWidth.ranges { _ = cn_widen(range.lowerBound, range.upperBound) }
        }
        terminal = try NcursesTerminal(input: device.input, output: device.output, type: nil)
        painter = GridPainter(
            theme: options.theme, environmentForbidsColor: TerminalDevice.forbidsColor, isASCII: isASCII)
        self.feed = feed
        self.inbox = inbox
        alertKind = options.alert
        self.engine = engine
        var view = ViewState()
        view.symbols = Symbols(
            isASCII: isASCII, graphs: options.graphs, ambiguousWidth: options.ambiguousWidth)
        view.isReadOnly = options.isReadOnly
        view.program = options.program
        view.theme = options.theme
        view.usesMouse = options.usesMouse
        view.filter = options.filter
        view.keys = options.keys
        view.utcOffsetSeconds = cn_utc_offset(Double(time(nil)))
        layout = LayoutFile(options.layout)
        layout?.read()?.apply(to: &view)
        arrangement = ScreenArrangement(view)
        let settings = LiveSettings(chunkSize: 0, maxConcurrent: 0, streamMode: "")
        model = ScreenModel(
            view: view, snapshot: MonitorSnapshot(now: 0, startedAt: 0, listening: "", settings: settings))
        if options.usesMouse { terminal.reportMouse(true) }
        size = terminal.measure()
        // ncurses goes by LINES and COLUMNS where they are set, also when they are wrong.
        terminal.resize(size)
    }

    mutating func run(
        _ device: borrowing TerminalDevice, _ streams: borrowing StandardStreams
    ) -> TerminalApplication.Ending {
        let ending = show(device, streams)
        let now = ScreenArrangement(model.view)
        if now != arrangement { layout?.write(now) }
        return ending
    }

    private mutating func show(
        _ device: borrowing TerminalDevice, _ streams: borrowing StandardStreams
    ) -> TerminalApplication.Ending {
        if let ending = waitForFirstSnapshot(device) { return ending }
        // What is there now is no news; what comes next is.
        _ = alert.words(model.newest)
        while true {
            let now = seconds
            let happened = EventWait.wait(
                input: isAway ? nil : device.input, wake: inbox.pipe.readEnd,
                output: !isAway && pace.waitsForTerminal ? device.output : nil,
                seconds: isAway ? Self.awayPause : pace.wait(at: now, isAnimated: isAnimated))
            if happened.isWritable { pace.terminalTakesMore() }
            if happened.isWoken, let ending = takeWakeUps(device) { return ending }
            if inbox.isStopped { return .stopped }
            if isAway {
                comeBack(device)
                continue
            }
            if happened.hasInput, let ending = takeKeys(device) { return ending }
            if takeNews(), alertKind != .off, model.newest.replay == nil, let words = alert.words(model.newest) {
                AlertSequence.send(alertKind, words, to: device.output)
            }
            lookUp()
            if pace.isResizeDue(at: seconds) { resize() }
            if pace.isMessageOver(at: seconds), model.view.message != nil {
                model.view.message = nil
                pace.needsFrame = true
            }
            askForNews()
            if pace.isFrameDue(at: seconds) {
                paint(device)
                streams.trim()
            }
            readTexts()
        }
    }

    /// Before there is anything to show, keys wait: what they change goes out from the settings in force.
    private mutating func waitForFirstSnapshot(_ device: borrowing TerminalDevice) -> TerminalApplication.Ending? {
        askForNews()
        while !takeNews() {
            let happened = EventWait.wait(input: nil, wake: inbox.pipe.readEnd, seconds: nil)
            if happened.isWoken, let ending = takeWakeUps(device) { return ending }
            if inbox.isStopped { return .stopped }
        }
        return nil
    }

    /// A terminal that does not read, because it is stopped or slow, costs frames; it never blocks this thread, which
    /// also has to hear signals.
    private mutating func paint(_ device: borrowing TerminalDevice) {
        let begin = seconds
        guard EventWait.isWritable(device.output) else {
            pace.framePostponed(at: begin)
            return
        }
        painter.use(model.view.theme)
        painter.paint(model.render(size: size))
        pace.framePainted(at: begin, cost: seconds - begin)
    }

    private var seconds: Double { (ContinuousClock.now - started) / .seconds(1) }

    /// Clocks and rates on the screen move although nothing happens.
    private var isAnimated: Bool {
        let snapshot = model.newest
        return snapshot.totals.running + snapshot.totals.queued > 0 || snapshot.rates.generationNow != nil
            || snapshot.rates.prefillNow != nil
    }

    // MARK: Keys

    private mutating func takeKeys(_ device: borrowing TerminalDevice) -> TerminalApplication.Ending? {
        while true {
            switch terminal.readKey() {
            case .none: return nil
            case .end: return .terminalLost
            case .unknown: continue
            case .pasteBegin: paste.begin(at: seconds)
            case .pasteEnd: takePaste(paste.end())
            case .mouse(let event):
                pace.keyPressed(at: seconds)
                model.point(event, size: size)
            case .key(let key):
                if paste.take(key, at: seconds) { continue }
                takePaste(paste.endIfSilent(at: seconds))
                pace.keyPressed(at: seconds)
                let usedMouse = model.view.usesMouse
                let command = model.press(key)
                if model.view.message != nil { pace.messageShown(until: seconds + Self.messageLife) }
                if model.view.usesMouse != usedMouse { terminal.reportMouse(model.view.usesMouse) }
                guard let command else { continue }
                if let ending = carryOut(command, device) { return ending }
                if isAway { return nil }
            }
        }
    }

    private mutating func takePaste(_ text: String?) {
        guard let text else { return }
        pace.keyPressed(at: seconds)
        model.paste(text)
        if model.view.message != nil { pace.messageShown(until: seconds + Self.messageLife) }
    }

    private mutating func carryOut(
        _ command: ViewCommand, _ device: borrowing TerminalDevice
    ) -> TerminalApplication.Ending? {
        switch command {
        case .quit: return .quit
        case .redraw:
            size = terminal.measure()
            terminal.resize(size)
            painter.invalidate()
        case .suspend: suspend(device, group: true)
        case .control(let order): send(order)
        case .controls(let orders): for order in orders { send(order) }
        case .replay(let order):
            orders.add { [engine, inbox] in inbox.put(await engine.perform(order)) }
        case .copy(let text):
            let message = Clipboard.copy(text, to: device.output)
            // A terminal that was given up has lost what was painted last.
            if message.isProblem { painter.invalidate() }
            say(message)
        case .write(let export): say(ExportFolder.write(export))
        case .dump(let path): say(ExportFolder.write(new: model.render(size: size).lines, to: path))
        case .writeAll(let kind, let ids):
            say(ViewState.Message("writing \(Formatting.count(ids.count, "request")) ..."))
            let notes = model.view.notes
            Task { [feed, inbox] in inbox.put(await feed.export(kind, ids, notes: notes)) }
        case .edit(let id, let text): return edit(id, text, device)
        }
        return nil
    }

    private mutating func say(_ message: ViewState.Message) {
        model.view.message = message
        pace.messageShown(until: seconds + Self.messageLife)
    }

    private func send(_ order: ControlCommand) {
        let carryOut: @Sendable () async -> Void = { [engine, inbox] in inbox.put(await engine.perform(order)) }
        // Of two settings the later one stands; a cancel does not wait for a purge.
        if order.isSetting { orders.add(carryOut) } else { Task(operation: carryOut) }
    }

    // MARK: Wake-ups

    private mutating func takeWakeUps(_ device: borrowing TerminalDevice) -> TerminalApplication.Ending? {
        for byte in inbox.pipe.drain() {
            switch Int32(byte) {
            case SIGTERM, SIGINT, SIGQUIT: return .signal(Int32(byte))
            case SIGHUP:
                // A terminal that hangs up is the end; a signal sent by hand means "read the configuration again".
                if device.isGone { return .terminalLost }
                send(.reload)
            case SIGWINCH: pace.resizeIsDue(at: seconds + Self.resizePause)
            case SIGTSTP: if !isAway { suspend(device, group: false) }
            case SIGCONT: comeBack(device)
            default: break
            }
        }
        for progress in inbox.takeSearches() {
            model.take(progress)
            pace.needsFrame = true
        }
        for result in inbox.takeTexts() {
            model.take(result)
            pace.needsFrame = true
        }
        for result in inbox.takeResults() {
            switch result {
            case .done(let text): model.view.message = ViewState.Message(text)
            case .refused(let text): model.view.message = ViewState.Message(text, isProblem: true)
            }
            pace.messageShown(until: seconds + Self.messageLife)
        }
        return nil
    }

    // MARK: News

    /// Whether there was an answer.
    private mutating func takeNews() -> Bool {
        guard let snapshot = feed.take() else { return false }
        model.receive(snapshot, secondsSinceKey: seconds - pace.lastKey)
        pace.needsFrame = true
        return true
    }

    /// Has prompts and answers looked through for the filter, some at a time.
    private mutating func lookUp() {
        guard let (patterns, ids) = model.nextLookup() else { return }
        Task(priority: .utility) { [feed, inbox] in
            inbox.put(BodyProgress(patterns: patterns, result: await feed.search(patterns, in: ids)))
        }
    }

    /// Has long texts read on another thread, so that keys need not wait for it.
    private mutating func readTexts() {
        while let work = model.nextTextWork() {
            Task { [inbox] in inbox.put(work.run()) }
        }
    }

    private mutating func askForNews() {
        let wanted = model.view.wantedDetail(size: size)
        let other = model.comparedWith
        let isOther = wanted != openInLastQuestion || other != comparedInLastQuestion
        let interval = model.view.isFrozen ? 1 : model.view.screen == .overview ? 0.25 : 0.08
        guard
            isOther
                || pace.isQuestionDue(
                    at: seconds, interval: interval, hasChanged: feed.hasChanged, isAnimated: isAnimated)
        else { return }
        pace.questionAsked(at: seconds)
        // The answer to an earlier question wakes this loop, which then asks again.
        if feed.ask(open: wanted, comparedWith: other, keeping: model.view.kept) {
            (openInLastQuestion, comparedInLastQuestion) = (wanted, other)
        }
    }

    private mutating func resize() {
        size = terminal.measure()
        terminal.resize(size)
        painter.invalidate()
        pace.needsFrame = true
    }

    // MARK: Job control

    private mutating func suspend(_ device: borrowing TerminalDevice, group: Bool) {
        terminal.leave()
        let note =
            model.newest.isOwn
            ? "llama-stream-top is stopped, and the proxy with it: fg goes on, bg serves without the screen\r\n"
            : "llama-stream-top is stopped: fg goes on\r\n"
        Array(note.utf8).withUnsafeBytes { bytes in _ = write(device.output, bytes.baseAddress, bytes.count) }
        isAway = true
        cn_stop_self(group ? 1 : 0)
        comeBack(device)
    }

    private mutating func comeBack(_ device: borrowing TerminalDevice) {
        isAway = !device.isForeground
        guard !isAway else { return }
        terminal.enter()
        resize()
    }

    // MARK: Editor

    /// Seconds between looks whether the editor has ended.
    private static let editorPause = 0.05

    /// Gives the terminal to an editor and waits for its end. Signals are heard meanwhile; the proxy serves on its own threads.
    private mutating func edit(
        _ id: RequestID, _ text: String, _ device: borrowing TerminalDevice
    ) -> TerminalApplication.Ending? {
        terminal.leave()
        isAway = true
        defer { comeBack(device) }
        do throws(EditorProblem) {
            let editor = try ExternalEditor.open(
                text, name: "request-\(id.typed).json", input: device.input, output: device.output)
            while true {
                switch editor.look() {
                case .runs: break
                case .ended(.text(let edited)):
                    model.take(edited: edited, from: text, of: id)
                    if model.view.message != nil { pace.messageShown(until: seconds + Self.messageLife) }
                    return nil
                case .ended(.failed(let reason)):
                    say(ViewState.Message("\(reason): nothing is sent", isProblem: true))
                    return nil
                }
                let happened = EventWait.wait(input: nil, wake: inbox.pipe.readEnd, seconds: Self.editorPause)
                let ending = happened.isWoken ? takeWakeUps(device) : nil
                if let ending = ending ?? (inbox.isStopped ? .stopped : nil) {
                    editor.end()
                    return ending
                }
            }
        } catch {
            say(ViewState.Message("\(error): nothing is sent", isProblem: true))
            return nil
        }
    }
}
