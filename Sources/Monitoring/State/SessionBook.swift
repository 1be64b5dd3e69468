/// Finds out which requests belong together: by a header, by what the body says, else by the conversation going on where
/// an earlier one ended.
struct SessionBook: Sendable {
    private var sessions: [String: SessionRecord] = [:]
    /// By what a header or the body calls them.
    private var named: [String: String] = [:]
    /// Of each request that still runs.
    private var running: [RequestID: String] = [:]
    /// The calls of each session's last answer, until the client comes back.
    private var unanswered: [String: (calls: [MadeCall], endedAt: Double, request: RequestID)] = [:]
    private var count = 0
    /// Of each session: how many sub-agents it has had.
    private var subagents: [String: Int] = [:]

    /// A call without its arguments, which may be large.
    struct MadeCall {
        var name: String
        var dialect: String
    }

    /// What is found out about a request when it arrives.
    struct Finding {
        var session: String
        /// The request with the prompt before; `nil` where a conversation begins.
        var previous: RequestID?
        /// The same, where it asked the same.
        var asksAgain: RequestID?
        var loop: ToolLoop?
        /// Calls of the answer before whose results have come, and after how many seconds.
        var answered: (calls: [MadeCall], seconds: Double)?
    }

    /// What a header calls the session; `nil`: none does.
    func headerName(of session: String) -> String? {
        guard let summary = sessions[session]?.summary, summary.source == .header else { return nil }
        return summary.name
    }

    /// The newest session first.
    var newestFirst: [SessionSummary] {
        sessions.values.map(\.summary).sorted { $0.stands(before: $1) }
    }

    /// Files a request. `body` is what `outline` was read from. `known`: the session that it is known to belong to.
    mutating func admit(
        _ received: ReceivedRequest, id: RequestID, in known: String? = nil, _ body: UnsafeRawBufferPointer,
        _ outline: PromptOutline
    ) -> Finding {
        let next = PromptThread(outline, body: body, request: id)
        let inside = SessionName(body, received.outline)
        var name = Self.name(received, inside)
        name?.subagent = received.subagent ?? Subagent(body, opening: inside.opening)
        guard let place = place(in: known, next) ?? place(of: next, name, received) else {
            // Of a conversation that began before there was a monitor only the end is news.
            return Finding(session: begin(next, name, received), loop: ToolLoop.last(in: body, outline))
        }
        var finding = Finding(session: place.session)
        let former = place.thread.flatMap { sessions[place.session]?.threads[$0] }
        finding.previous = former?.request
        if received.resentFrom == nil, former?.asksTheSame(as: next) == true { finding.asksAgain = former?.request }
        let new = next.conversation.count - (former?.sharedMessages(with: next) ?? 0)
        finding.loop = ToolLoop.last(in: body, outline, amongLast: new)
        if let last = unanswered[place.session], last.request == former?.request,
            outline.messages.last.map({ PromptRole(label: $0.label) }) == .result
        {
            finding.answered = (last.calls, max(0, received.time - last.endedAt))
            unanswered[place.session] = nil
        }
        sessions[place.session]?.add(next, to: place.thread)
        return finding
    }

    /// The row carries what `admit` found.
    mutating func began(_ row: RequestSummary) {
        guard let session = row.session else { return }
        sessions[session]?.began(row)
        running[row.id] = session
    }

    /// What was sent differs from the one before in another way than what the client wrote.
    mutating func sentOtherwise(_ row: RequestSummary, hadBreak: Bool) {
        if let session = row.session { sessions[session]?.sentOtherwise(row, hadBreak: hadBreak) }
    }

    mutating func ended(_ row: RequestSummary) {
        guard let session = running.removeValue(forKey: row.id) else { return }
        sessions[session]?.ended(row)
        if !row.calls.isEmpty, let ended = row.endedSeconds {
            let calls = row.calls.map { MadeCall(name: $0.name, dialect: $0.dialect) }
            unanswered[session] = (calls, row.receivedAt + ended, row.id)
        }
    }

    func knows(_ session: String) -> Bool { sessions[session] != nil }

