import Testing
import ToolCallParsing

@testable import DemoBackend

struct DemoScriptTests {
    private let tools = [
        DemoRequest.Tool(
            name: "read",
            parameters: .object([
                ("type", .string("object")),
                (
                    "properties",
                    .object([
                        ("path", .object([("type", .string("string"))])),
                        ("limit", .object([("type", .string("integer"))])),
                    ])
                ), ("required", .array([.string("path")])),
            ])), DemoRequest.Tool(name: "bash"),
    ]

    private func request(_ text: String = "Fix the test.", withTools: Bool = true, results: Int = 0) -> DemoRequest {
        var request = DemoRequest()
        request.firstUserText = text
        request.lastUserText = text
        request.toolResults = results
        if withTools { request.tools = tools }
        return request
    }

    private func text(_ reply: DemoReply) -> String {
        reply.parts.map { part in
            switch part {
            case .text(let text): text
            case .reasoning, .call: ""
            }
        }.joined()
    }

    /// One round shows every way of answering.
    @Test func rotationShowsAll() {
        let script = DemoScript(seed: 1)
        var seen = Set((0..<DemoScenario.toolRotation.count).map { script.reply(to: request(), number: $0).scenario })
        seen.formUnion(
            (0..<DemoScenario.textRotation.count).map {
                script.reply(to: request(withTools: false), number: $0).scenario
            })
        // What is only looked for where it is named would be text.
        let hidden = Dialect.all.map(\.id).filter { id in !Dialect.detected.contains { $0.id == id } }
        #expect(seen == Set(DemoScenario.allCases).subtracting(hidden.map { .dialect($0.rawValue) }))
    }

    /// The last user message can ask for a scenario by name.
    @Test(arguments: DemoScenario.allCases)
    func askedFor(_ scenario: DemoScenario) {
        let reply = DemoScript(seed: 3).reply(to: request("please demo:\(scenario.name) now"), number: 5)
        #expect(reply.scenario == scenario)
    }

    /// Each dialect is written with its own marks.
    @Test(arguments: [
        (DemoScenario.dialect("hermes-json"), "<tool_call>\n{\"name\": \""),
        (.dialect("tool-call-line"), "\nTOOL_CALL: {\"name\": \""),
        (.dialect("qwen3-coder-xml"), "<tool_call>\n<function="), (.malformed, "\"arguments\": {'"),
        (.undeclared, "\"open_browser\""), (.reasoning, "</think>\n\n<tool_call>"),
        (.reasonedText, "<think>\n"),
    ])
    func marks(_ scenario: DemoScenario, mark: String) {
        let reply = DemoScript(seed: 1).reply(to: request("Fix the test. demo:\(scenario.name)"), number: 0)
        #expect(text(reply).contains(mark), "\(text(reply))")
    }

    /// What is said fits what was asked, and the tools there are.
    @Test(arguments: [
        ("Is the query slow?", ["bash"], "timings"), ("What is the weather like?", ["get_weather"], "look that up"),
        ("The parser test fails.", ["read"], "parser"), ("Go on.", ["get_weather"], "look that up"),
    ])
    func stories(text: String, tools: [String], words: String) {
        #expect(DemoStory.choose(for: text, tools: tools).steps.first?.words.contains(words) == true)
    }

    /// A cut-off call has no end, and says that the limit was met.
    @Test func cutOff() {
        let reply = DemoScript(seed: 1).reply(to: request("demo:cut-off"), number: 0)
        #expect(reply.ending == .length)
        #expect(text(reply).contains("<tool_call>"))
        #expect(!text(reply).contains("</tool_call>"))
    }

    /// Calls that the server parsed are numbered and have ids of their own.
    @Test func parallelNative() throws {
        let reply = DemoScript(seed: 1).reply(to: request("demo:parallel-native"), number: 0)
        let calls = reply.parts.compactMap { part -> (Int, String)? in
            guard case .call(let index, let id, _) = part else { return nil }
            return (index, id)
        }
        #expect(calls.map(\.0) == [0, 1])
        #expect(Set(calls.map(\.1)).count == 2)
        #expect(reply.ending == .toolCalls)
    }

    /// A task ends: after some results of tools no call follows.
    @Test(arguments: 0..<40)
    func tasksEnd(number: Int) {
        let reply = DemoScript(seed: 1).reply(to: request(results: 4), number: number)
        #expect(DemoScenario.textRotation.contains(reply.scenario))
    }

    /// The same request, number and seed give the same answer.
    @Test(arguments: 0..<24)
    func repeatable(number: Int) {
        let first = DemoScript(seed: 9).reply(to: request(), number: number)
        #expect(first == DemoScript(seed: 9).reply(to: request(), number: number))
    }

    /// Arguments keep to the schema of the tool: only its properties, and all that it requires.
    @Test func argumentsFollowTheSchema() throws {
        let schema: DemoValue = .object([
            (
                "properties",
                .object([
                    ("city", .object([("type", .string("integer"))])),
                    ("mode", .object([("enum", .array([.string("fast"), .string("slow")]))])),
                    ("list", .object([("type", .string("array")), ("items", .object([("type", .string("number"))]))])),
                    ("unused", .object([("type", .string("string"))])),
                ])
            ), ("required", .array([.string("city"), .string("mode"), .string("list")])),
        ])
        let call = DemoCall(DemoRequest.Tool(name: "x", parameters: schema), known: ["city": .string("Oslo")])
        #expect(call.arguments.json == #"{"city": 3, "mode": "fast", "list": [2.5]}"#)
    }
}
