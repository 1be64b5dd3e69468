/// What an operator can order: by key, or by `POST /_top/control`.
package enum ControlCommand: Equatable, Sendable {
    /// Purges the KV cache of one backend (by name), or of all; where `slot` is given, only what that slot holds.
    case purgeCache(backend: String?, slot: Int? = nil)
    /// The backend of this name gets no new requests; those that run there end in peace.
    case drainBackend(String)
    /// It gets requests again.
    case undrainBackend(String)
    /// Characters in a delta of a simulated stream, 1...100000.
    case setChunkSize(Int)
    /// Requests at a time for each backend, 1...1024; `nil`: as many as each has slots.
    case setMaxConcurrent(Int?)
    /// For requests that come from now on; `nil`: the configured one, which `auto` stands for where that rewrites nothing.
    case setStreamMode(StreamMode?)
    case cancelRequest(RequestID)
    /// Sends what a request that has ended asked once more, as a new request; as it was, or changed.
    case resendRequest(RequestID, ResendChange = ResendChange())
    /// New requests wait until `resume`.
    case pause
    case resume
    /// New requests of this session wait, as `s3`, until it is let go; those of others go on.
    case holdSession(String)
    case resumeSession(String)
    /// Reads the configuration file again.
    case reload
}

extension ControlCommand {
    /// It sets something that a later one may set again.
    package var isSetting: Bool {
        switch self {
        case .setChunkSize, .setMaxConcurrent, .setStreamMode, .pause, .resume: true
        case .purgeCache, .drainBackend, .undrainBackend, .cancelRequest, .resendRequest, .holdSession,
            .resumeSession, .reload:
            false
        }
    }

    package var act: OperatorAct {
        switch self {
        case .purgeCache: .purge
        case .drainBackend: .drain
        case .undrainBackend: .undrain
        case .setChunkSize: .chunkSize
        case .setMaxConcurrent: .concurrency
        case .setStreamMode: .streamMode
        case .cancelRequest: .cancel
        case .resendRequest: .resend
        case .pause, .holdSession: .hold
        case .resume, .resumeSession: .resume
        case .reload: .reload
        }
    }
}

/// What came of a command.
package enum ControlResult: Equatable, Sendable {
    /// Done; one line that says what was done.
    case done(String)
    /// Not done; one line that says why and what would help.
    case refused(String)
}

/// Carries commands out. The proxy service does it in this process, a remote one over HTTP.
package protocol EngineControlling: Sendable {
    func perform(_ command: ControlCommand) async -> ControlResult
    /// Moves on in a recording, where this is one.
    func perform(_ order: ReplayOrder) async -> ControlResult
}

extension EngineControlling {
    package func perform(_ order: ReplayOrder) async -> ControlResult { .refused("nothing is replayed here") }
}
