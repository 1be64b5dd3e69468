import Foundation
import ProxyEngine
import Testing

@testable import llama_stream_top

struct SettingsListingTests {
    /// What is printed can be read again and means the same.
    @Test(arguments: [
        "",
        """
        target_url: https://example.org/llm/v1
        verify_ssl: false
        request_timeout: 12.5
        model_name: "a # b: \\"c\\" \\\\ d"
        formats: [tool-call-line, hermes-json]
        traffic_log: false
        stream_mode: buffered
        log_level: warning
        tui: no
        theme: colorblind
        mouse: on
        ascii: true
        read_only: yes
        keys: {follow: [b, F2], freeze: none, filter: '"', clear-filter: '\\', down: [F9, "^G"]}
        filter: 'agent:"two words" | ttft>2s'
        token_hard_threshold: 99000
        """,
        "backends: [{url: 'http://a:1', name: 'yes', kind: vllm, max_concurrent: 2, verify_ssl: false}, http://b:2]",
        "traffic_log: \"/tmp/with space/\\ttab.jsonl\"\nproxy_host: \"::1\"",
    ])
    func roundTrip(yaml: String) throws {
        let first = try ResolvedSettings(SettingSources(file: ConfigurationFile(path: "c.yaml", yaml: yaml)))
        let printed = SettingsListing.yaml(first, file: "c.yaml")
        let second = try ResolvedSettings(SettingSources(file: ConfigurationFile(path: "p.yaml", yaml: printed)))
        #expect(try second.engineConfiguration() == (try first.engineConfiguration()))
        for setting in Setting.all where setting.key != "target_url" {
            #expect(setting.shown(second.settings) == setting.shown(first.settings), "\(setting.key)")
        }
    }

    /// Every line says where the value came from.
    @Test func origins() throws {
        let file = try ConfigurationFile(path: "c.yaml", yaml: "proxy_port: 1\n")
        let sources = SettingSources(
            options: ["max_queue": .text("5")], environment: ["MODEL_NAME": "m"], file: file)
        let lines = SettingsListing.yaml(try ResolvedSettings(sources), file: "c.yaml").split(separator: "\n")
        #expect(lines.contains("proxy_port: 1  # c.yaml:1"))
        #expect(lines.contains("max_queue: 5  # --max-queue"))
        #expect(lines.contains("model_name: m  # environment MODEL_NAME"))
        #expect(lines.contains("streaming_chunk_size: 50  # default"))
    }

    /// No key is ever printed, and what stands in its place is refused as one.
    @Test func secrets() throws {
        let yaml =
            "api_keys: [hunter2, hunter3]\nbackend_api_key: hunter4\nbackends: [{url: 'http://a', api_key: hunter5}]"
        let resolved = try ResolvedSettings(SettingSources(file: ConfigurationFile(path: "c.yaml", yaml: yaml)))
        let printed = SettingsListing.yaml(resolved, file: nil)
        #expect(!printed.contains("hunter"))
        #expect(printed.contains("# api_keys: [(set), (set)]"))
        #expect(throws: ConfigurationError.self) {
            try ResolvedSettings(SettingSources(options: ["backend_api_key": .text("(set)")]))
        }
    }

    /// `docs/settings.md` is the table as it is; `RECORD_TEXTS=1` writes it anew.
    @Test func settingsPage() throws {
        try CheckedInText("docs/settings.md").expect(SettingsListing.markdown())
    }

    /// A setting stands in the table once, and says what it is.
    @Test func table() {
        #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
        let options = Setting.all.compactMap(\.option)
        #expect(Set(options).count == options.count)
        let variables = Setting.all.flatMap(\.environment)
        #expect(Set(variables).count == variables.count)
        #expect(Setting.all.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
    }
}

/// A text that is part of the project and must be what the program says.
struct CheckedInText {
    let url: URL

    init(_ path: String) {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        url = root.appending(path: path)
    }

    var path: String { url.path() }

    func expect(_ text: String) throws {
        if ProcessInfo.processInfo.environment["RECORD_TEXTS"] == "1" {
            try Data(text.utf8).write(to: url)
        }
        let kept = try String(contentsOf: url, encoding: .utf8)
        #expect(kept == text, "\(url.lastPathComponent) is not current: run the tests with RECORD_TEXTS=1")
    }
}
