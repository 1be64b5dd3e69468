import Monitoring
import ProxyEngine
import TUI

extension Setting {
    /// The table, in the order in which it is shown. A later setting may overrule an earlier one.
    static let all: [Setting] =
        backendSettings + contextSettings + listeningSettings + translationSettings + monitorSettings + demoSettings
        + acceptedSettings

    static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    private static let backendSettings: [Setting] = [
        targetURL, backends, verifySSL, wire, requestTimeout, connectTimeout, healthInterval, slotInterval,
        circuitFailures,
        circuitFailurePercent, circuitCoolDown, backendAPIKey, maxConcurrent, maxQueue,
        queueTimeout, joinDuplicates, joinGrace, assemble, purgeOnNew, modelName,
    ]
    private static let contextSettings: [Setting] = [
        tokenWarn, tokenHard, trimHistory, overflowRetry, cacheStable, contextNotices,
    ]
    private static let listeningSettings: [Setting] = [
        proxyHost, proxyPort, proxySocketMode, tlsCert, tlsKey, apiKeys, insecureListen, allowedOrigins, heartbeat,
        maxBody, memoryLimit, maxConnections, clientTimeout, minBodyRate, clientWriteTimeout, drainDelay, drainTimeout,
        threads,
    ]
    private static let translationSettings: [Setting] = [
        streamMode, chunkSize, formats, models, unknownTools, undeclaredCalls, reasoning, startsInReasoning,
        repairArguments, repairHistory,
        preserveSpecialTokens,
    ]
    private static let monitorSettings: [Setting] = [
        tui, filter, theme, layout, graphs, alert, mouse, ascii, ambiguousWidth, readOnly, keys, keepBodies,
        historyRows, historyProblems, historyMegabytes, memoryWarn,
        memoryCritical,
        memoryNotices, memoryGate,
        trafficLog,
        trafficLogMaximum,
        trafficLogFiles,
        trafficLogBodies,
        logLevel,
        logFormat,
    ]
    private static let demoSettings: [Setting] = [demo, demoTraffic, demoIfUnreachable, demoSpeed, demoSeed]
    private static let acceptedSettings: [Setting] = [
        allowedGetPaths
    ]
}

// MARK: - Backends

extension Setting {
    static let targetURL = Setting(
        "target_url", .address, \.targetURL, group: .backend, environment: ["BACKEND_URL"],
        "Address of the one backend; default http://localhost:8080, else http://localhost:9931 if only that answers")

    static let backends = Setting(
        "backends", .backendList, \.backends, group: .backend, option: "backend", kind: .list, valueName: "URL",
        "Backend, with or without /v1; repeat the option for a pool. In the file a list of "
            + "{url, name, kind, models, weight, max_concurrent, api_key, verify_ssl, wire}")

    static let verifySSL = Setting(
        "verify_ssl", .verification, \.verification, group: .backend, option: "verify-ssl",
        valueName: "true|false|PATH",
        "Whether backends' certificates are checked; a path names a file or folder of authorities to trust")

    static let wire = Setting(
        "wire", .choice, \.engine.wire, group: .backend, option: "wire", valueName: "auto|native|bridge",
        "How a backend is asked for clients of Messages, Responses and Ollama: in their protocol, or in chat completions"
    )

    static let requestTimeout = Setting(
        "request_timeout", .timeout, \.requestTimeout, group: .backend, option: "request-timeout",
        valueName: "SECONDS",
        change: .live, "Longest silence of a backend, 0: no limit; auto: none before the first byte, 900 between bytes")

    static let connectTimeout = Setting(
        "connect_timeout", .number("seconds", 0.1...600), \.engine.connectTimeoutSeconds, group: .backend,
        "Seconds until an attempt to connect to a backend is given up")

    static let healthInterval = Setting(
        "health_interval", .number("seconds", 0.1...3600), \.engine.healthIntervalSeconds, group: .backend,
        change: .live, "Seconds between two looks at a backend that answers")

    static let slotInterval = Setting(
        "slot_interval", .number("seconds", 0...3600), \.engine.slotIntervalSeconds, group: .backend,
        change: .live, "Seconds between two looks at a working backend's slots while somebody watches; 0: no looks")

    static let circuitFailures = Setting(
        "circuit_failures", .integer(0...1000, zero: "off"), \.engine.circuit.failures, group: .backend,
        change: .live, "Failures in a row after which a backend of several gets no requests for a while; 0: off")

    static let circuitFailurePercent = Setting(
        "circuit_failure_percent", .integer(0...100, zero: "off"), \.engine.circuit.failurePercent,
        group: .backend,
        change: .live, "The same for the share of failures among its latest 20 requests, from 10 on; 0: off")

