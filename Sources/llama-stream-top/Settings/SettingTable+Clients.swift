import ProxyEngine

// MARK: - Clients

extension Setting {
    static let proxyHost = Setting(
        "proxy_host", .host, \.engine.host, group: .listening, option: "host", valueName: "ADDR",
        "Address to listen on, or unix:/path for a unix socket")

    static let proxyPort = Setting(
        "proxy_port", .integer(0...65535, zero: "any free one, printed"), \.engine.port, group: .listening,
        option: "port", valueName: "N", environment: ["PORT"], "Port to listen on; 0: any free one")

    static let proxySocketMode = Setting(
        "proxy_socket_mode", .choice, \.engine.socketMode, group: .listening,
        "Permissions of the unix socket: its user alone, the group too, or everybody on this machine")

    static let tlsCert = Setting(
        "tls_cert", .path, \.engine.tlsCertificatePath, group: .listening, option: "tls-cert", valueName: "FILE",
        "PEM file of the listener's certificate and its chain: HTTPS is served; SIGHUP reads it again")

    static let tlsKey = Setting(
        "tls_key", .path, \.engine.tlsKeyPath, group: .listening, option: "tls-key", valueName: "FILE",
        "PEM file of its key, where that is not in the certificate's file")

    static let apiKeys = Setting(
        "api_keys", .secrets, \.engine.apiKeys, group: .listening, option: "api-key-file", kind: .file,
        valueName: "FILE", environment: ["LLAMA_STREAM_TOP_API_KEY"], change: .live, isSecret: true,
        "Keys that clients must send, needed to listen beyond this machine. The option names a file, a key a line")

    static let insecureListen = Setting(
        "insecure_listen", .boolean, \.engine.allowsInsecureListening, group: .listening,
        option: "insecure-listen", kind: .flag("true"), "Allows listening beyond this machine without a key")

    static let allowedOrigins = Setting(
        "allowed_origins", .origins, \.engine.allowedOrigins, group: .listening, change: .live,
        "Pages that may use the proxy from a browser, besides its own and those of this machine; * in a name for any text"
    )

    static let heartbeat = Setting(
        "heartbeat_interval", .number("seconds", 0...3600, zero: "off"), \.engine.heartbeatSeconds,
        group: .listening, option: "heartbeat", valueName: "SECONDS",
        change: .live, "Comment sent to a waiting client so often; the first after 2 s of silence; 0: none")

    static let maxBody = Setting(
        "max_body_mb", .integer(1...4096), \.engine.maximumBodyMegabytes, group: .listening,
        change: .live, "Largest request body in MiB; more is answered with 413")

    static let clientTimeout = Setting(
        "client_timeout", .number("seconds", 1...3600), \.engine.clientTimeoutSeconds, group: .listening,
        change: .live, "Time for a client to send its request head, or between two pieces of its body")

    static let minBodyRate = Setting(
        "min_body_rate", .integer(0...1_000_000_000, zero: "any"), \.engine.leastBodyRate, group: .listening,
        change: .live,
        "Bytes a second that a body has to come at, over any time of client_timeout")

    static let memoryLimit = Setting(
        "memory_limit", .memoryLimit, \.engine.memoryLimit, group: .listening, option: "memory-limit",
        valueName: "SIZE", change: .live,
        "Memory for bodies, collected answers and buffers of all connections together; beyond it requests get 503. auto: "
            + "a quarter of what there is, from 256 MB to 4 GB")

    static let maxConnections = Setting(
        "max_connections", .connections, \.engine.maxConnections, group: .listening, option: "max-connections",
        valueName: "N", change: .live,
        "Connections of clients at a time; more get 503. auto: seven eighths of the descriptors that there may be")

    static let clientWriteTimeout = Setting(
        "client_write_timeout", .number("seconds", 0...86_400, zero: "no limit"), \.engine.clientWriteTimeoutSeconds,
        group: .listening, option: "client-write-timeout", valueName: "SECONDS", change: .live,
        "Time in which a client has to take something of the answer that waits for it; then its request ends")

    static let drainDelay = Setting(
        "drain_delay", .number("seconds", 0...3600), \.engine.drainDelaySeconds, group: .listening,
        "Time after SIGTERM or SIGINT in which requests are still taken while /_top/ready says 503, for a balancer to see it"
    )

    static let drainTimeout = Setting(
        "drain_timeout", .number("seconds", 0...86_400), \.engine.drainSeconds, group: .listening,
        "Time for running requests to end after SIGTERM or SIGINT; a second signal ends at once")

    static let threads = Setting(
        "threads", .integer(1...64), \.engine.threads, group: .listening, "Event loop threads")
}
