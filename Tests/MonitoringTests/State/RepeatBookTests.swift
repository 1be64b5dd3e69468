import TestSupport
import Testing

@testable import Monitoring

struct RepeatBookTests {
    private typealias Turn = (call: (arguments: String, id: String), result: String)

    /// A conversation: each turn the model calls `ls`, and the client comes back with the result.
    private func state(_ turns: [Turn]) -> MonitorState {
        var state = MonitorState(startedAt: RequestScript.start)
        var messages = [#"{"role":"user","content":"look around"}"#]
        for (number, turn) in turns.enumerated() {
            let script = RequestScript(UInt64(number + 1), at: RequestScript.start + Double(number))
            state.begin(script, body: #"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#)
            var call = ToolCallReport.sample("ls", arguments: turn.call.arguments)
            call.id = turn.call.id
            state.play(script, [(.toolCall(call), 0.1), (.finished(RequestOutcome(status: 200)), 0.2)])
            let arguments = turn.call.arguments.replacing("\"", with: "\\\"")
            messages.append(
                #"{"role":"assistant","tool_calls":[{"id":"\#(turn.call.id)","function":{"name":"ls","arguments":"\#(arguments)"}}]}"#
            )
            messages.append(#"{"role":"tool","tool_call_id":"\#(turn.call.id)","content":"\#(turn.result)"}"#)
        }
        return state
    }

    private func repeats(_ state: MonitorState, of number: UInt64) -> [CallRepeat]? {
        var state = state
        state.open(RequestID(rawValue: number))
        return state.detail(of: RequestID(rawValue: number))?.repeats
    }

    private static let here = #"{"path":".","all":true}"#
    private static let hereOtherwise = #"{ "all": true, "path": "." }"#

    @Test func theSameCallBefore() {
        let state = state([
            ((Self.here, "a"), "x y"), ((#"{"path":"/"}"#, "b"), "etc"), ((Self.hereOtherwise, "c"), "x y"),
            ((Self.here, "d"), "x y"),
        ])
        #expect(repeats(state, of: 1) == [])
        #expect(repeats(state, of: 2) == [])
        let third = CallRepeat(index: 0, requests: [RequestID(rawValue: 1)], times: 2, areResultsEqual: true)
        #expect(repeats(state, of: 3) == [third])
        let requests = [RequestID(rawValue: 3), RequestID(rawValue: 1)]
        #expect(repeats(state, of: 4) == [CallRepeat(index: 0, requests: requests, times: 3, areResultsEqual: true)])
    }

    /// The result of the last call is known with the next request only.
    @Test func resultsAreKnownLater() {
        let before = state([((Self.here, "a"), "x"), ((Self.here, "b"), "y")])
        #expect(repeats(before, of: 2)?.first?.areResultsEqual == nil)
        let after = state([((Self.here, "a"), "x"), ((Self.here, "b"), "y"), (("{}", "c"), "")])
        #expect(repeats(after, of: 2)?.first?.areResultsEqual == false)
    }

    /// What has been found is looked up again when something new came.
    @Test func isBroughtUpToDate() {
        var state = state([((Self.here, "a"), "x")])
        let id = RequestID(rawValue: 1)
        state.open(id)
        #expect(state.detail(of: id)?.repeats == [])
        let script = RequestScript(2, at: RequestScript.start + 1)
        let body =
            #"{"model":"m","messages":[{"role":"user","content":"look around"},{"role":"assistant","content":"no"}]}"#
        state.begin(script, body: body)
        state.open(script.id)
        #expect(state.detail(of: script.id)?.repeats == [])
        state.play(script, [(.toolCall(.sample("ls", arguments: Self.here)), 0.1)])
        state.open(script.id)
        #expect(state.detail(of: script.id)?.repeats?.first?.requests == [id])
    }

    /// Arguments that are not kept are not the same for that.
    @Test func whatIsNotKeptIsNotCompared() {
        let state = state([(("", "a"), "x"), (("", "b"), "x")])
        #expect(repeats(state, of: 2) == [])
    }

    @Test func otherConversationsDoNotCount() {
        var state = state([((Self.here, "a"), "x")])
        let script = RequestScript(2, at: RequestScript.start + 1)
        state.begin(script, body: #"{"model":"m","messages":[{"role":"user","content":"something else"}]}"#)
        state.play(script, [(.toolCall(.sample("ls", arguments: Self.here)), 0.1)])
        state.open(script.id)
        #expect(state.detail(of: script.id)?.repeats == [])
    }
}
