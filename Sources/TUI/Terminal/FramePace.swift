/// When to ask, when to paint, how long to sleep. Time is seconds on any clock that does not jump.
struct FramePace: Equatable {
    /// Seconds between two frames that no key has asked for: 15 a second.
    static let frameInterval = 1.0 / 15
    /// The same where each goes over a network: 10 a second.
    static let remoteFrameInterval = 1.0 / 10
    /// Seconds between two looks at clocks that run.
    static let clockInterval = 0.25
    /// News is asked for so rarely that drawing it takes no more than this share of the time.
    static let drawingShare = 0.04

    let interval: Double
    var needsFrame = true
    private(set) var lastKey = -1_000.0
    private var lastFrame = -1_000.0
    private var lastQuestion = -1_000.0
    /// Seconds that the last frame took.
    private var frameCost = 0.0
    private var answersKey = true
    private var resizeAt: Double?
    /// The terminal did not take a frame; it is asked again then, or as soon as it takes more.
    private var postponedTo: Double?
    private var messageEnd: Double?
    /// A question waits for its interval to pass.
    private var nextQuestion: Double?

    init(isRemote: Bool = false) { interval = isRemote ? Self.remoteFrameInterval : Self.frameInterval }

    mutating func keyPressed(at now: Double) {
        lastKey = now
        answersKey = true
        needsFrame = true
    }

    mutating func resizeIsDue(at moment: Double) { resizeAt = resizeAt ?? moment }

    mutating func isResizeDue(at now: Double) -> Bool {
        guard let resizeAt, resizeAt <= now else { return false }
        self.resizeAt = nil
        return true
    }

    mutating func messageShown(until moment: Double) {
        messageEnd = moment
        answersKey = true
        needsFrame = true
    }

    mutating func isMessageOver(at now: Double) -> Bool {
        guard let messageEnd, messageEnd <= now else { return false }
        self.messageEnd = nil
        return true
    }

    /// Whether to ask for the state now. Remembers when to look again.
    mutating func isQuestionDue(at now: Double, interval: Double, hasChanged: Bool, isAnimated: Bool) -> Bool {
        nextQuestion = nil
        let interval = max(interval, frameCost / Self.drawingShare)
        let moment: Double
        if hasChanged {
            moment = lastQuestion + interval
        } else if isAnimated {
            moment = lastQuestion + max(interval, Self.clockInterval)
        } else {
            return false
        }
        if moment <= now { return true }
        nextQuestion = moment
        return false
    }

    mutating func questionAsked(at now: Double) {
        lastQuestion = now
        nextQuestion = nil
    }

    func isFrameDue(at now: Double) -> Bool { needsFrame && frameMoment(at: now) <= now }

    private func frameMoment(at now: Double) -> Double {
        max(answersKey ? now : lastFrame + interval, postponedTo ?? now)
    }

    mutating func framePainted(at now: Double, cost: Double = 0) {
        lastFrame = now
        frameCost = cost
        needsFrame = false
        answersKey = false
        postponedTo = nil
    }

    /// The terminal does not take it now; later there will be a newer one.
    mutating func framePostponed(at now: Double) { postponedTo = now + Self.clockInterval }

    /// A frame waits for the terminal.
    var waitsForTerminal: Bool { needsFrame && postponedTo != nil }

    mutating func terminalTakesMore() { postponedTo = nil }

    /// Seconds until something is due; `nil`: nothing is.
    func wait(at now: Double, isAnimated: Bool) -> Double? {
        var moments = [resizeAt, messageEnd, nextQuestion].compactMap { $0 }
        if needsFrame { moments.append(frameMoment(at: now)) }
        if isAnimated { moments.append(lastQuestion + Self.clockInterval) }
        return moments.min().map { max(0, $0 - now) }
    }
}
