/// Where a replay stands in the recorded time. Knows no clock: our own time is told.
struct ReplayClock: Equatable, Sendable {
    private(set) var speed: ReplaySpeed
    private(set) var isPaused = false
    /// Recorded time, seconds since 1970.
    private(set) var position: Double
    private var lastTold: Double?

    init(start: Double, speed: ReplaySpeed) {
        position = start
        self.speed = speed
    }

    /// Goes on to our time `now`. With the highest speed it does not go on by itself: see `jump(to:)`.
    mutating func advance(to now: Double, end: Double) {
        let passed = max(0, now - (lastTold ?? now))
        lastTold = now
        guard !isPaused, case .times(let factor) = speed else { return }
        position = min(end, position + passed * factor)
    }

    /// Goes on to the recorded moment `moment`, never back.
    mutating func jump(to moment: Double) { position = max(position, moment) }

    /// Waits at the recorded moment `moment` for what has not been played yet, and goes on from there.
    mutating func wait(at moment: Double) { position = min(position, moment) }

    /// Stands still at an earlier moment.
    mutating func rewind(to moment: Double) {
        position = min(position, moment)
        isPaused = true
    }

    mutating func setPaused(_ isPaused: Bool) { self.isPaused = isPaused }

    mutating func setSpeed(_ speed: ReplaySpeed) { self.speed = speed }
}
