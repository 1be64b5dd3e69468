/// The whole state that a screen shows, at one moment. Also the body of `GET /_top/snapshot`.
///
/// Times of requests are in seconds; `now` is the moment of the snapshot, and every `...At` is on the same clock
/// (seconds since 1970). A value that is not known is `nil`, never zero.
package struct MonitorSnapshot: Equatable, Codable, Sendable {
    package var version = 1
    package var now: Double
    package var startedAt: Double
    /// Address the proxy listens on, `127.0.0.1:8066`.
    package var listening: String
    /// A notice that stays on the screen: the demo mode and how to leave it; `nil` otherwise.
    package var banner: String?
    package var settings: LiveSettings
    package var backends: [BackendReport]
    package var memory: MemoryReport?
    package var totals: Totals
    package var rates: Rates
    package var latency: LatencySummary
    package var tools: ToolTotals
    /// Newest first.
    package var sessions: [SessionSummary]
    /// By tool and dialect, the most used first.
    package var toolUses: [ToolUse]
    /// Newest first; as many as ``history`` says.
    package var requests: [RequestSummary]
    /// Newest first.
    package var events: [EventEntry]
    /// The request whose transcript was asked for.
    package var detail: RequestDetail?
    /// That of the request with which it is compared; `nil`: with none, or it is not kept.
    package var otherDetail: RequestDetail?
    /// A newer detail than that, or the first one, is on its way; `nil`: none is.
    package var awaitsDetail: Bool?
    /// The proxies that are watched from elsewhere; `nil`: this is a proxy's own state.
    package var proxies: [ProxyReport]?
    /// How the recording stands from which this comes; `nil`: it comes from no recording.
    package var replay: ReplayReport?
    /// How many requests are listed at most, and how many no longer are; `nil`: not known.
    package var history: HistoryReport?
    /// Of a snapshot that goes on from another: requests of that one which are no longer listed.
    package var gone: [RequestID]?
    /// The `now` of the snapshot from which this one goes on, holding only the rows that have changed; `nil`: it is whole.
    package var changesSince: Double?

    /// It is the state of a proxy in this process.
    package var isOwn: Bool { proxies == nil && replay == nil }

    package init(
        now: Double, startedAt: Double, listening: String, banner: String? = nil, settings: LiveSettings,
        backends: [BackendReport] = [], memory: MemoryReport? = nil, totals: Totals = .init(), rates: Rates = .init(),
        latency: LatencySummary = .init(), tools: ToolTotals = .init(), sessions: [SessionSummary] = [],
        toolUses: [ToolUse] = [],
        requests: [RequestSummary] = [], events: [EventEntry] = [], detail: RequestDetail? = nil
    ) {
        self.now = now
        self.startedAt = startedAt
        self.listening = listening
        self.banner = banner
        self.settings = settings
        self.backends = backends
        self.memory = memory
        self.totals = totals
        self.rates = rates
        self.latency = latency
        self.tools = tools
        self.sessions = sessions
        self.toolUses = toolUses
        self.requests = requests
        self.events = events
        self.detail = detail
    }

    /// Counts since the start, and of this moment.
    package struct Totals: Equatable, Codable, Sendable {
        package var running = 0
        package var queued = 0
        package var done = 0
        package var failed = 0
        package var cancelled = 0
        package var promptTokens = 0
        package var outputTokens = 0
        /// Entries that the traffic log had to drop.
        package var logEntriesLost = 0
        package init() {}
    }

    /// What the graphs show. Speeds are in tokens a second over all requests.
    package struct Rates: Equatable, Codable, Sendable {
        /// One value a second, oldest first, the last is the running second's; at most 300.
        package var generation: [Double] = []
        package var prefill: [Double] = []
        /// In the same seconds the longest wait for a first token that ended in them, in seconds; 0 where none did.
        package var firstToken: [Double]?
        /// In the same seconds how much of the memory was taken, in percent.
        package var memory: [Double]?
        /// Over the last few seconds; `nil` while nothing is generated (read).
        package var generationNow: Double?
        package var prefillNow: Double?
        package init() {}
    }

    /// Over the last 200 requests, in seconds.
    package struct LatencySummary: Equatable, Codable, Sendable {
        package var firstTokenP50: Double?
        package var firstTokenP95: Double?
        /// What we add to that until a client sees the first of a stream.
        package var addedP50: Double?
        package init() {}
    }

    package struct ToolTotals: Equatable, Codable, Sendable {
        /// Structured calls that the backend gave itself.
        package var native = 0
        /// Calls found in text, by dialect.
        package var rewritten: [DialectCount] = []
        /// Calls that were seen in text and left there; `nil`: none.
        package var leftInText: Int?
        package var nearMisses = 0
        package var badArguments = 0
        /// Calls that came again with the same arguments and the same result.
        package var loops = 0
        /// Repairs by kind.
        package var repairs: [DialectCount] = []
        package init() {}
    }

    /// A counter with a name.
    package struct DialectCount: Equatable, Codable, Sendable {
        package var name: String
        package var count: Int
        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// A line of the event log.
    package struct EventEntry: Equatable, Codable, Sendable, Identifiable {
        /// Counts the lines of the log since the start, from 1; 0 where the line stands in none.
        package var id: Int
        /// Seconds since 1970.
        package var time: Double
        package var notice: Notice
        package init(id: Int = 0, time: Double, notice: Notice) {
            self.id = id
            self.time = time
            self.notice = notice
        }
    }
}
