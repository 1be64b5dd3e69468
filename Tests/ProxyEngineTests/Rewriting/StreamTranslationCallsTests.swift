import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// Structured calls that the backend gives itself.
struct StreamTranslationCallsTests {
    private func answer(_ deltas: [String], finish: String = "tool_calls") -> String {
        BackendSample.role + deltas.map { BackendSample.chunk($0) }.joined() + BackendSample.chunk("{}", finish: finish)
            + BackendSample.done
    }

    private func calls(_ deltas: [String], finish: String = "tool_calls") throws -> [[String]] {
        let message = try BackendSample.read(answer(deltas, finish: finish)).message
        #expect(message.finishReason == (finish == "stop" ? "tool_calls" : finish))
        #expect(message.content.isEmpty)
        return message.calls.map { [$0.id, $0.name, $0.arguments] }
    }

    static let head =
        #"{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"now","arguments":""}}]}"#
    static let more = #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]}"#
    static let rest = #"{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"#

    /// In shape already: to the byte.
    @Test func passes() throws {
        let answer = answer([Self.head, Self.more, Self.rest])
        #expect(try BackendSample.output(answer) == answer)
        #expect(try calls([Self.head, Self.more, Self.rest]) == [["call_a", "now", #"{"x":1}"#]])
    }

    @Test func putsTheFinishReasonRight() throws {
        #expect(try calls([Self.head, Self.more, Self.rest], finish: "stop") == [["call_a", "now", #"{"x":1}"#]])
    }

