import Testing
import ToolCallParsing

@testable import DemoBackend

/// What the demo writes is what the translator knows.
struct DemoDialectTests {
    private func parse(_ scenario: DemoScenario) -> ParsedMessage {
        var request = DemoRequest()
        request.firstUserText = "Fix the test."
        request.lastUserText = "Fix the test. demo:\(scenario.name)"
        request.tools = ["read", "read_file", "bash", "grep"].map { name in
            DemoRequest.Tool(
                name: name,
                parameters: .object([("properties", .object([("path", .object([("type", .string("string"))]))]))]))
        }
        let reply = DemoScript(seed: 1).reply(to: request, number: 0)
        let text = reply.parts.map { part in
            if case .text(let text) = part { text } else { "" }
        }
        var options = ParserOptions()
        if case .dialect(let id) = scenario, !Dialect.detected.contains(where: { $0.id.rawValue == id }) {
            options = ParserOptions(dialects: Dialect.all.filter { $0.id.rawValue == id }, isPinned: true)
        }
        return ModelOutputParser.parse(
            text.joined(), tools: request.tools.map { ToolDeclaration(name: $0.name) }, options: options)
    }

    /// Every dialect has a scenario of its name, and that scenario is a call in it.
    @Test(arguments: Dialect.all.map(\.id.rawValue))
    func everyDialect(id: String) throws {
        let message = parse(try #require(DemoScenario(name: id)))
        #expect(message.calls.map(\.dialect.rawValue) == [id])
        #expect(message.repairs.isEmpty)
        #expect(message.calls.first?.arguments.contains("path") == true)
    }

    @Test func parallel() {
        #expect(parse(.parallel).calls.count == 2)
    }

    @Test func malformedIsRepaired() {
        let message = parse(.malformed)
        #expect(message.calls.count == 1)
        #expect(!message.repairs.isEmpty)
    }

    /// What is no call stays text and is noticed.
    @Test func nearMiss() {
        let message = parse(.nearMiss)
        #expect(message.calls.isEmpty)
        #expect(message.nearMisses.map(\.reason) == [.notACall])
        #expect(message.content.contains("<tool_call>"))
    }

    /// A tool that nobody declared is the agent's to refuse.
    @Test func undeclaredIsHandedOn() {
        let message = parse(.undeclared)
        #expect(message.calls.map(\.name) == ["open_browser"] && message.nearMisses.isEmpty)
    }

    @Test func reasoning() {
        #expect(!parse(.reasoning).reasoning.isEmpty)
        #expect(!parse(.reasoning).calls.isEmpty)
        #expect(!parse(.reasonedText).reasoning.isEmpty)
    }
}
