/// Plays a traffic log into a monitor's state.
package actor ReplayPlayer: SnapshotSource, EngineControlling {
    /// Idle time in the log that is played as such; what is more is left out.
    static let longestGap = 5.0
    /// Between two looks at the clock while something is played.
    private static let tick = Duration.milliseconds(50)
    /// Steps that are taken at once, so that the screen is answered in between.
    private static let stepsAtOnce = 500

    private let log: any RecordedLog
    private var timeline: ReplayTimeline
    private var clock: ReplayClock
    private var state: MonitorState
    private let keepsGaps: Bool
    private let now: @Sendable () -> Double
    private let signal = ChangeSignal()
    private let orders = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// `keepsGaps`: hours in which nothing happened are hours. `now` tells our time in seconds.
    package init(
        _ log: any RecordedLog, speed: ReplaySpeed, keepsGaps: Bool = false,
        now: @escaping @Sendable () -> Double = WallClock.now
    ) {
        self.log = log
        self.keepsGaps = keepsGaps
        self.now = now
        timeline = ReplayTimeline(log.index) { log.request($0) }
        clock = ReplayClock(start: timeline.start, speed: speed)
        state = MonitorState(startedAt: timeline.start)
    }

    /// Plays until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            play()
            if isMoving {
                if clock.speed == .maximum, !timeline.isOver {
                    await Task.yield()
                } else {
                    try? await Task.sleep(for: Self.tick)
                }
            } else {
                _ = await orders.stream.first { _ in true }
            }
        }
    }

    private var isMoving: Bool { !clock.isPaused && !(timeline.isOver && clock.position >= timeline.end) }

    /// Goes on to this moment. `false`: nothing had happened.
    @discardableResult
    func play() -> Bool {
        clock.advance(to: now(), end: timeline.end)
        if !clock.isPaused, clock.speed == .maximum { clock.jump(to: timeline.nextMoment ?? timeline.end) }
        let moment = clock.speed == .maximum && !clock.isPaused ? .infinity : clock.position
        let due = timeline.take(upTo: moment, limit: Self.stepsAtOnce)
        for due in due { state.apply(due.event, at: due.moment) }
        if let last = due.last {
            clock.jump(to: last.moment)
            // A clock that ran ahead of the rows would tell ages that nothing ever had. One that stands was put there, and
            // is played up to.
            if !clock.isPaused, timeline.isBehind(clock.position) { clock.wait(at: last.moment) }
        }
        if !clock.isPaused, !keepsGaps, !timeline.hasOpen, let begin = timeline.nextBegin {
            clock.jump(to: begin - Self.longestGap)
        }
        if !due.isEmpty || isMoving { announce() }
        return !due.isEmpty
    }

    /// The state at the recorded moment that has been reached.
    package func snapshot(open: RequestID?, comparedWith other: RequestID? = nil) -> MonitorSnapshot {
        if open != nil { state.open(open) }
        if let open, let other { state.compare(open, with: other) }
        var snapshot = state.snapshot(at: clock.position, open: open, comparedWith: other)
        snapshot.replay = ReplayReport(
            source: log.name, speed: clock.speed, isPaused: clock.isPaused,
            position: clock.position - timeline.start, length: timeline.end - timeline.start,
            requests: timeline.count, begun: timeline.begun,
            brokenLines: log.brokenLines + timeline.brokenLines)
        return snapshot
    }

    /// These are forgotten last.
    package func keep(_ ids: Set<RequestID>) { state.keep(ids) }

    package func searchable(_ ids: [RequestID]) -> [SearchableText]? { state.searchable(ids) }

    package func changes() -> AsyncStream<Void> { signal.changes() }

    private func announce() { signal.announce() }

    // MARK: Orders

    package func perform(_ command: ControlCommand) async -> ControlResult {
        .refused("this is a recording: nothing in it can be changed")
    }

    package func perform(_ order: ReplayOrder) async -> ControlResult {
        defer {
            orders.continuation.yield()
            announce()
        }
        play()
        switch order {
        case .togglePause:
            clock.setPaused(!clock.isPaused)
            return .done(clock.isPaused ? "paused" : "playing at \(clock.speed)")
        case .faster: return set(clock.speed.faster)
        case .slower: return set(clock.speed.slower)
        case .step: return step()
        case .stepBack: return await rewind(to: timeline.lastEnd(before: clock.position - Self.sameMoment))
        case .restart: return await rewind(to: nil)
        }
    }

    /// What recorded times may differ by and be the same: they are written in milliseconds.
    private static let sameMoment = 0.000_5

    /// Plays all again up to an earlier moment, or to the start; what is shown can only be made of what came before.
    private func rewind(to moment: Double?) async -> ControlResult {
        let target = moment ?? timeline.start
        timeline = ReplayTimeline(log.index) { [log] in log.request($0) }
        state = MonitorState(startedAt: timeline.start)
        clock.rewind(to: target)
        while timeline.isBehind(clock.position), play() { await Task.yield() }
        return .done(moment == nil ? "at the start" : "back at the end of the last request")
    }

    private func set(_ speed: ReplaySpeed) -> ControlResult {
        clock.setSpeed(speed)
        return .done("speed \(speed)")
    }

    private func step() -> ControlResult {
        clock.setPaused(true)
        guard let end = timeline.nextEnd else { return .done("no request is left") }
        clock.jump(to: end)
        for due in timeline.take(upTo: end) { state.apply(due.event, at: due.moment) }
        return .done("at the end of the next request")
    }
}
