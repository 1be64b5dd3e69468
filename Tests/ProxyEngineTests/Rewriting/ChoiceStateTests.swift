import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct ChoiceStateTests {
    private func state(_ arguments: String...) -> ChoiceState {
        var state = ChoiceState(index: 2, parser: nil)
        for (number, arguments) in arguments.enumerated() {
            state.calls.append(
                ChoiceState.Call(
                    id: "call_\(number)", name: "f", dialect: "native", arguments: Array(arguments.utf8)))
        }
        return state
    }

    /// A call is complete when the next one begins, or when all is over; each is reported once.
    @Test func reportsCompleteCallsOnce() {
        let rules = CallRules(tools: [ToolDeclaration(name: "f")])
        var steps = 100
        var state = state("{}", "{")
        #expect(state.takeReports(all: false, rules: rules, steps: &steps).map(\.id) == ["call_0"])
        #expect(state.takeReports(all: false, rules: rules, steps: &steps).isEmpty)
        let last = state.takeReports(all: true, rules: rules, steps: &steps)
        #expect(last.map(\.id) == ["call_1"])
        #expect(last.map(\.choice) == [2] && last.map(\.index) == [1])
        #expect(last.map(\.isValid) == [false] && last.first?.problem != nil)
        #expect(state.takeReports(all: true, rules: rules, steps: &steps).isEmpty)
    }

    @Test(
        arguments: zip(
            ["stop", "eos", "", "length", "abort"], ["tool_calls", "tool_calls", "tool_calls", "length", "abort"]))
    func givesTheReasonOfCalls(backend: String, client: String) {
        #expect(state("{}").clientReason(for: backend) == client)
        #expect(state().clientReason(for: backend) == (client == "tool_calls" ? "stop" : client))
    }
}
