import Logging
import ProxyEngine
import Testing

@testable import llama_stream_top

struct ConfigurationFileTests {
    /// The file that llama-stream's users have.
    @Test func oldFile() throws {
        let yaml = """
            # Configuration for the Reverse Proxy
            proxy_port: 8067
            target_url: "http://localhost:8055" # Replace with your actual target
            verify_ssl: True
            streaming_chunk_size: 20
            allowed_get_paths:
              - "/v1/models"
            request_timeout:
            log_level: "WARNING"
            """
        let file = try ConfigurationFile(path: "config.yaml", yaml: yaml)
        let resolved = try ResolvedSettings(SettingSources(file: file))
        let engine = try resolved.engineConfiguration()
        #expect(engine.port == 8067)
        #expect(engine.backends.map(\.url) == ["http://localhost:8055"])
        #expect(engine.backends.map(\.tlsVerification) == [.full])
        #expect(engine.chunkSize == 20)
        #expect(engine.idleTimeoutSeconds == 900)
        #expect(resolved.settings.logLevel == .warning)
        #expect(resolved.warnings.count == 1)
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "null\n"])
    func emptyFiles(yaml: String) throws {
        #expect(try ConfigurationFile(path: "c.yaml", yaml: yaml).entries.isEmpty)
    }

    /// What is no map of settings is refused in one line with the place.
    @Test(arguments: [
        ("proxy_port: [1", "c.yaml:"), ("a: 1\na: 2", "c.yaml:"), ("- a\n- b", "has to be a map"),
        ("hello", "has to be a map"), ("a: b: c", "c.yaml:"), ("\t- x", "c.yaml:"),
    ])
    func faults(yaml: String, part: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationFile(path: "c.yaml", yaml: yaml)
        }
        #expect(error.lines.count == 1)
        #expect(error.lines.first?.contains(part) == true, "\(error.lines)")
        #expect(error.lines.first?.contains("\n") == false)
    }

    @Test func missingFile() {
        #expect(throws: ConfigurationError(lines: ["/no/such.yaml: the configuration file cannot be read"])) {
            try ConfigurationFile(path: "/no/such.yaml")
        }
    }

    /// Asked for, named in the environment, then none of the usual ones.
    @Test func search() {
        let environment = ["LLAMA_STREAM_TOP_CONFIG": "/b.yaml", "HOME": "/nowhere"]
        #expect(ConfigurationFile.find(asked: "/a.yaml", environment: environment) == "/a.yaml")
        #expect(ConfigurationFile.find(asked: nil, environment: environment) == "/b.yaml")
    }
}

extension ConfigurationFileTests {
    /// No file at all, for scripts: nothing is set.
    @Test func noFile() throws {
        let file = try ConfigurationFile(path: "/dev/null")
        #expect(file.entries.isEmpty)
        #expect(try ResolvedSettings(SettingSources(file: file)).warnings.isEmpty)
    }

    /// The example that people copy is valid, and all of it does something.
    @Test func example() throws {
        let file = try ConfigurationFile(path: CheckedInText("config.example.yaml").path)
        let resolved = try ResolvedSettings(SettingSources(file: file))
        #expect(resolved.warnings.isEmpty)
        #expect(resolved.origins.count == file.entries.count)
    }
}
