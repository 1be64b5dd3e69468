import ProxyEngine
import Testing

@testable import llama_stream_top

struct ResolvedSettingsTests {
    /// A setting with four different values, as they are written.
    struct Sample: Sendable, CustomTestStringConvertible {
        var key: String
        var values: [String]
        var testDescription: String { key }

        init(_ key: String, _ values: String...) {
            self.key = key
            self.values = values
        }
    }

    static let samples = [
        Sample("target_url", "http://a:1", "http://b:2", "http://c:3", "http://d:4"),
        Sample("max_concurrent", "1", "2", "5", "7"),
        Sample("max_queue", "1", "2", "5", "7"),
        Sample("queue_timeout", "1", "2", "5.5", "7"),
        Sample("request_timeout", "1", "0", "300", "7"),
        Sample("model_name", "a", "b", "c", "d e"),
        Sample("proxy_host", "localhost", "127.0.0.2", "127.0.0.3", "127.0.0.4"),
        Sample("proxy_port", "0", "65535", "80", "8080"),
        Sample("allowed_origins", "https://a.example", "http://b:3000", "chrome-extension://*", "*"),
        Sample("heartbeat_interval", "1", "2", "3", "4"),
        Sample("client_write_timeout", "1", "0", "2.5", "86400"),
        Sample("memory_limit", "512MB", "2GB", "0", "100"),
        Sample("max_connections", "1", "1000000", "10", "auto"),
        Sample("min_body_rate", "1", "0", "1000", "5"),
        Sample("tls_cert", "/a.pem", "/b c.pem", "d.pem", "/e.pem"),
        Sample("proxy_socket_mode", "600", "660", "666", "600"),
        Sample("streaming_chunk_size", "1", "100000", "3", "4"),
        Sample("stream_mode", "live", "buffered", "passthrough", "auto"),
        Sample("log_level", "DEBUG", "WARNING", "ERROR", "CRITICAL"),
        Sample("memory_warn", "10", "20", "30", "40"),
        Sample("traffic_log", "/tmp/a", "/tmp/b", "/tmp/c", "/tmp/d"),
        Sample("theme", "dark", "light", "mono", "colorblind"),
        Sample("filter", "bad", "agent:aider", "ttft>2s", "!native"),
        Sample("demo_seed", "1", "2", "3", "4"),
    ]

    /// The value that was read, as it is written.
    private func value(_ sample: Sample, option: Int? = nil, own: Int? = nil, other: Int? = nil, file: Int? = nil)
        throws -> (text: String, origin: SettingOrigin)
    {
        let setting = try #require(Setting.byKey[sample.key])
        var sources = SettingSources()
        if let option { sources.options[sample.key] = .text(sample.values[option]) }
        if let own { sources.environment["LLAMA_STREAM_TOP_" + sample.key.uppercased()] = sample.values[own] }
        if let other, let name = setting.otherEnvironment.first { sources.environment[name] = sample.values[other] }
        if let file {
            sources.file = try ConfigurationFile(
                path: "c.yaml", yaml: "# first line\n\(sample.key): \"\(sample.values[file])\"\n")
        }
        let resolved = try ResolvedSettings(sources)
        return (setting.shown(resolved.settings), resolved.origin(of: setting))
    }

    private func written(_ sample: Sample, _ index: Int) throws -> String {
        let setting = try #require(Setting.byKey[sample.key])
        var settings = Settings()
        try setting.assign(.text(sample.values[index]), &settings)
        return setting.shown(settings)
    }

    /// An option beats the environment, that beats the file, and that beats the default.
    @Test(arguments: samples)
    func precedence(_ sample: Sample) throws {
        let all = try value(sample, option: 0, own: 1, other: 2, file: 3)
        #expect(all.text == (try written(sample, 0)))
        let withoutOption = try value(sample, own: 1, other: 2, file: 3)
        #expect(withoutOption.text == (try written(sample, 1)))
        #expect(withoutOption.origin == .environment("LLAMA_STREAM_TOP_" + sample.key.uppercased()))
        let fileOnly = try value(sample, file: 3)
        #expect(fileOnly.text == (try written(sample, 3)))
        #expect(fileOnly.origin == .file(path: "c.yaml", line: 2))
        #expect(try value(sample).origin == .builtIn)
    }

