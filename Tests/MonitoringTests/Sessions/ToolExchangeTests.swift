import TestSupport
import Testing

@testable import Monitoring

struct ToolExchangeTests {
    private func read(_ body: [UInt8]) -> [ToolExchange] {
        body.withUnsafeBytes { ToolExchange.all(in: $0, PromptOutline($0)) }
    }

    private func identity(_ arguments: String, _ result: String, name: String = "ls") throws -> UInt64 {
        let body = #"""
            {"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"\#(name)","arguments":
            \#(arguments)}}]},{"role":"tool","tool_call_id":"c","content":"\#(result)"}]}
            """#
        return try #require(read(Array(body.utf8)).first).identity
    }

    /// Same tool, arguments in another order, same result: the same; anything else is not.
    @Test func identities() throws {
        let first = try identity(#""{\"a\":1,\"b\":{\"c\":2,\"d\":3}}""#, "x")
        #expect(try identity(#""{ \"b\": {\"d\":3,\"c\":2}, \"a\":1}""#, "x") == first)
        #expect(try identity(#"{"a":1,"b":{"c":2,"d":3}}"#, "x") == first)
        #expect(try identity(#""{\"a\":1,\"b\":{\"c\":2,\"d\":3}}""#, "y") != first)
        #expect(try identity(#""{\"a\":2,\"b\":{\"c\":2,\"d\":3}}""#, "x") != first)
        #expect(try identity(#""{\"a\":1,\"b\":{\"c\":2,\"d\":3}}""#, "x", name: "cat") != first)
        #expect(try identity(#""{not json""#, "x") != first)
    }

    @Test func itemsOfTheResponsesInterface() {
        let body = #"""
            {"input":[{"role":"user","content":"hi"},{"type":"function_call","call_id":"c","name":"ls",
            "arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"a"}]}
            """#
        #expect(read(Array(body.utf8)).map(\.name) == ["ls"])
        #expect(read(Array(body.utf8)).map(\.message) == [2])
    }

    /// Results without a call, and calls without a result, make none.
    @Test(arguments: [
        #"{"messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}"#,
        #"{"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]}]}"#,
        #"{"messages":[{"role":"assistant","tool_calls":7},{"role":"tool","tool_call_id":7}]}"#, "{}", "", "[",
    ])
    func nothing(_ body: String) {
        #expect(read(Array(body.utf8)).isEmpty)
    }

    /// Damaged bodies are read as far as they go.
    @Test(arguments: 0..<20)
    func damagedBodies(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let body = Array(
            #"{"user":"me","messages":[{"role":"user","content":"h\u00e9\\\"i"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":[1,2]}],"metadata":{"user_id":"u"}}"#
                .utf8)
        for _ in 0..<500 {
            var damaged = Array(body.prefix(.random(in: 0...body.count, using: &random)))
            for _ in 0..<3 where !damaged.isEmpty {
                damaged[.random(in: 0..<damaged.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            for exchange in read(damaged) { #expect(exchange.arguments.upperBound <= damaged.count) }
            let name = damaged.withUnsafeBytes { SessionName($0) }
            #expect(name.session == nil || damaged.count > 0)
        }
    }
}
