import ArgumentParser
import Testing

@testable import llama_stream_top

struct SettingOptionsTests {
    private func given(_ arguments: [String]) throws -> [String: SettingInput] {
        let command = try #require(try LlamaStreamTop.parseAsRoot(arguments) as? ServeCommand)
        return try command.options.given()
    }

    static let valueSettings = Setting.all.filter { $0.option != nil && $0.optionKind == .value }.map(\.key)
    static let flagSettings = Setting.all.filter { $0.flagValue != nil }.map(\.key)

    /// Every option of the table reaches its setting.
    @Test(arguments: valueSettings)
    func options(key: String) throws {
        let option = try #require(Setting.byKey[key]?.option)
        #expect(try given(["--\(option)", "x"]) == [key: .text("x")])
        #expect(try given(["serve", "--\(option)=y"]) == [key: .text("y")])
    }

    @Test(arguments: flagSettings)
    func flags(key: String) throws {
        let setting = try #require(Setting.byKey[key])
        let option = try #require(setting.option)
        #expect(try given(["--\(option)"]) == [key: try #require(setting.flagValue)])
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