    struct Quirk: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let deltas: [String]
        let calls: [[String]]
    }
    static let quirks = [
        Quirk(
            testDescription: "index, id and type are missing",
            deltas: [#"{"tool_calls":[{"function":{"name":"now","arguments":"{}"}}]}"#],
            calls: [["call_made1", "now", "{}"]]),
        Quirk(
            testDescription: "id and type are null",
            deltas: [
                #"{"tool_calls":[{"index":0,"id":null,"type":null,"function":{"name":"now","arguments":"{}"}}]}"#
            ],
            calls: [["call_made1", "now", "{}"]]),
        Quirk(
            testDescription: "the id is a number",
            deltas: [#"{"tool_calls":[{"index":0,"id":1234,"function":{"name":"now","arguments":"{}"}}]}"#],
            calls: [["call_made1", "now", "{}"]]),
        Quirk(
            testDescription: "later deltas say type, a null name and a null id",
            deltas: [
                head,
                #"{"tool_calls":[{"index":0,"id":null,"type":"function","function":{"name":null,"arguments":"{}"}}]}"#,
            ],
            calls: [["call_a", "now", "{}"]]),
        Quirk(
            testDescription: "later deltas have an empty name",
            deltas: [head, #"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"","arguments":"{}"}}]}"#],
            calls: [["call_a", "now", "{}"]]),
        Quirk(
            testDescription: "each delta repeats the head",
            deltas: [
                head, #"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"now","arguments":"{\"x\":"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"now","arguments":"1}"}}]}"#,
            ],
            calls: [["call_a", "now", #"{"x":1}"#]]),
        Quirk(
            testDescription: "another id in each delta, no name",
            deltas: [head, #"{"tool_calls":[{"index":0,"id":"call_b","function":{"arguments":"{}"}}]}"#],
            calls: [["call_a", "now", "{}"]]),
        Quirk(
            testDescription: "arguments as an object",
            deltas: [#"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"now","arguments":{"x": [1]}}}]}"#],
            calls: [["call_a", "now", #"{"x": [1]}"#]]),
        Quirk(
            testDescription: "no arguments at all", deltas: [head], calls: [["call_a", "now", "{}"]]),
        Quirk(
            testDescription: "two without arguments",
            deltas: [head, head.replacing("\"index\":0", with: "\"index\":1").replacing("call_a", with: "call_b")],
            calls: [["call_a", "now", "{}"], ["call_b", "now", "{}"]]),
        Quirk(
            testDescription: "the pieces of two calls alternate",
            deltas: [
                head, head.replacing("\"index\":0", with: "\"index\":1").replacing("call_a", with: "call_b"), more,
                rest.replacing("\"index\":0", with: "\"index\":1").replacing("1}", with: "{}"), rest,
            ],
            calls: [["call_a", "now", #"{"x":1}"#], ["call_b", "now", "{}"]]),
        Quirk(
            testDescription: "null arguments",
            deltas: [#"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"now","arguments":null}}]}"#],
            calls: [["call_a", "now", "{}"]]),
        Quirk(
            testDescription: "every call has index 0",
            deltas: [
                #"{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"now","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"call_b","function":{"name":"now","arguments":"{}"}}]}"#,
            ],
            calls: [["call_a", "now", "{}"], ["call_b", "now", "{}"]]),
        Quirk(
            testDescription: "whole calls without index and id",
            deltas: [
                #"{"tool_calls":[{"function":{"name":"now","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"function":{"name":"now","arguments":"{\"x\":1}"}}]}"#,
            ],
            calls: [["call_made1", "now", "{}"], ["call_made2", "now", #"{"x":1}"#]]),
        Quirk(
            testDescription: "indices from 1 and with gaps",
            deltas: [
                #"{"tool_calls":[{"index":1,"id":"call_a","function":{"name":"now","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":4,"id":"call_b","function":{"name":"now","arguments":"{}"}}]}"#,
            ],
            calls: [["call_a", "now", "{}"], ["call_b", "now", "{}"]]),
        Quirk(
            testDescription: "two in one delta",
            deltas: [
                #"{"tool_calls":[{"index":0,"id":"a1","type":"function","function":{"name":"now","arguments":"{}"}},{"index":1,"id":"a2","type":"function","function":{"name":"now","arguments":"{}"}}]}"#
            ],
            calls: [["a1", "now", "{}"], ["a2", "now", "{}"]]),
        Quirk(
            testDescription: "a piece of a call that never began",
            deltas: [#"{"tool_calls":[{"index":3,"function":{"arguments":"{}"}}]}"#, head],
            calls: [["call_a", "now", "{}"]]),
    ]

    @Test(arguments: quirks) func putsInShape(_ quirk: Quirk) throws {
        #expect(try calls(quirk.deltas) == quirk.calls)
    }

    /// Where the limit was reached a call may be cut: it stays as it is.
    @Test func doesNotInventArgumentsOfACutCall() throws {
        let output = try BackendSample.output(answer([Self.head], finish: "length"))
        #expect(output == answer([Self.head], finish: "length"))
    }

    /// Text before structured calls that looked like one is text.
    @Test func releasesHeldText() throws {
        let answer = answer([#"{"content":"<tool_"}"#, Self.head, Self.more, Self.rest])
        let message = try BackendSample.read(answer).message
        #expect(message.content == "<tool_")
        #expect(message.calls.map(\.id) == ["call_a"])
    }

    /// What the backend cut off is nobody's bad arguments.
    @Test(arguments: [(#"{"path": "a"#, "cut off: the answer ended here", true), (#"{"path": 1}"#, "/path", false)])
    func judgesNoCallThatWasCutOff(_ arguments: String, _ problem: String, _ isValid: Bool) throws {
        var run = TranslationRun(try BackendSample.request())
        let text = BackendSample.text(#"<tool_call>{"name": "write_file", "arguments": "# + arguments)
        run.feed(Array((BackendSample.role + text).utf8))
        let call = try #require(run.translator.takeCalls().first)
        #expect(call.problem?.hasPrefix(problem) == true)
        #expect(call.isValid == isValid)
    }

    /// Neither is what the length limit cut, whoever made the call of it.
    @Test(arguments: [true, false]) func judgesNoCallThatTheLimitCut(_ isText: Bool) throws {
        var run = TranslationRun(try BackendSample.request())
        let text = BackendSample.text(#"<tool_call>{"name": "now", "arguments": {"path": "a"#)
        let parts = isText ? [text] : [Self.head, Self.more].map { BackendSample.chunk($0) }
        run.feed(Array((BackendSample.role + parts.joined() + BackendSample.chunk("{}", finish: "length")).utf8))
        let call = try #require(run.translator.takeCalls().first)
        #expect(call.problem == ToolCallReport.cutOff)
        #expect(call.isValid)
    }

    @Test func reportsCalls() throws {
        var run = TranslationRun(try BackendSample.request())
        run.feed(Array(answer([Self.head, Self.more, Self.rest]).utf8))
        let calls = run.translator.takeCalls()
        #expect(calls.map(\.dialect) == ["native"])
        #expect(calls.map(\.arguments) == [#"{"x":1}"#])
        #expect(run.translator.rewrites.isEmpty)
        #expect(run.translator.takeCalls().isEmpty)
    }
}
