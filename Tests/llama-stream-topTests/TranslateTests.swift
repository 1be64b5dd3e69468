import Foundation
import Monitoring
import ProxyEngine
import Testing
import ToolCallParsing
import WireFormats

@testable import llama_stream_top

/// What `translate` reads and tells. The program itself is run in `ProgramTests`.
struct TranslateTests {
    /// `docs/dialects.md` is made from the declarations; `RECORD_TEXTS=1` writes it anew.
    @Test func dialectsPage() throws {
        try CheckedInText("docs/dialects.md").expect(DialectPage.markdown)
    }

    /// Every example is a call of its dialect.
    @Test(arguments: Dialect.all.map(\.id.rawValue)) func examplesAreCalls(_ id: String) throws {
        let dialect = try #require(Dialect.all.first { $0.id.rawValue == id })
        var options = ParserOptions(
            dialects: dialect.isDetected ? Dialect.detected : [dialect], isPinned: !dialect.isDetected)
        options.acceptsAnyName = true
        let message = ModelOutputParser.parse(dialect.example, options: options)
        #expect(!message.calls.isEmpty)
        #expect(message.calls.allSatisfy { $0.dialect == dialect.id })
        #expect(message.repairs.isEmpty)
    }

    private func explain(_ text: String, _ names: String...) -> [String] {
        var options = ParserOptions()
        options.explains = true
        return Explanation(text, tools: names.map { ToolDeclaration(name: $0) }, options: options).lines
    }

    @Test func explainsACall() {
        let lines = explain("Hi.\n<tool_call>\n{'name': 'now', 'arguments': {}}\n</tool_call>", "now")
        #expect(lines.contains { $0.hasPrefix("1:1 bytes 0-3 ") && $0.hasSuffix(#"content: "Hi.""#) })
        #expect(lines.contains { $0.contains("call 0: now in hermes-json") })
        #expect(lines.contains { $0.hasSuffix("call 0 repair: single-quotes") })
    }

    @Test(arguments: [
        ("`<tool_call>{\"name\": \"now\"}`", "stands in code"), ("Say TOOL_CALL: or <tool_call>.", "cannot be a call"),
        ("<tool_call>{\"name\": \"then\"}", "the name is not declared"), ("Then `TOOL_CALL:`", "no dialect"),
    ])
    func explainsWhatIsNoCall(_ text: String, _ words: String) {
        let lines = explain(text, "now")
        #expect(words == "no dialect" || lines.contains { $0.contains(words) }, "\(lines)")
    }

    /// One line says why nothing is a call.
    @Test func explainsThatNoToolIsDeclared() {
        let text = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        #expect(explain(text).contains { $0.hasPrefix("declared: no tools, so text is never a call") })
        #expect(!explain(text).contains { $0.contains("call 0") })
    }

    @Test(arguments: [
        #"[{"type":"function","function":{"name":"a","parameters":{}}}]"#, #"{"tools":[{"function":{"name":"a"}}]}"#,
        #"[{"name":"a","input_schema":{}}]"#,
    ])
    func readsTools(_ json: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString).json")
        try Data(json.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try TranslateInput.tools(file.path()).declared.map(\.name) == ["a"])
    }

    /// Tools in the words of the protocol that is asked for; what that leaves out is no mistake.
    @Test func readsToolsOfOtherProtocols() throws {
        let json = #"""
            {"tools":[{"type":"namespace","name":"fs","tools":[{"type":"custom","name":"patch"}]},{"type":"web_search"}]}
            """#
        let file = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString).json")
        try Data(json.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let responses = try #require(WireProtocol.of(.responses))
        let tools = try TranslateInput.tools(file.path(), as: responses)
        #expect(tools.declared.map(\.name) == ["fs__patch"])
        #expect(tools.named.map(\.name) == [ToolName("patch", in: "fs")])
    }

    @Test(arguments: ["{", "{}", #"[{"x":1}]"#]) func refusesOtherTools(_ json: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString).json")
        try Data(json.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: TranslateProblem.self) { try TranslateInput.tools(file.path()) }
    }
}
