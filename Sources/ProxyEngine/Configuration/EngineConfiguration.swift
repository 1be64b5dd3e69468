package import Monitoring
package import ToolCallParsing

/// Everything the engine can be told, with the defaults that serve. How a person says it (options, environment, YAML)
/// is the executable's business.
package struct EngineConfiguration: Equatable, Sendable {
    package var backends: [BackendConfiguration]
    /// An address, a name, or `unix:/path`.
    package var host = "127.0.0.1"
    /// 0: any free port.
    package var port = 8066
    package var streamMode = StreamMode.auto
    /// Characters (grapheme clusters) in a delta of a simulated stream, 1...100000.
    package var chunkSize = 50
    package var dialects = DialectChoice.automatic
    /// Formats for models whose name matches a glob; the first that matches counts.
    package var modelDialects: [ModelDialects] = []
    /// Calls of tools that the request does not declare.
    package var unknownTools = UnknownTools.automatic
    /// Whether text may be a call although the request declares no tools.
    package var undeclaredCalls = UndeclaredCalls.off
    /// Whether prompts open the reasoning, so that answers begin inside it.
    package var startsInReasoning = StartsInReasoning.automatic
    package var reasoning = ReasoningMode.automatic
    package var argumentRepair = ArgumentRepair.syntax
    /// Calls in the history that clients send back are put right.
    package var repairsHistory = true
    /// vLLM and SGLang are told to leave special tokens in the text.
    package var keepsSpecialTokens = true
    /// Whether a `stream:false` request may be asked for upstream as a stream and assembled, so that it can be
    /// cancelled and watched.
    package var assemble = AssembleMode.automatic
    /// Seconds of silence before the first byte, and between bytes; 0: no limit.
    package var firstByteTimeoutSeconds = 0.0
    package var idleTimeoutSeconds = 900.0
    package var connectTimeoutSeconds = 10.0
    /// Seconds that a backend may take for a small question of the proxy's own; three times as many while it works.
    package var probeTimeoutSeconds = 2.0
    /// Seconds between two looks at a backend that answers.
    package var healthIntervalSeconds = 5.0
    /// Seconds between two looks at the slots and the cache of a backend that works, while somebody watches; 0: none.
    package var slotIntervalSeconds = 1.0
    /// When a backend of several is left alone for a while.
    package var circuit = Circuit.Rules()
    /// Seconds between heartbeats; 0: none.
    package var heartbeatSeconds = 10.0
    /// Seconds of silence after which a stream's head is sent with the first heartbeat. Before that nothing is
    /// committed, so that an early error of the backend keeps its status.
    package var heartbeatCommitSeconds = 2.0
    /// Seconds that a client may take to send its request head, or between two pieces of its body.
    package var clientTimeoutSeconds = 30.0
    /// Bytes a second that a body has to come at once that time is over; 0: any.
    package var leastBodyRate = 500
    /// Connections of clients at a time; `nil`: as many as descriptors allow.
    package var maxConnections: Int?
    /// What bodies, collected answers and buffers of all connections may take together.
    package var memoryLimit = MemoryLimit.automatic
    /// Seconds that a client may take nothing of the answer that waits for it; 0: no limit.
    package var clientWriteTimeoutSeconds = 60.0
    /// Requests at a time for each backend that sets no limit of its own; `nil`: as many as it has slots.
    package var maxConcurrent: Int?
    package var maxQueue = 64
    package var queueTimeoutSeconds = 600.0
    /// A request that is sent again while it is still being answered joins the running one.
    package var joinsDuplicates = true
    /// Seconds that a generation goes on after its last listener has left, so that a client that sends its request again
    /// finds it; 0: it ends at once.
    package var joinGraceSeconds = 0.0
    package var maximumBodyBytes = 64 << 20
    /// Prompt tokens from which the operator is warned, and from which old turns are dropped.
    package var tokenWarning = TokenThreshold.tokens(80_000)
    package var tokenHard = TokenThreshold.tokens(100_000)
    /// Whether turns may be dropped; else a prompt that is too long is refused.
    package var trimsHistory = true
    /// A prompt that the backend finds too long is sent once more with turns dropped.
    package var retriesOverflow = true
    /// Percent of memory used from which the level is warning, critical.
    package var memoryWarningPercent = 85.0
    package var memoryCriticalPercent = 95.0
    /// How clients learn that memory runs short, and that a prompt has passed the threshold of warning.
    package var memoryNotices = NoticeMode.visible
    package var contextNotices = NoticeMode.visible
    /// While memory is nearly used up, requests to backends on this machine run one at a time.
    package var memoryGate = true
    package var purgesOnNew = true
    /// Tools are put in the order of their names, and lines that tell the time stay as they were on the first turn.
    package var keepsPromptsStable = false
    /// Shown in the session banner; empty: the backend's.
    package var modelName = ""
    /// For backends that say nothing else.
    package var wire = WireChoice.automatic
    package var apiKeys: [String] = []
    /// Pages that may use the proxy, besides its own and those of this machine. Their hosts are names of the proxy, too.
    package var allowedOrigins: [OriginPattern] = []
    /// PEM files of the listener's certificate, with its chain, and of its key; `nil`: plain HTTP, or the key is in the
    /// certificate's file.
    package var tlsCertificatePath: String?
    package var tlsKeyPath: String?
    /// Who may use the listener's unix socket.
    package var socketMode = SocketMode.owner
    /// Lets the proxy listen beyond the loopback without a key.
    package var allowsInsecureListening = false
    /// How long requests are still taken after the end was asked for, while `/_top/ready` says so already.
    package var drainDelaySeconds = 0.0
    package var drainSeconds = 30.0
    package var trafficLog: TrafficLogConfiguration?
    /// Event loop threads, 1...64.
    package var threads = 1

    package init(backends: [BackendConfiguration]) { self.backends = backends }
}

