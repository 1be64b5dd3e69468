import TestSupport
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct HistoryRepairTests {
    private func request(arguments: String, type: String = #""type":"function","#) throws -> ChatRequest {
        let body =
            #"{"messages":[{"role":"user","content":"\"tool_calls\":[{}]"},{"role":"assistant","content":null,"#
            + #""tool_calls":[{"id":"a",\#(type)"function":{"name":"f","arguments":\#(arguments)}}]},"#
            + #"{"role":"tool","tool_call_id":"a","content":"{'x': 1"}],"stream":true,"#
            + #""stream_options":{"include_usage":true}}"#
        return try ChatRequest(body: Array(body.utf8))
    }

    private func repaired(_ request: ChatRequest, _ repairs: Bool = true) -> [UInt8] {
        var wishes = ChatRequest.Wishes()
        wishes.historyRepair = repairs
        return request.upstreamBody(streaming: true, wishes: wishes)
    }

    private func call(_ body: [UInt8]) throws -> JSONValue? {
        try JSONValue(parsing: body)["messages"]?.arrayValue?[1]["tool_calls"]?.arrayValue?.first
    }

    @Test(arguments: [
        (#""""#, "{}"), ("null", "{}"), (#"{"a": [1]}"#, #"{"a": [1]}"#), ("[1]", "{}"), ("7", "{}"),
        (#""{\"a\": 1""#, #"{"a": 1}"#), (#""{'a': True}""#, #"{"a": true}"#), (#""{\"a\": [1, 2""#, #"{"a": [1, 2]}"#),
        (#""\"{\\\"a\\\": 1}\"""#, #"{"a": 1}"#), (#""sorry""#, "{}"), (#""[1, 2]""#, "{}"),
        (#""{\"a\": 1,}""#, #"{"a": 1}"#),
    ])
    func putsArgumentsRight(_ sample: (String, String)) throws {
        let request = try request(arguments: sample.0)
        let call = try call(repaired(request))
        let arguments = try #require(call?["function"]?["arguments"]?.stringValue)
        #expect(try JSONValue(parsing: arguments) == JSONValue(parsing: sample.1), "\(arguments)")
        var wishes = ChatRequest.Wishes()
        wishes.historyRepair = true
        #expect(request.rewrites(for: wishes) == ["history=1"])
        #expect(request.rewrites(for: ChatRequest.Wishes()).isEmpty)
    }

    /// What backends take stays as it is, to the byte.
    @Test(arguments: [#""{}""#, #""{\"a\" : 1.50, \"a\":\"\\u00e9\"}""#, #"" {\"a\": {\"b\": []}} ""#])
    func leavesTheRest(_ arguments: String) throws {
        let request = try request(arguments: arguments)
        #expect(repaired(request) == request.body)
    }

    @Test func leavesAllWhereNotWanted() throws {
        let request = try request(arguments: #""{""#)
        #expect(repaired(request, false) == request.body)
    }

    @Test func addsTheType() throws {
        let call = try call(repaired(request(arguments: #""{}""#, type: "")))
        #expect(call?["type"] == .string("function") && call?["id"] == .string("a"))
    }

    /// Whatever stands there: JSON goes in, JSON comes out, and what is put right needs nothing more.
    @Test(arguments: 0..<300) func isDoneOnce(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = ["{", "}", "[", "]", "\"", ":", ",", "'", "a", "1", "\\", "null", "\n", "é", "True", " "]
        let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
        let first = try repaired(request(arguments: JSONValue.string(text).jsonText))
        let arguments = try #require(try call(first)?["function"]?["arguments"]?.stringValue)
        #expect(try JSONValue(parsing: arguments).objectValue != nil, "\(text) became \(arguments)")
        #expect(repaired(try ChatRequest(body: first)) == first)
    }
}
