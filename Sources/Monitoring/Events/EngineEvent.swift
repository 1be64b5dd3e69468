/// What the engine tells the monitor. Published in batches; nothing per token.
package enum EngineEvent: Equatable, Sendable {
    /// Something happened to a request.
    case request(RequestEvent)
    /// A backend's state was probed or changed.
    indirect case backend(BackendReport)
    /// What the cache of the backend of this name holds; `nil`: nobody looks at it any more.
    case cache(backend: String, CacheReport?)
    /// The machine's memory was measured.
    indirect case memory(MemoryReport)
    /// A setting that can change while running has this value now (also sent once at the start).
    indirect case settings(LiveSettings)
    /// An operator holds the session of this name since then, in seconds since 1970; `nil`: no longer.
    case sessionHeld(String, since: Double?)
    /// Something for the operator to read: a purge, a reload, a lost log entry.
    case notice(Notice)
    /// The traffic log had to drop entries: how many since the start.
    case logEntriesLost(Int)

    /// The request that it is about; `nil`: none.
    var request: RequestID? {
        guard case .request(let event) = self else { return nil }
        return event.id
    }
}

/// One step of a request's life.
package struct RequestEvent: Equatable, Sendable {
    package var id: RequestID
    /// Monotonic time since the request was received.
    package var at: Duration
    package var step: RequestStep

    package init(id: RequestID, at: Duration, step: RequestStep) {
        self.id = id
        self.at = at
        self.step = step
    }
}

/// The steps in the order in which they can happen: `received`, then any of `joined`, `adapted`, `queued` (again when the
/// place changes), `sent`, `turned` (and again from the start), `firstByte`, `firstToken`, `progress`, `toolCall`, and one of `finished`, `failed`, `cancelled` last.
///
/// What is large is kept apart (`indirect`): an event is moved several times on its way, and copied for each that reads it.
package enum RequestStep: Equatable, Sendable {
    indirect case received(ReceivedRequest)
    /// Waits for a place at the backend.
    case queued(QueuePlace)
    /// Gets the answer of this one, which it repeats.
    case joined(RequestID)
    /// The prompt is sent in another form than the client's; told again where that changes.
    case adapted(PromptEdits)
    /// Handed to the backend of this name.
    case sent(backend: String)
    /// The backend of this name did not begin to answer, for that reason; another one is asked.
    indirect case turned(from: String, reason: String)
    /// The backend's response head arrived.
    case firstByte
    /// The first text, reasoning or call arrived.
    case firstToken
    /// At most ten of these a second and request.
    indirect case progress(RequestProgress)
    /// A call was completed.
    indirect case toolCall(ToolCallReport)
    /// The response was delivered whole. `finishReason` etc. in the outcome.
    indirect case finished(RequestOutcome)
    /// The request ended in an error, ours or the backend's.
    indirect case failed(RequestFailure, RequestOutcome)
    /// The client left, or an operator cancelled.
    indirect case cancelled(CancelReason, RequestOutcome)
}

package enum CancelReason: String, Codable, Sendable {
    case clientLeft = "client-left"
    case operatorCancelled = "operator"
    case shutdown
}

/// Something for the operator to read.
package struct Notice: Equatable, Codable, Sendable {
    package enum Level: String, Codable, Sendable { case info, warning, error }
    package var level: Level
    /// One line, without the time.
    package var text: String
    package var request: RequestID?
    /// What an operator did, where this tells of it.
    package var act: OperatorAct?

    package init(_ level: Level, _ text: String, request: RequestID? = nil, act: OperatorAct? = nil) {
        self.level = level
        self.text = text
        self.request = request
        self.act = act
    }
}