/// The permissions of a unix socket: who may write to it may use it.
package enum SocketMode: String, CaseIterable, Sendable {
    case owner = "600"
    case group = "660"
    case everybody = "666"

    var bits: UInt32 {
        switch self {
        case .owner: 0o600
        case .group: 0o660
        case .everybody: 0o666
        }
    }
}

/// One backend of the pool.
package struct BackendConfiguration: Equatable, Sendable {
    /// Short name, unique in the pool.
    package var name: String
    /// Scheme, host, port and path prefix without `/v1` and without a trailing slash.
    package var url: String
    package var kind: BackendKind?
    /// Patterns of the models it serves; empty: those that it tells itself.
    package var models: [String] = []
    /// How much of the work it gets, compared with the others of the pool; more than 0.
    package var weight = 1.0
    package var maxConcurrent: Int?
    /// Replaces the client's `Authorization`; `nil`: that goes through.
    package var apiKey: String?
    package var tlsVerification = TLSVerification.full
    package var wire = WireChoice.automatic

    package init(
        name: String, url: String, kind: BackendKind? = nil, maxConcurrent: Int? = nil, apiKey: String? = nil,
        tlsVerification: TLSVerification = .full
    ) {
        self.name = name
        self.url = url
        self.kind = kind
        self.maxConcurrent = maxConcurrent
        self.apiKey = apiKey
        self.tlsVerification = tlsVerification
    }
}

package enum BackendKind: String, CaseIterable, Codable, Sendable {
    case llamaServer = "llama-server"
    case vllm
    case sglang
    case ollama
    case lmStudio = "lmstudio"
    case mlx
    case vllmMLX = "vllm-mlx"
    case demo
    /// Speaks OpenAI's protocol; nothing more is known.
    case openAI = "openai"

    /// Has llama-server's routes, slots and manners: the demo speaks its language.
    var isLikeLlamaServer: Bool { self == .llamaServer || self == .demo }
}

package enum TLSVerification: Equatable, Sendable {
    case full
    case none
    /// A PEM file, or a directory of them.
    case authorities(path: String)
}

/// What is special about the answers of some models.
package struct ModelDialects: Equatable, Sendable {
    /// A name, in which `*` stands for any text and `?` for one character; upper and lower case are the same.
    package var glob: String
    /// The formats that are looked for; `nil`: as for all models.
    package var dialects: DialectChoice?
    package var startsInReasoning: StartsInReasoning?

    package init(glob: String, dialects: DialectChoice? = nil, startsInReasoning: StartsInReasoning? = nil) {
        self.glob = glob
        self.dialects = dialects
        self.startsInReasoning = startsInReasoning
    }
}

extension EngineConfiguration {
    /// The formats to look for in the answers of `model`.
    package func dialects(forModel model: String) -> DialectChoice {
        if let own = modelDialects.first(where: { $0.dialects != nil && Glob.matches($0.glob, model) })?.dialects {
            return own
        }
        // Cannot be told from ordinary text, and writes nothing else.
        return dialects == .automatic && Glob.matches("*functionary*3.2*", model)
            ? .only(["functionary-v32"]) : dialects
    }
}

extension EngineConfiguration {
    /// Whether the prompts of `model` open the reasoning.
    package func startsInReasoning(forModel model: String) -> StartsInReasoning {
        modelDialects.first { $0.startsInReasoning != nil && Glob.matches($0.glob, model) }?.startsInReasoning
            ?? startsInReasoning
    }
}

/// Whether the answers of a model begin inside reasoning that the prompt has opened.
package enum StartsInReasoning: String, CaseIterable, Sendable {
    /// As the backend's chat template says, else as the model's answers show.
    case automatic = "auto"
    case yes
    case no
}

/// What becomes of calls in the answers to requests that declare no tools.
package enum UndeclaredCalls: String, CaseIterable, Sendable {
    /// Text is never a call.
    case off
    /// Calls between unmistakable markers are, of any name.
    case strong
}

/// How far arguments that were written as text are put right.
package enum ArgumentRepair: String, CaseIterable, Sendable {
    /// So that they are JSON.
    case syntax
    /// And strings become what the tool's schema asks for, where it leaves no doubt.
    case schema
}

package enum DialectChoice: Hashable, Sendable {
    case automatic
    case none
    /// Dialect ids in order of preference; their weak markers then count anywhere.
    case only([String])
    /// All that are recognised by themselves, but for these.
    case except([String])
}

package enum ReasoningMode: String, CaseIterable, Codable, Sendable {
    /// Reasoning written as text becomes `reasoning_content` where the request has tools, else it stays.
    case automatic = "auto"
    case separate
    case keep
}

/// How the users of clients are told something.
package enum NoticeMode: String, CaseIterable, Sendable {
    /// A line in front of the answer's text, once for each conversation, and in the answer's head.
    case visible
    /// Only in the head.
    case header
    case off
}

package enum AssembleMode: String, CaseIterable, Codable, Sendable {
    case automatic = "auto"
    case never
}

/// In which protocol a backend is asked for a client that does not speak chat completions.
package enum WireChoice: String, CaseIterable, Sendable {
    /// In the client's own where the backend is known to lose nothing of this very request, else in chat completions.
    case automatic = "auto"
    /// In the client's own.
    case native
    /// In chat completions.
    case bridge
}