    /// The ancestors' names of variables count before the file.
    @Test(arguments: [
        ("BACKEND_URL", "target_url", "http://x:9"), ("PORT", "proxy_port", "9"),
        ("MAX_CONCURRENT", "max_concurrent", "9"), ("MODEL_NAME", "model_name", "nine"),
        ("BLOCKOPS_LOG_FILE", "traffic_log", "/tmp/nine"), ("LOG_LEVEL", "log_level", "error"),
    ])
    func oldEnvironmentNames(name: String, key: String, value: String) throws {
        let setting = try #require(Setting.byKey[key])
        var expected = Settings()
        try setting.assign(.text(value), &expected)
        let resolved = try ResolvedSettings(SettingSources(environment: [name: value]))
        #expect(setting.shown(resolved.settings) == setting.shown(expected))
        #expect(resolved.origin(of: setting) == .environment(name))
    }

    /// An empty variable is one that is not set.
    @Test func emptyVariable() throws {
        let resolved = try ResolvedSettings(SettingSources(environment: ["PORT": ""]))
        #expect(resolved.settings.engine.port == 8066)
    }

    /// A fault is one line with the key, the value, its origin and what would be right.
    @Test(arguments: [
        ("proxy_port: 80a", "proxy_port: \"80a\" from c.yaml:1 is not valid; needed: a whole number from 0 to 65535"),
        ("memory_limit: 5", "memory_limit: \"5\" from c.yaml:1 is not valid; needed: a size like 512MB or 2GB, auto"),
        ("memory_limit: 2TB", "memory_limit: \"2TB\" from c.yaml:1 is not valid; needed: a size like"),
        ("max_connections: 0", "max_connections: \"0\" from c.yaml:1 is not valid; needed: a whole number from 1 to"),
        ("proxy_host: unix:x", "proxy_host: \"unix:x\" from c.yaml:1 is not valid; needed: an address or a host name"),
        ("tls_key: /k.pem", "tls_key (c.yaml:1) is set without tls_cert; needed: both"),
        ("target_url: unix:x", "target_url: \"unix:x\" from c.yaml:1 is not valid; needed: an address like"),
        ("a: 1\nproxy_port: 65536", "proxy_port: \"65536\" from c.yaml:2 is not valid; needed: a whole number"),
        (
            "keys: {folow: f}",
            "keys: \"folow\" from c.yaml:1 is not valid; needed: the name of a command; is follow meant?"
        ),
        (
            "keys:\n  follow: b\n  wrap: h",
            "keys, wrap: \"h\" from c.yaml:3 is not valid; needed: keys without conflict; h is the key of back"
        ),
        ("keys: {follow: Hyper-F}", "keys, follow: \"Hyper-F\" from c.yaml:1 is not valid; needed: a key like f"),
        (
            "keys: {quit: none}",
            "keys, quit: \"none\" from c.yaml:1 is not valid; needed: keys without conflict; quit needs"
        ),
        ("theme: pink", "theme: \"pink\" from c.yaml:1 is not valid; needed: one of terminal, dark, light"),
        ("keys: follow=f", "needed: a map of commands"),
        ("filter: (bad", "filter: \"(bad\" from c.yaml:1 is not valid; needed: a filter like agent"),
        ("streaming_chunk_size: 0", "streaming_chunk_size: \"0\" from c.yaml:1 is not valid"),
        ("verify_ssl: /no/such/file", "verify_ssl: \"/no/such/file\" from c.yaml:1 is not valid; needed: true, false"),
        ("request_timeout: soon", "needed: seconds from 0 to 604800 (0: no limit), or auto"),
        ("target_url: localhost:8080", "it has to begin with http://, https:// or unix:"),
        ("stream_mode: fast", "needed: one of auto, live, buffered, passthrough"),
        ("formats: [hermes-json, nonsense]", "\"nonsense\" from c.yaml:1"),
        ("models: [a]", "models: a list of 1 from c.yaml:1 is not valid; needed: a map of model names"),
        ("models: {a*: {format: auto}}", "models, a*: a map of 1 from c.yaml:1 is not valid; needed: {formats: ...}"),
        ("models:\n  q:\n    formats: nonsense", "models, q: \"nonsense\" from c.yaml:3"),
        ("log_level: loud", "one of TRACE, DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL"),
        ("max_concurrent: [1]", "max_concurrent: a list of 1 from c.yaml:1"),
        ("tui: perhaps", "needed: true or false"),
        (
            "backends:\n  - url: http://a:1\n  - {url: http://b:2, max_concurrent: 0}",
            "backends, max_concurrent of backend 2: \"0\" from c.yaml:3"
        ),
        ("backends:\n  - name: a", "backends, backend 1: a map of 1 from c.yaml:2"),
        ("backends: [{url: 'http://a', prt: 1}]", "\"prt\" from c.yaml:1"),
        ("backends: [{url: 'http://a', name: x}, {url: 'http://b', name: x}]", "a name of its own"),
        ("memory_warn: 96", "memory_warn: 96 (c.yaml:1) is above memory_critical: 95 (default)"),
        ("proxy_host: 0.0.0.0", "proxy_host: \"0.0.0.0\" from c.yaml:1 lets other machines in"),
    ])
    func faults(yaml: String, part: String) throws {
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let error = try #require(throws: ConfigurationError.self) { try ResolvedSettings(SettingSources(file: file)) }
        #expect(error.lines.count == 1)
        #expect(error.lines.first?.contains(part) == true, "\(error.lines)")
        #expect(error.lines.allSatisfy { !$0.contains("\n") })
    }

