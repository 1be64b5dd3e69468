package import Monitoring

/// A request that was sent again in another way.
package struct AwaitedResend: Equatable, Sendable {
    package var original: RequestID
    /// The newest one when it was ordered.
    package var last: RequestID
}

/// What a user has made of a request's body, and could not be sent.
package struct Draft: Equatable, Sendable {
    package var request: RequestID
    package var text: String
}

/// Another way to ask the same.
package struct ResendChoice: Equatable, Sendable {
    package var title: String
    package var change: ResendChange

    /// Models that are known, each once: those that backends have, and those that were asked for.
    static func models(_ snapshot: MonitorSnapshot) -> [String] {
        let all = snapshot.backends.compactMap(\.model) + snapshot.requests.map(\.model)
        var seen: Set<String> = [""]
        return all.filter { seen.insert($0).inserted }
    }
}

/// Sending what was asked once more, as it was or changed.
extension ViewState {
    /// Takes up that such an order goes out: what comes of it is shown.
    mutating func expect(_ order: ControlCommand, _ snapshot: MonitorSnapshot) {
        guard case .resendRequest(let id, let change) = order, !change.isNothing else { return }
        awaited = AwaitedResend(original: id, last: snapshot.requests.map(\.id).max() ?? id)
    }

    /// Shows the answer that was waited for beside the first one.
    mutating func showAwaited(_ snapshot: MonitorSnapshot) {
        guard let awaited,
            let row = snapshot.requests.first(where: { $0.resentFrom == awaited.original && $0.id > awaited.last })
        else { return }
        self.awaited = nil
        isFollowing = false
        tab = .answers
        open(row.id, snapshot)
    }

    // MARK: Asking

    /// What is open, else what is tagged, else the selected one.
    mutating func askToResend(_ snapshot: MonitorSnapshot) {
        if screen == .overview, !tags.isEmpty { return askToResendTagged(snapshot) }
        if let request = resendable(snapshot) { confirm(request, ResendChange()) }
    }

    private mutating func askToResendTagged(_ snapshot: MonitorSnapshot) {
        let ended = snapshot.requests.filter { tags.contains($0.id) && $0.canBeResent }.map(\.id).sorted()
        guard !ended.isEmpty else { return refuse("no tagged request can be sent again; U untags all") }
        overlay = .confirmation(
            Confirmation(
                question: "Send \(Formatting.count(ended.count, "tagged request")) again?",
                consequence: ended.prefix(8).map(\.description).joined(separator: " ") + ": " + Self.resendConsequence,
                command: .controls(ended.map { .resendRequest($0) })))
    }

    /// `backend=NAME model=NAME`
    mutating func askToResend(changed text: String, _ snapshot: MonitorSnapshot) {
        var change = ResendChange()
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("backend", 2):
                guard snapshot.backends.contains(where: { $0.name == parts[1] }) else {
                    let names = snapshot.backends.map(\.name).joined(separator: ", ")
                    return refuse("there is no backend \(parts[1]); there are \(names)")
                }
                change.backend = parts[1]
            case ("model", 2): change.model = parts[1]
            default: return refuse("\(word) cannot be changed: backend=NAME, model=NAME; edit opens the rest")
            }
        }
        guard let request = resendable(snapshot) else { return }
        confirm(request, change)
    }

    /// The backends and models that it was not sent to.
    mutating func chooseResend(_ snapshot: MonitorSnapshot) {
        guard let request = resendable(snapshot) else { return }
        // Of several proxies each has its own.
        let proxy = request.id.proxy.flatMap { index in snapshot.proxies.flatMap { $0.dropFirst(index).first } }
        let backends = snapshot.backends.filter {
            $0.name != request.backend && $0.name.hasPrefix(proxy.map { $0.name + "/" } ?? "")
        }
        let choices =
            backends.map { backend in
                // A pool sends nobody a model that it has not got.
                let model = backend.model == request.model ? nil : backend.model
                return ResendChoice(
                    title: "to \(backend.name)" + (model.map { ", with model \($0)" } ?? ""),
                    change: ResendChange(backend: backend.name, model: model))
            }
            + ResendChoice.models(snapshot).filter { $0 != request.model }.map {
                ResendChoice(title: "with model \($0)", change: ResendChange(model: $0))
            }
        guard !choices.isEmpty else {
            return refuse("no other backend and no other model is known: :resend model=NAME, or edit it")
        }
        overlay = .picker(Picker(.resend(request.id, choices), self))
    }

    /// The request that is looked at; `nil` and a message where it cannot be sent again.
    private mutating func resendable(_ snapshot: MonitorSnapshot) -> RequestSummary? {
        guard let subject = subject(snapshot), let request = snapshot.request(subject) else {
            message = Message("no request is selected")
            return nil
        }
        guard request.canBeResent else {
            refuse("\(request.id) \(request.phase.isRunning ? "is still running" : "was no request to a model")")
            return nil
        }
        return request
    }

    private mutating func confirm(_ request: RequestSummary, _ change: ResendChange) {
        let how = change.isNothing ? "" : ", \(change.words)"
        overlay = .confirmation(
            Confirmation(
                question:
                    "Send \(request.id) of \(request.agent.isEmpty ? request.client : request.agent) again\(how)?",
                consequence: Self.resendConsequence, command: .control(.resendRequest(request.id, change))))
    }

    // MARK: Editing

    mutating func edit(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard let request = resendable(snapshot) else { return nil }
        guard let detail = snapshot.detail, detail.id == request.id else {
            message = Message("what \(request.id) asked is not here yet: once more in a moment")
            return nil
        }
        guard let body = detail.requestBody else {
            refuse(
                "what \(request.id) asked is not kept, so it cannot be edited: "
                    + "newer requests took its place, or bodies are not to be kept")
            return nil
        }
        if let draft, draft.request == request.id { return .edit(request.id, draft.text) }
        return .edit(request.id, Self.editable(body))
    }

    /// With a line for each member, where it is JSON.
    static func editable(_ body: String) -> String {
        guard EditedBody.problem(body) == nil else { return body }
        return JSONIndentation.lines(body).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "\n"
    }

    /// Takes what came out of the editor for what went in.
    package mutating func take(edited text: String, from former: String, of id: RequestID, _ snapshot: MonitorSnapshot)
    {
        guard text != former || draft?.request == id else {
            message = Message("nothing was changed, so nothing is sent")
            return
        }
        if let problem = EditedBody.problem(text) {
            draft = Draft(request: id, text: text)
            return refuse("\(problem); \(keys.name(of: .edit)) opens it as you left it")
        }
        draft = nil
        guard let request = snapshot.request(id) else { return refuse("\(id) is no longer kept") }
        confirm(request, ResendChange(body: text))
    }

    private static let resendConsequence =
        "As a new request of agent resend, without the client's key; the answer is seen here, and goes to nobody else."
}

extension RequestSummary {
    /// A model was asked, and has finished; whether the question is still kept only its proxy knows.
    fileprivate var canBeResent: Bool { !phase.isRunning && (kind == .chat || kind == .generation) }
}