    /// An operator holds its requests since then, or no longer. One that is held is not forgotten: its next request would
    /// be another session's, and go on.
    mutating func hold(_ session: String, since: Double?) { sessions[session]?.hold(since: since) }

    /// The newest request of a session; `nil`: it is not remembered.
    func lastRequest(of session: String) -> RequestID? { sessions[session]?.summary.lastRequest }

    // MARK: Which session

    private typealias Place = (session: String, thread: Int?)

    /// What a session is called, by whom, and what tells it from the others.
    private struct Name {
        var source: SessionSummary.Source
        var text: String
        var scope = ""
        var subagent: Subagent?
        /// The agent's itself.
        var ownKey: String { "\(source.rawValue) \(scope) \(text)" }
        var key: String { subagent.map { ownKey + " > " + $0.id } ?? ownKey }
        /// It is one, and not told from the others.
        var isUnnamed: Bool { subagent?.id.isEmpty == true }
    }

    private static func name(_ received: ReceivedRequest, _ inside: SessionName) -> Name? {
        if !received.sessionName.isEmpty { return Name(source: .header, text: received.sessionName) }
        if let session = inside.session { return Name(source: .user, text: session) }
        return inside.user.map { Name(source: .user, text: $0, scope: "of \(received.agent)") }
    }

    private func place(in known: String?, _ next: PromptThread) -> Place? {
        guard let known, let record = sessions[known] else { return nil }
        return (known, record.continuation(by: next)?.thread)
    }

    private func place(of next: PromptThread, _ name: Name?, _ received: ReceivedRequest) -> Place? {
        if let name, name.isUnnamed {
            guard let parent = named[name.ownKey] else { return nil }
            return bestPlace(of: next) { $0.parent == parent }
        }
        if let name {
            guard let session = named[name.key], let record = sessions[session] else { return nil }
            return (session, record.continuation(by: next)?.thread)
        }
        return bestPlace(of: next) {
            $0.source == .prefix && $0.client == received.client && $0.agent == received.agent
        }
    }

    /// Where the conversation goes on best, among some sessions.
    private func bestPlace(of next: PromptThread, among isCandidate: (SessionSummary) -> Bool) -> Place? {
        var best: (place: Place, matches: Int, lastAt: Double)?
        for (session, record) in sessions where isCandidate(record.summary) {
            guard let found = record.continuation(by: next) else { continue }
            let isBetter = best.map { ($0.matches, $0.lastAt) < (found.matches, record.summary.lastAt) } ?? true
            if isBetter { best = ((session, found.thread), found.matches, record.summary.lastAt) }
        }
        return best?.place
    }

    private mutating func begin(_ next: PromptThread, _ name: Name?, _ received: ReceivedRequest) -> String {
        if sessions.count >= SessionSummary.capacity { evict() }
        let session = newID(name)
        let limit = RequestRecord.maximumTextBytes
        let names: [String?] = [name?.subagent?.kind, name?.subagent?.id, name?.text]
        let called = names.compactMap { $0 }.first { !$0.isEmpty }
        let summary = SessionSummary(
            id: session, source: name?.source ?? .prefix, name: (called ?? "").bounded(to: limit),
            agent: received.agent.bounded(to: limit), client: received.client.bounded(to: limit),
            model: received.model.bounded(to: limit), startedAt: received.time, lastRequest: next.request)
        sessions[session] = SessionRecord(summary, next)
        if let name, !name.isUnnamed { named[name.key] = session }
        return session
    }

    /// A sub-agent's is that of its session with a number behind it.
    private mutating func newID(_ name: Name?) -> String {
        if let name, name.subagent != nil, let parent = named[name.ownKey] {
            subagents[parent, default: 0] += 1
            return "\(parent).\(subagents[parent] ?? 1)"
        }
        count += 1
        return "s\(count)"
    }

    private mutating func evict() {
        let free = sessions.values.lazy.map(\.summary).filter { $0.heldSince == nil }
        guard let victim = free.min(by: { $0.leaves(before: $1) })?.id else { return }
        sessions[victim] = nil
        unanswered[victim] = nil
        subagents[victim] = nil
        named = named.filter { $0.value != victim }
    }
}