    /// Keys do not get into error lines.
    @Test(arguments: [
        "api_keys: [\"se cret\"]", "backend_api_key: \"se cret\"",
        "backends: [{url: 'http://a', api_key: \"se cret\"}]",
    ])
    func faultsOfSecrets(yaml: String) throws {
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let error = try #require(throws: ConfigurationError.self) { try ResolvedSettings(SettingSources(file: file)) }
        #expect(error.lines.allSatisfy { !$0.contains("cret") }, "\(error.lines)")
    }

    /// An unknown key is a warning with the nearest known one.
    @Test(arguments: [
        ("proxy_prot: 1", "proxy_prot (c.yaml:1) is not a setting; is proxy_port meant?"),
        ("Target_URL: x", "Target_URL (c.yaml:1) is not a setting; is target_url meant?"),
        ("frobnicate: 1", "frobnicate (c.yaml:1) is not a setting"),
    ])
    func unknownKeys(yaml: String, warning: String) throws {
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        #expect(try ResolvedSettings(SettingSources(file: file)).warnings == [warning])
    }

    /// Settings of features that are not there yet are taken, and it is said that they do nothing.
    @Test func acceptedSettings() throws {
        let yaml = "allowed_get_paths: [/v1/models]\n"
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let warnings = try ResolvedSettings(SettingSources(file: file)).warnings
        #expect(warnings.count == 1)
        #expect(warnings.allSatisfy { $0.hasSuffix("is accepted, but has no effect in this version") })
    }

