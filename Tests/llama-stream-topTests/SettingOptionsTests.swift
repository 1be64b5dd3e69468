import ArgumentParser
import Testing

@testable import llama_stream_top

struct SettingOptionsTests {
    private func given(_ arguments: [String]) throws -> [String: SettingInput] {
        let command = try #require(try LlamaStreamTop.parseAsRoot(arguments) as? ServeCommand)
        return try command.options.given()
    }

    /// Every option of the table reaches its setting.
    @Test(arguments: [[], ["serve"]])
    func options(command: [String]) throws {
        var arguments = command
        var expected: [String: SettingInput] = [:]
        for setting in Setting.all {
            guard let option = setting.option else { continue }
            switch setting.optionKind {
            case .value:
                arguments += ["--\(option)", "value of \(option)"]
                expected[setting.key] = .text("value of \(option)")
            case .flag(let value):
                arguments.append("--\(option)")
                expected[setting.key] = .text(value)
            case .list, .file: continue
            }
        }
        #expect(expected.count > 20)
        #expect(try given(arguments) == expected)
    }

    @Test func nothingGiven() throws {
        #expect(try given([]).isEmpty)
    }

    @Test func repeatedBackends() throws {
        #expect(
            try given(["--backend", "http://a", "--backend", "http://b"])
                == ["backends": SettingInput(.list([.text("http://a"), .text("http://b")]))])
    }

    @Test func noTrafficLog() throws {
        #expect(try given(["--no-traffic-log"]) == ["traffic_log": .text("false")])
    }

    @Test func missingKeyFile() throws {
        #expect(throws: ConfigurationError(lines: ["--api-key-file: the file \"/no/such\" cannot be read as text"])) {
            try given(["--api-key-file", "/no/such"])
        }
    }

    /// The help that people see; `RECORD_TEXTS=1` writes it anew.
    @Test func help() throws {
        try CheckedInText("Tests/llama-stream-topTests/help.txt")
            .expect(LlamaStreamTop.helpMessage(for: ServeCommand.self, columns: 80) + "\n")
    }
}
