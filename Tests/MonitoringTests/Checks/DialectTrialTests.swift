import Testing
import ToolCallParsing

@testable import Monitoring

struct DialectTrialTests {
    private static let body = #"{"messages":[{"role":"user","content":"x"}],"tools":[{"function":{"name":"now"}}]}"#

    /// The dialect that takes the text comes first; every dialect is in one of the lists.
    @Test func findsTheDialect() {
        let text = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        let trial = DialectTrial(text: Array(text.utf8), body: Self.body)
        #expect(trial.results.first?.calls == ["now({})"])
        #expect(trial.results.contains { $0.dialect == "hermes-json" && !$0.calls.isEmpty })
        #expect(trial.results.count + trial.others.count == Dialect.all.count)
        #expect(trial.explanation.contains { $0.contains("now in hermes-json") })
    }

    @Test(arguments: ["", "Just prose.", "\u{FFFD}<<<{{{[["]) func nothingToFind(_ text: String) {
        let trial = DialectTrial(text: Array(text.utf8), body: Self.body)
        #expect(trial.results.allSatisfy { $0.calls.isEmpty })
    }

    @Test func readsOnlySoMuch() {
        let trial = DialectTrial(text: [UInt8](repeating: 0x61, count: DialectTrial.maximumBytes + 1), body: nil)
        #expect(trial.isCut)
    }
}
