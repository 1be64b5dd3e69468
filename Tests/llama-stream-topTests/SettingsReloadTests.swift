import Foundation
import Logging
import Monitoring
import ProxyEngine
import Testing

@testable import llama_stream_top

struct SettingsReloadTests {
    private func withFile(_ body: (_ path: String, _ write: (String) throws -> Void) async throws -> Void) async throws
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "reload-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path()) { try Data($0.utf8).write(to: file) }
    }

    /// What can change does, the rest is said to need a restart.
    @Test func changes() async throws {
        try await withFile { path, write in
            try write("streaming_chunk_size: 10\nproxy_port: 1\n")
            let sink = LogSink(level: .info, format: .text)
            let reload = SettingsReload(
                try LoadedSettings(options: [:], environment: [:], path: path), sink: sink)
            #expect(await reload.reload() == .done("\(path) read again; nothing changed"))
            try write("streaming_chunk_size: 20\nproxy_port: 2\nlog_level: ERROR\n")
            #expect(
                await reload.reload()
                    == .done(
                        "\(path) read again: proxy_port 1 -> 2 (needs a restart); streaming_chunk_size 10 -> 20; "
                            + "log_level INFO -> ERROR"))
            #expect(sink.level == .error)
            try write("proxy_port: 1\n")
            #expect(
                await reload.reload()
                    == .done(
                        "\(path) read again: proxy_port 2 -> 1 (as at the start); streaming_chunk_size 20 -> 50; "
                            + "log_level ERROR -> INFO"))
        }
    }

    /// A faulty file changes nothing, and the next good one is compared with what is in force.
    @Test func faultyFile() async throws {
        try await withFile { path, write in
            try write("max_queue: 10\n")
            let reload = SettingsReload(
                try LoadedSettings(options: [:], environment: [:], path: path),
                sink: LogSink(level: .info, format: .text))
            try write("max_queue: many\n")
            guard case .refused(let text) = await reload.reload() else {
                Issue.record("a faulty file was taken")
                return
            }
            #expect(text.contains("the settings stay as they are: max_queue: \"many\" from \(path):1"))
            try write("max_queue: 11\n")
            #expect(await reload.reload() == .done("\(path) read again: max_queue 10 -> 11 (needs a restart)"))
        }
    }

    /// Options still win after a reload.
    @Test func optionsStay() async throws {
        try await withFile { path, write in
            try write("streaming_chunk_size: 10\n")
            let options = ["streaming_chunk_size": SettingInput.text("7")]
            let reload = SettingsReload(
                try LoadedSettings(options: options, environment: [:], path: path),
                sink: LogSink(level: .info, format: .text))
            try write("streaming_chunk_size: 20\n")
            #expect(await reload.reload() == .done("\(path) read again; nothing changed"))
        }
    }

    @Test func noFile() async throws {
        let reload = SettingsReload(
            try LoadedSettings(options: [:], environment: [:], path: nil), sink: LogSink(level: .info, format: .text))
        guard case .refused = await reload.reload() else {
            Issue.record("there was nothing to read")
            return
        }
    }

    /// Keys do not show up among the changes.
    @Test func secrets() throws {
        var new = Settings()
        new.backendAPIKey = "hunter2"
        #expect(
            SettingsChange.all(from: Settings(), to: new, started: Settings()).map(\.description) == [
                "backend_api_key changed (needs a restart)"
            ])
    }
}