    static let circuitCoolDown = Setting(
        "circuit_cooldown", .number("seconds", 0.1...86_400), \.engine.circuit.coolDownSeconds, group: .backend,
        change: .live, "Seconds until such a backend gets one request to show whether it works again")

    static let backendAPIKey = Setting(
        "backend_api_key", .secret, \.backendAPIKey, group: .backend, option: "backend-api-key-file", kind: .file,
        valueName: "FILE", environment: ["BACKEND_API_KEY"], isSecret: true,
        "Key sent to backends; without one the client's Authorization goes through. The option names a file")

    static let maxConcurrent = Setting(
        "max_concurrent", .concurrency, \.engine.maxConcurrent, group: .backend, option: "max-concurrent",
        valueName: "N", environment: ["MAX_CONCURRENT"], change: .live,
        "Requests at a time for each backend; auto: as many as it has slots, 3 where it does not tell")

    static let maxQueue = Setting(
        "max_queue", .integer(0...100_000), \.engine.maxQueue, group: .backend, option: "max-queue", valueName: "N",
        "Requests that may wait for a backend; more are answered with 429")

    static let queueTimeout = Setting(
        "queue_timeout", .number("seconds", 0...86_400, zero: "no limit"), \.engine.queueTimeoutSeconds,
        group: .backend, option: "queue-timeout", valueName: "SECONDS",
        change: .live, "Longest wait for a backend; then 503")

    static let joinDuplicates = Setting(
        "join_duplicates", .boolean, \.engine.joinsDuplicates, group: .backend, change: .live,
        "Whether a request that a client sends again while it is still being answered gets the running answer")

    static let joinGrace = Setting(
        "join_grace", .number("seconds", 0...600, zero: "ends at once"), \.engine.joinGraceSeconds, group: .backend,
        change: .live, "Time that an answer is still generated after its client has left, for a client that asks again")

    static let assemble = Setting(
        "assemble", .choice, \.engine.assemble, group: .backend,
        change: .live, "Whether stream:false is asked for as a stream where the backend cannot be cancelled otherwise")

    static let purgeOnNew = Setting(
        "purge_on_new", .boolean, \.engine.purgesOnNew, group: .backend, option: "purge-on-new", valueName: "BOOL",
        change: .live, "Whether /new as the last user message purges the backend's KV cache")

    static let modelName = Setting(
        "model_name", .text, \.engine.modelName, group: .backend, option: "model-name", valueName: "TEXT",
        environment: ["MODEL_NAME"], change: .live, "Name of the model in the answer to /new; empty: the backend's")
}

// MARK: - Context

extension Setting {
    static let tokenWarn = Setting(
        "token_warn_threshold", .tokenThreshold, \.engine.tokenWarning, group: .context, option: "token-warn",
        valueName: "N", environment: ["TOKEN_WARN_THRESHOLD"], change: .live,
        "Prompt tokens from which the operator is warned; auto, and at most: 80 % of the backend's window; 0: off")

    static let tokenHard = Setting(
        "token_hard_threshold", .tokenThreshold, \.engine.tokenHard, group: .context, option: "token-hard",
        valueName: "N", environment: ["TOKEN_HARD_THRESHOLD"], change: .live,
        "Prompt tokens from which old turns are left out; auto, and at most: 95 % of the backend's window; 0: off")

    static let trimHistory = Setting(
        "trim_history", .boolean, \.engine.trimsHistory, group: .context, change: .live,
        "Whether old turns of a prompt that is too long are left out; false: context_length_exceeded at once")

    static let overflowRetry = Setting(
        "overflow_retry", .boolean, \.engine.retriesOverflow, group: .context, change: .live,
        "Whether a prompt that the backend finds too long is sent once more with old turns left out")

    static let contextNotices = Setting(
        "context_notices", .choice, \.engine.contextNotices, group: .context, change: .live,
        "How clients learn that a prompt has passed token_warn_threshold: visible, header or off, as memory_notices")

    static let cacheStable = Setting(
        "cache_stable", .boolean, \.engine.keepsPromptsStable, group: .context, change: .live,
        "Keeps the backend's prefix cache: tools in the order of their names; lines of the instructions that tell the "
            + "time say what they said on the conversation's first turn")
}

// MARK: - Translation

extension Setting {
    static let streamMode = Setting(
        "stream_mode", .choice, \.engine.streamMode, group: .translation, option: "stream-mode",
        valueName: "MODE",
        change: .live,
        "auto, live (as the backend streams), buffered (always simulated), passthrough (nothing is touched)")

    static let chunkSize = Setting(
        "streaming_chunk_size", .integer(1...100_000), \.engine.chunkSize, group: .translation,
        option: "chunk-size", valueName: "N", change: .live, "Characters in a piece of a simulated stream")

