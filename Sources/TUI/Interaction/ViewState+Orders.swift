import Monitoring

/// Keys that change what the proxy does.
extension ViewState {
    /// Sizes that the chunk keys step through.
    static let chunkSizes = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
    ]
    private static let concurrencyLimits = 1...1_024

    mutating func order(_ command: Command, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        switch command {
        case .cancelRequest: askToCancel(snapshot)
        case .resend: askToResend(snapshot)
        case .resendElsewhere: chooseResend(snapshot)
        case .edit: return edit(snapshot)
        case .purgeCache: askToPurge(snapshot)
        case .purgeSlot: openPrompt(.command, text: command.rawValue + " ")
        case .drainBackend, .undrainBackend: askToDrain(command, snapshot)
        case .biggerChunks:
            return chunkSize(Self.chunkSizes.first { $0 > snapshot.settings.chunkSize }, snapshot)
        case .smallerChunks:
            return chunkSize(Self.chunkSizes.last { $0 < snapshot.settings.chunkSize }, snapshot)
        case .moreConcurrent: return concurrency(snapshot.settings.maxConcurrent.moved(by: 1), snapshot)
        case .fewerConcurrent: return concurrency(snapshot.settings.maxConcurrent.moved(by: -1), snapshot)
        case .holdRequests:
            if ProxySettings.isHeld(snapshot) { return .control(.resume) }
            askToHold(snapshot)
        case .holdSession: return holdSession(snapshot)
        case .reportOnly:
            if snapshot.settings.isReportOnly { return .control(.setStreamMode(nil)) }
            askToReportOnly(snapshot)
        default: break
        }
        return nil
    }

    /// ` at all 3 proxies`
    private func everywhere(_ snapshot: MonitorSnapshot) -> String {
        let count = snapshot.proxies?.count ?? 1
        return count > 1 ? " at all \(count) proxies" : ""
    }

    private mutating func askToHold(_ snapshot: MonitorSnapshot) {
        overlay = .confirmation(
            Confirmation(
                question: "Hold new requests of every client\(everywhere(snapshot))?",
                consequence:
                    "They wait until \(keys.name(of: .holdRequests)) lets them go, and get 503 after queue_timeout; "
                    + "those that run go on.",
                command: .control(.pause)))
    }

    /// The session of the request or row that is looked at.
    private mutating func holdSession(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        let name =
            screen == .overview && list == .sessions
            ? selectedSession(snapshot)?.id : subject(snapshot).flatMap(snapshot.request)?.session
        guard let session = snapshot.sessions.first(where: { $0.id == name }) else {
            refuse(name.map { "\($0) is no longer kept" } ?? "this belongs to no session")
            return nil
        }
        return hold(session)
    }

    /// Holding asks, letting go does not.
    mutating func hold(_ session: SessionSummary) -> ViewCommand? {
        if session.isHeld { return .control(.resumeSession(session.id)) }
        overlay = .confirmation(
            Confirmation(
                question: "Hold new requests of \(session.id) (\(session.who))?",
                consequence:
                    "They wait until \(keys.name(of: .holdSession)) lets them go, and get 503 after queue_timeout; "
                    + "those that run, and those of others, go on.",
                command: .control(.holdSession(session.id))))
        return nil
    }

    private mutating func askToReportOnly(_ snapshot: MonitorSnapshot) {
        overlay = .confirmation(
            Confirmation(
                question: "Only report calls\(everywhere(snapshot))?",
                consequence:
                    "Calls stay text for every client, until \(keys.name(of: .reportOnly)) lets them be rewritten again.",
                command: .control(.setStreamMode(.passthrough))))
    }

    /// What changes several proxies at once asks; of one it can be seen, and undone by another key.
    private mutating func give(_ order: ControlCommand, _ words: String, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard snapshot.proxies?.count ?? 1 > 1 else { return .control(order) }
        overlay = .confirmation(
            Confirmation(
                question: "\(words)\(everywhere(snapshot))?", consequence: "It counts for every client.",
                command: .control(order)))
        return nil
    }

    private mutating func chunkSize(_ size: Int?, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard let size else {
            message = Message("the chunk size is between 1 and 100000 characters")
            return nil
        }
        return give(.setChunkSize(size), "Chunks of \(size) characters", snapshot)
    }

    private mutating func concurrency(_ limit: Int, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard Self.concurrencyLimits.contains(limit) else {
            message = Message("between 1 and 1024 requests run at a time")
            return nil
        }
        return give(.setMaxConcurrent(limit), "\(Formatting.count(limit, "request")) at a time", snapshot)
    }

    private mutating func askToCancel(_ snapshot: MonitorSnapshot) {
        guard tags.isEmpty else { return askToCancelTagged(snapshot) }
        guard let subject = subject(snapshot), let request = snapshot.request(subject) else {
            message = Message("no request is selected")
            return
        }
        guard request.phase.isRunning else {
            message = Message("\(request.id) is not running")
            return
        }
        let who = request.agent.isEmpty ? request.client : request.agent
        overlay = .confirmation(
            Confirmation(
                question: "Cancel \(request.id) of \(who)?",
                consequence: "The client gets what has arrived, then an error.",
                command: .control(.cancelRequest(request.id))))
    }

    private mutating func askToCancelTagged(_ snapshot: MonitorSnapshot) {
        let running = snapshot.requests.filter { tags.contains($0.id) && $0.phase.isRunning }.map(\.id).sorted()
        guard !running.isEmpty else {
            message = Message("no tagged request is running; U untags all")
            return
        }
        overlay = .confirmation(
            Confirmation(
                question: "Cancel \(Formatting.count(running.count, "tagged request"))?",
                consequence: running.prefix(8).map(\.description).joined(separator: " ")
                    + ": the clients get what has arrived, then an error.",
                command: .controls(running.map(ControlCommand.cancelRequest))))
    }
}
