/// What is known of a backend. `nil` is unknown.
package struct BackendReport: Equatable, Codable, Sendable {
    package enum State: String, Codable, Sendable {
        /// Not asked yet.
        case unknown
        case up
        /// Answers, but is loading its model.
        case loading
        case down
    }
    /// Short name, unique among the backends: the configured one, else host and port.
    package var name: String
    package var url: String
    /// `llama-server`, `vllm`, `sglang`, `ollama`, `lmstudio`, `mlx`, `vllm-mlx`, `demo`, `openai` (nothing more known).
    package var kind: String
    package var state: State
    /// Why it is not `up`, in words.
    package var problem: String?
    /// Time of the last probe's round trip in seconds.
    package var roundTripSeconds: Double?
    package var model: String?
    package var build: String?
    /// Tokens that one request may use.
    package var contextWindow: Int?
    package var slotCount: Int?
    /// Whether the KV cache can be purged, and if not, why and what would enable it.
    package var canPurge: Bool
    package var purgeHint: String?
    /// Requests running at and waiting for this backend, and how many may run.
    package var running: Int
    package var queued: Int
    package var maxConcurrent: Int
    /// Where that comes from.
    package var concurrencySource: ConcurrencyLimit.Source?
    /// Whether requests are kept away after many failures; `nil` while they are not.
    package var circuit: Circuit?
    package enum Circuit: String, Codable, Sendable {
        case open
        /// A request is to show whether it works again.
        case halfOpen = "half-open"
    }
    package var circuitReason: String?
    /// Why it gets no new requests; `nil`: it gets some.
    package var drainReason: String?
    /// What its KV cache and its slots hold, where it tells.
    package var cache: CacheReport?

    package init(
        name: String, url: String, kind: String = "openai", state: State = .unknown, problem: String? = nil,
        roundTripSeconds: Double? = nil, model: String? = nil, build: String? = nil, contextWindow: Int? = nil,
        slotCount: Int? = nil, canPurge: Bool = false, purgeHint: String? = nil, running: Int = 0, queued: Int = 0,
        maxConcurrent: Int = 3
    ) {
        self.name = name
        self.url = url
        self.kind = kind
        self.state = state
        self.problem = problem
        self.roundTripSeconds = roundTripSeconds
        self.model = model
        self.build = build
        self.contextWindow = contextWindow
        self.slotCount = slotCount
        self.canPurge = canPurge
        self.purgeHint = purgeHint
        self.running = running
        self.queued = queued
        self.maxConcurrent = maxConcurrent
    }
}

/// The settings that can change while running.
package struct LiveSettings: Equatable, Codable, Sendable {
    /// Characters in a delta of a simulated stream.
    package var chunkSize: Int
    /// What the settings say of it, whatever an operator has ordered; `nil`: not known.
    package var configuredChunkSize: Int?
    /// Requests at a time for each backend; the most that one gets where each has its own number.
    package var maxConcurrent: Int
    /// Where that comes from.
    package var concurrencySource: ConcurrencyLimit.Source?
    /// What there would be without an operator's order; `nil`: there is none.
    package var configuredMaxConcurrent: Int?
    package var streamMode: String
    /// What the settings say of it; `nil`: not known.
    package var configuredStreamMode: String?
    /// New requests wait while paused.
    package var isPaused: Bool
    /// Since when, in seconds since 1970.
    package var pausedSince: Double?

    /// The configured size where an operator has ordered another.
    package var otherConfiguredChunkSize: Int? { configuredChunkSize == chunkSize ? nil : configuredChunkSize }

    /// The same for requests at a time.
    package var otherConfiguredMaxConcurrent: Int? {
        configuredMaxConcurrent == maxConcurrent ? nil : configuredMaxConcurrent
    }

    /// Answers pass untouched, and what would be made of them is only shown.
    package var isReportOnly: Bool { streamMode == StreamMode.passthrough.rawValue }

    package init(chunkSize: Int, maxConcurrent: Int, streamMode: String, isPaused: Bool = false) {
        self.chunkSize = chunkSize
        self.maxConcurrent = maxConcurrent
        self.streamMode = streamMode
        self.isPaused = isPaused
    }
}