    static let formats = Setting(
        "formats", .dialects, \.engine.dialects, group: .translation, option: "formats", valueName: "LIST",
        change: .live, "Tool-call formats to look for: auto, none, or ids in order of preference")

    static let models = Setting(
        "models", .modelDialects, \.engine.modelDialects, group: .translation, change: .live,
        "Settings by model name, in the file: {\"qwen3*\": {formats: [hermes-json], starts_in_reasoning: yes}}; the first that "
            + "matches counts")

    static let unknownTools = Setting(
        "unknown_tools", .choice, \.engine.unknownTools, group: .translation, option: "unknown-tools",
        valueName: "MODE", change: .live,
        "Well-formed calls of tools that the request does not declare: auto (calls where their markers are unmistakable, so "
            + "that the agent can tell the model), call (calls in bare JSON too), text")

    static let undeclaredCalls = Setting(
        "undeclared_calls", .choice, \.engine.undeclaredCalls, group: .translation, option: "undeclared-calls",
        valueName: "MODE", change: .live,
        "Calls in answers to requests that declare no tools, because the agent describes them in its prompt: off (text), "
            + "strong (calls of any name between unmistakable markers)")

    static let startsInReasoning = Setting(
        "starts_in_reasoning", .choice, \.engine.startsInReasoning, group: .translation, option: "starts-in-reasoning",
        valueName: "WORD", change: .live,
        "Whether answers begin inside reasoning that the prompt has opened: auto (as the backend's chat template says, else "
            + "as the model's answers show), yes, no; by model name under models")

    static let repairArguments = Setting(
        "repair_arguments", .choice, \.engine.argumentRepair, group: .translation, change: .live,
        "syntax: so that arguments are JSON; schema: also \"5\" to 5 where the tool's schema leaves no doubt")

    static let repairHistory = Setting(
        "repair_history", .boolean, \.engine.repairsHistory, group: .translation, change: .live,
        "Whether malformed arguments of earlier calls, which backends refuse, are put right on the way in")

    static let preserveSpecialTokens = Setting(
        "preserve_special_tokens", .boolean, \.engine.keepsSpecialTokens, group: .translation, change: .live,
        "Whether vLLM and SGLang are told to leave special tokens, which mark calls, in the text")

    static let reasoning = Setting(
        "reasoning", .choice, \.engine.reasoning, group: .translation,
        change: .live, "Whether reasoning written as text moves to reasoning_content; auto: where the request has tools"
    )
}

// MARK: - Monitor and logs

extension Setting {
    static let tui = Setting(
        "tui", .boolean, \.showsMonitor, group: .monitor, option: "no-tui", kind: .flag("false"),
        "Monitor where standard output is a terminal; without it one line for each request")

    static let filter = Setting(
        "filter", .filter, \.screen.filter, group: .monitor, option: "filter", valueName: "EXPR",
        "Which requests the monitor lists, or get a line without it: words, field:text, field>number, !, |, ( )")

    static let theme = Setting(
        "theme", .choice, \.screen.theme, group: .monitor, option: "theme", valueName: "NAME",
        "Colours of the monitor: terminal (its own 16), dark, light, colorblind (blue and orange), mono")

    static let layout = Setting(
        "layout", .text, \.screen.layout, group: .monitor, option: "layout", valueName: "FILE",
        "File that keeps columns, order, filter, list, panes and theme; auto: layout.json in the state folder; none")

    static let graphs = Setting(
        "graphs", .choice, \.screen.graphs, group: .monitor, option: "graphs", valueName: "NAME",
        "What graphs are drawn with: block, or braille (finer, for fonts that have it); ASCII has characters of its own"
    )

    static let alert = Setting(
        "alert", .choice, \.screen.alert, group: .monitor, option: "alert", valueName: "off|bell|notify",
        "How the monitor tells of a problem in a window that nobody looks at: the terminal's bell, a notice (OSC 9)")

    static let mouse = Setting(
        "mouse", .boolean, \.screen.usesMouse, group: .monitor, option: "mouse", kind: .flag("true"),
        "Mouse in the monitor: a click selects, the wheel scrolls; the terminal then selects text with Shift only")

    static let ascii = Setting(
        "ascii", .boolean, \.screen.isASCII, group: .monitor, option: "ascii", kind: .flag("true"),
        "Draws the monitor with ASCII only, as it does by itself where the locale is not UTF-8")

    static let ambiguousWidth = Setting(
        "ambiguous_width", .choice, \.screen.ambiguousWidth, group: .monitor, option: "ambiguous-width",
        valueName: "1|2",
        "Columns that the terminal gives Greek, Cyrillic, lines and the like: 2 with fonts for East Asian text")