    /// The first glob that matches counts, then the setting for all.
    @Test func formatsOfModels() throws {
        let yaml = """
            formats: [-react]
            models:
              qwen3-coder*: {formats: [qwen3-coder-xml]}
              qwen3*: {formats: "-hermes-json"}
              "*": {formats: none}
            """
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let resolved = try ResolvedSettings(SettingSources(file: file))
        #expect(
            Setting.models.shown(resolved.settings)
                == "{\"qwen3-coder*\": {formats: [qwen3-coder-xml]}, \"qwen3*\": {formats: [\"-hermes-json\"]}, "
                + "\"*\": {formats: none}}")
        let engine = resolved.settings.engine
        #expect(engine.dialects(forModel: "Qwen3-Coder-30B") == .only(["qwen3-coder-xml"]))
        #expect(engine.dialects(forModel: "qwen3-8b") == .except(["hermes-json"]))
        #expect(engine.dialects(forModel: "") == DialectChoice.none)
    }

    /// What is said of a model may be one thing or both.
    @Test func reasoningOfModels() throws {
        let yaml = """
            starts_in_reasoning: no
            undeclared_calls: strong
            models:
              qwq*: {starts_in_reasoning: yes}
              "*": {formats: none, starts_in_reasoning: auto}
            """
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let settings = try ResolvedSettings(SettingSources(file: file)).settings
        #expect(
            Setting.models.shown(settings)
                == "{\"qwq*\": {starts_in_reasoning: yes}, \"*\": {formats: none, starts_in_reasoning: auto}}")
        #expect(settings.engine.startsInReasoning == .no && settings.engine.undeclaredCalls == .strong)
        #expect(settings.engine.startsInReasoning(forModel: "QwQ-32B") == .yes)
        #expect(settings.engine.startsInReasoning(forModel: "other") == .automatic)
        #expect(settings.engine.dialects(forModel: "QwQ-32B") == DialectChoice.none)
    }

    /// Of `target_url` and `backends` the stronger source counts; of equals the list.
    @Test func oneBackendOrPool() throws {
        let both = try ConfigurationFile(path: "c.yaml", yaml: "target_url: http://a:1\nbackends: [http://b:2]")
        let file = try ResolvedSettings(SettingSources(file: both))
        #expect(try file.engineConfiguration().backends.map(\.url) == ["http://b:2"])
        #expect(file.warnings == ["target_url (c.yaml:1) is overruled by backends (c.yaml:2)"])
        let variable = try ResolvedSettings(SettingSources(environment: ["BACKEND_URL": "http://c:3/v1/"], file: both))
        #expect(try variable.engineConfiguration().backends.map(\.url) == ["http://c:3"])
        let nothing = try ResolvedSettings(SettingSources())
        #expect(try nothing.engineConfiguration().backends.map(\.url) == ["http://localhost:8080"])
        #expect(nothing.namesNoBackend)
    }

    /// A backend's own values beat those for all.
    @Test func backendsOwnValues() throws {
        let yaml = """
            verify_ssl: false
            backend_api_key: common
            backends:
              - {url: "https://a", name: big, max_concurrent: 1, kind: vllm, api_key: own, verify_ssl: true, weight: 2,
                 models: ["qwen*", gpt-oss]}
              - http://b:2/v1
              - http://b:2/other
            """
        let file = try ConfigurationFile(path: "c.yaml", yaml: yaml)
        let backends = try ResolvedSettings(SettingSources(file: file)).engineConfiguration().backends
        var big = BackendConfiguration(
            name: "big", url: "https://a:443", kind: .vllm, maxConcurrent: 1, apiKey: "own", tlsVerification: .full)
        big.models = ["qwen*", "gpt-oss"]
        big.weight = 2
        #expect(
            backends == [
                big,
                BackendConfiguration(
                    name: "b:2", url: "http://b:2", apiKey: "common", tlsVerification: TLSVerification.none),
                BackendConfiguration(
                    name: "b:2-2", url: "http://b:2/other", apiKey: "common", tlsVerification: TLSVerification.none),
            ])
    }

    /// `request_timeout` limits both silences; left out, only the one between bytes.
    @Test(arguments: [(nil, 0.0, 900.0), ("auto", 0, 900), ("0", 0, 0), ("30", 30, 30)] as [(String?, Double, Double)])
    func requestTimeout(text: String?, first: Double, between: Double) throws {
        var sources = SettingSources()
        if let text { sources.options["request_timeout"] = .text(text) }
        let engine = try ResolvedSettings(sources).engineConfiguration()
        #expect(engine.firstByteTimeoutSeconds == first)
        #expect(engine.idleTimeoutSeconds == between)
    }

    /// Only loopback addresses may be listened on without a key.
    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.8.8", true), ("localhost", true), ("::1", true), ("LOCALHOST", true),
        ("0.0.0.0", false), ("127.0.0.1.example.com", false), ("127.evil.example", false), ("127.0.0.256", false),
        ("::", false), ("192.168.1.2", false),
    ])
    func loopback(host: String, isLoopback: Bool) {
        let settings = try? ResolvedSettings(SettingSources(options: ["proxy_host": .text(host)]))
        #expect((settings != nil) == isLoopback)
    }

    /// With a key, or where it is asked for, other machines may come.
    @Test(arguments: [["api_keys": "k"], ["insecure_listen": "true"]])
    func listeningBeyondLoopback(more: [String: String]) throws {
        var options = more.mapValues { SettingInput.text($0) }
        options["proxy_host"] = .text("0.0.0.0")
        #expect(try ResolvedSettings(SettingSources(options: options)).settings.engine.host == "0.0.0.0")
    }
}