    static let readOnly = Setting(
        "read_only", .boolean, \.screen.isReadOnly, group: .monitor, option: "read-only", kind: .flag("true"),
        "Keys of the monitor cannot change what the proxy does")

    static let keepBodies = Setting(
        "keep_bodies", .boolean, \.keepsBodies, group: .monitor, option: "no-bodies", kind: .flag("false"),
        "What requests and answers say is kept for the monitor, and logged; without it only what is known about them")

    static let historyRows = Setting(
        "history_rows", .integer(50...100_000), \.history.rows, group: .monitor,
        "Requests that the monitor lists; those that went wrong are not counted, and not pushed out by others")

    static let historyProblems = Setting(
        "history_problems", .integer(10...100_000), \.history.problemRows, group: .monitor,
        "Requests with a problem that the monitor lists besides")

    static let historyMegabytes = Setting(
        "history_mb", .integer(1...65_536), \.history.megabytes, group: .monitor,
        "MiB of prompts and answers that the monitor keeps; those of requests with a problem may take half of it")

    static let keys = Setting(
        "keys", .keys, \.screen.keys, group: .monitor,
        "Other keys for commands of the monitor, by the command's name: {follow: b, freeze: [z, F2], wrap: none}")

    static let memoryWarn = Setting(
        "memory_warn", .number("percent", 1...100), \.engine.memoryWarningPercent, group: .monitor,
        option: "memory-warn", valueName: "P", change: .live,
        "Memory in use, in percent, from which it is shown as a warning")

    static let memoryCritical = Setting(
        "memory_critical", .number("percent", 1...100), \.engine.memoryCriticalPercent, group: .monitor,
        option: "memory-critical", valueName: "P", change: .live,
        "Memory in use, in percent, from which it is shown as critical")

    static let memoryNotices = Setting(
        "memory_notices", .choice, \.engine.memoryNotices, group: .monitor, change: .live,
        "How clients learn that memory runs short: visible, one line in front of an answer of each conversation; header; off"
    )

    static let memoryGate = Setting(
        "memory_gate", .boolean, \.engine.memoryGate, group: .monitor, change: .live,
        "Whether requests to a backend on this machine run one at a time while memory is critical; the others wait")

    static let trafficLog = Setting(
        "traffic_log", .trafficLog, \.trafficLogTarget, group: .monitor, option: "traffic-log", valueName: "FILE",
        environment: ["BLOCKOPS_LOG_FILE"], "File that gets one JSON line for each request; false: none")

    static let trafficLogMaximum = Setting(
        "traffic_log_max_mb", .integer(1...1_000_000), \.trafficLog.maximumMegabytes, group: .monitor,
        "Size in MB from which the traffic log is rotated")

    static let trafficLogFiles = Setting(
        "traffic_log_files", .integer(1...1000), \.trafficLog.fileCount, group: .monitor,
        "Traffic logs kept in all, the running one included")

    static let trafficLogBodies = Setting(
        "traffic_log_bodies", .choice, \.trafficLog.bodies, group: .monitor,
        "full, or meta: without what was said")

    static let logLevel = Setting(
        "log_level", .logLevel, \.logLevel, group: .monitor, option: "log-level", valueName: "LEVEL",
        environment: ["LOG_LEVEL"], change: .live, "TRACE, DEBUG, INFO, NOTICE, WARNING, ERROR or CRITICAL")

    static let logFormat = Setting(
        "log_format", .choice, \.logFormat, group: .monitor, option: "log-format", valueName: "text|json",
        "How the lines of requests and of the log are written without the monitor")
}

// MARK: - Demo

extension Setting {
    static let demo = Setting(
        "demo", .boolean, \.usesDemo, group: .demo, option: "demo", kind: .flag("true"),
        "Uses a built-in model with scripted answers instead of a backend")

    static let demoTraffic = Setting(
        "demo_traffic", .boolean, \.hasDemoTraffic, group: .demo, option: "demo-traffic", kind: .flag("true"),
        "With the demo: scripted clients that work through the proxy")

    static let demoIfUnreachable = Setting(
        "demo_if_unreachable", .boolean, \.usesDemoIfUnreachable, group: .demo, option: "demo-if-unreachable",
        kind: .flag("true"), "Demo with traffic, and a notice about it, where no backend answers at the start")

    static let demoSpeed = Setting(
        "demo_speed", .number("a factor", 0.01...10_000), \.demoSpeed, group: .demo,
        "How many times faster than a real model the demo answers")

    static let demoSeed = Setting(
        "demo_seed", .integer(0...Int(Int32.max)), \.demoSeed, group: .demo,
        "The same number gives the same answers at the same pace")
}

// MARK: - Known by name only

extension Setting {
    static let allowedGetPaths = Setting(
        accepted: "allowed_get_paths", "List of GET paths; every path is forwarded anyway")
}
