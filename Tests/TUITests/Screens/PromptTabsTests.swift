import Monitoring
import TUI
import Testing

/// Messages, tools and the difference to the prompt before, as read from bodies.
struct PromptTabsTests {
    private func user(
        _ bodies: [String], calls: [ToolCallReport] = [], then change: (inout MonitorState) -> Void = { _ in }
    ) -> ScreenDriver {
        var state = MonitorState()
        for (number, body) in bodies.enumerated() {
            let received = ReceivedRequest(
                time: 0, client: "127.0.0.1", agent: "pi", method: "POST", route: "/v1/chat/completions", kind: .chat,
                model: "m", body: Array(body.utf8))
            let id = RequestID(UInt64(number + 1))
            state.apply(.request(RequestEvent(id: id, at: .zero, step: .received(received))), at: 0)
            for call in calls { state.apply(.request(RequestEvent(id: id, at: .zero, step: .toolCall(call))), at: 0) }
        }
        change(&state)
        let last = RequestID(UInt64(bodies.count))
        let user = ScreenDriver(state.snapshot(at: 1, open: last))
        user.size = Size(width: 100, height: 50)
        user.press(.enter)
        return user
    }

    private static let long = (1...40).map { "line \($0)" }.joined(separator: "\\n")

    /// More messages than are matched differ: the tab says what was not compared.
    @Test func saysWhatWasNotCompared() {
        func body(_ word: String, _ count: Int) -> String {
            let messages = (0..<count).map { #"{"role":"user","content":"\#(word)\#($0)"}"# }
            return #"{"messages":[\#(messages.joined(separator: ","))]}"#
        }
        for (count, isTold) in [(256, false), (257, true)] {
            let user = user([body("old", count), body("new", count)])
            user.press("7")
            user.press("G")
            #expect(user.text.contains("too many messages differ") == isTold)
        }
    }

    @Test func foldsLongTexts() {
        let user = user([#"{"messages":[{"role":"user","content":"\#(Self.long)"}]}"#])
        user.press("2")
        #expect(user.text.contains("line 4 "))
        #expect(!user.text.contains("line 5 "))
        #expect(user.text.contains(" more)"))
        user.press("o")
        #expect(user.text.contains("line 30 "))
        user.press("o")
        #expect(user.text.contains("line 1 "))
        #expect(!user.text.contains("line 2 "))
    }

    @Test func linksResultsToCalls() {
        let call = #"{"id":"c1","function":{"name":"grep","arguments":"{}"}}"#
        let user = user([
            #"{"messages":[{"role":"assistant","tool_calls":[\#(call)]},{"role":"tool","tool_call_id":"c1","content":"x"},{"role":"tool","tool_call_id":"c9","content":"y"}]}"#
        ])
        user.press("2")
        #expect(user.text.contains("call grep → 2"))
        #expect(user.text.contains("grep of 1"))
        #expect(user.text.contains("answers no call here"))
    }

    @Test func showsCallsOfWhatWasNotDeclared() {
        var call = ToolCallReport(index: 0, id: "c", name: "rm", dialect: "native", arguments: "{}")
        call.isValid = false
        call.problem = "no tool rm was declared"
        let user = user([#"{"messages":[{"role":"user","content":"x"}],"tools":[]}"#], calls: [call])
        user.press("3")
        #expect(user.text.contains("rm  not declared"))
        #expect(user.text.contains("BAD no tool rm was declared"))
    }

    @Test func schemaOpensWithTheTool() {
        let tool = #"{"function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}"#
        let user = user([#"{"messages":[{"role":"user","content":"x"}],"tools":[\#(tool)]}"#])
        user.press("3")
        #expect(!user.text.contains(#""properties": {"#))
        user.press("o")
        #expect(user.text.contains(#""properties": {"#))
    }

    @Test func saysWhyTheCacheMissed() {
        let bodies = [52, 53].map {
            #"{"messages":[{"role":"system","content":"It is \#($0)."},{"role":"user","content":"u"}]}"#
        }
        let user = user(bodies)
        user.press("7")
        #expect(user.text.contains("PARTS FROM #0001 at message 1 (system), byte 7"))
        #expect(user.text.contains("- It is 52."))
        #expect(user.text.contains("+ It is 53."))
    }

    /// Of a conversation of which the proxy has left out the middle: what was sent, and why the cache missed.
    @Test func showsWhatTheProxyLeftOut() {
        func body(_ count: Int) -> String {
            let messages = (0..<count).map {
                #"{"role":"\#($0 % 2 == 0 ? "user" : "assistant")","content":"text \#($0 + 1)"}"#
            }
            return #"{"messages":[\#(messages.joined(separator: ","))]}"#
        }
        let user = user([body(6), body(8)]) { state in
            let message = #"{"role":"user","content":"text 1"},"#.utf8.count
            let long = #"{"role":"assistant","content":"text 2"},"#.utf8.count
            let start = #"{"messages":["#.utf8.count + message
            let edits = PromptEdits.leavingOut(
                1..<6, at: start..<start + 3 * long + 2 * message, of: body(8).utf8.count,
                saying: #"{"role":"assistant","content":"5 earlier messages"},"#)
            let id = RequestID(2)
            state.apply(.request(RequestEvent(id: id, at: .zero, step: .adapted(edits))), at: 0)
            let usage = TokenUsage(prompt: 2800, completion: 10, cached: 700)
            state.apply(
                .request(RequestEvent(id: id, at: .zero, step: .finished(RequestOutcome(status: 200, usage: usage)))),
                at: 0)
        }
        user.press("2")
        #expect(user.text.contains("the proxy left out 5 of them so that the rest fits: messages 2-6"))
        #expect(user.text.split(separator: "\n").count { $0.contains("left out") && $0.hasPrefix("░") } == 5)
        #expect(user.text.contains("put in by the proxy"))
        user.press("7")
        #expect(user.text.contains("PARTS FROM #0001 at message 2"))
        #expect(user.text.contains("we left out messages 2-6, so the prefix changed at message 2: 2.1k tokens"))
        #expect(!user.text.contains("given up"))
    }

    /// Of many changes those that are not listed are counted, where the list ends and in the sum.
    @Test func manyChangesAreCounted() {
        func tool(_ number: Int) -> String {
            #"{"type":"function","function":{"name":"t\#(number)","parameters":{}}}"#
        }
        func body(_ tools: Int, _ messages: Int) -> String {
            let tools = (0..<tools).map(tool).joined(separator: ",")
            let messages = (0..<messages).map { #"{"role":"user","content":"m\#($0)"}"# }.joined(separator: ",")
            return #"{"tools":[\#(tools)],"messages":[\#(messages)]}"#
        }
        let user = user([body(1, 1), body(301, 451)])
        user.press("7")
        #expect(user.text.contains("+ 300 tools added: "))
        #expect(user.text.replacing("\n", with: " ").contains(", and "))
        #expect(user.text.contains("MESSAGES  450 added"))
        user.press("G")
        #expect(user.text.contains("   and ") && user.text.contains(" more"))
    }

    /// A conversation that begins is not blamed for what another one had.
    @Test func theFirstOfASessionIsSaidToBe() {
        let user = user(["one", "two"].map { #"{"messages":[{"role":"user","content":"\#($0) by itself"}]}"# })
        user.press("7")
        #expect(user.text.contains("BEGINS a conversation: #0001, beside which it is shown, is of another one"))
    }

    /// The one other request that is tagged stands for the one before.
    @Test func comparesWithTheTaggedOne() {
        var state = MonitorState()
        for (number, minute) in [51, 52, 53].enumerated() {
            let body = #"{"messages":[{"role":"system","content":"It is \#(minute)."},{"role":"user","content":"u"}]}"#
            let received = ReceivedRequest(
                time: 0, client: "127.0.0.1", agent: "pi", method: "POST", route: "/v1/chat/completions", kind: .chat,
                model: "m", body: Array(body.utf8))
            let id = RequestID(UInt64(number + 1))
            state.apply(.request(RequestEvent(id: id, at: .zero, step: .received(received))), at: 0)
        }
        let last = RequestID(3)
        let user = ScreenDriver(state.snapshot(at: 1, open: last))
        user.size = Size(width: 100, height: 50)
        user.type(":1")
        user.press(.enter)
        user.press(" ")
        user.type(":open 3")
        user.press(.enter)
        user.press("7")
        #expect(user.view.comparedWith == RequestID(1))
        #expect(user.text.contains("the prompt of #0001, which is tagged, is not here"))
        state.compare(last, with: RequestID(1))
        user.receive(state.snapshot(at: 1, open: last, comparedWith: RequestID(1)))
        #expect(user.text.contains("against #0001, which is tagged"))
        #expect(user.text.contains("PARTS FROM #0001 at message 1 (system), byte 7"))
        #expect(user.text.contains("- It is 51.") && user.text.contains("+ It is 53."))
        user.press("q")
        user.press("U")
        user.press(.enter)
        user.receive(state.snapshot(at: 1, open: last))
        #expect(user.view.comparedWith == nil)
        #expect(user.text.contains("#0002 is the one before it") && user.text.contains("- It is 52."))
    }

    /// What is compared over a connection is what the proxy itself would have made of it.
    @Test func comparesBodiesAsTheMonitorDoes() {
        let bodies = [52, 53].map { SamplePrompts.body(minute: $0, answered: $0 == 53) }
        #expect(PromptComparison(bodies[1], with: bodies[0], of: RequestID(184)) == SamplePrompts.comparison)
        #expect(PromptComparison("{}", with: bodies[0], of: RequestID(184)) == nil)
        #expect(PromptComparison(bodies[0], with: "no json", of: RequestID(184)) == nil)
    }

    /// Only the system prompt is the same: no cache was missed.
    @Test func tellsAnotherConversation() {
        let user = user(
            ["a", "b"].map {
                #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"\#($0)"}]}"#
            })
        user.press("7")
        #expect(user.text.contains("BEGINS ANEW"))
        #expect(user.text.contains("only the first 1 message as in #0001"))
    }

    /// A backend that counts far fewer tokens than there can be has cut the prompt.
    @Test(arguments: [(1_000, true), (20_000, false)]) func tellsCutPrompts(_ tokens: Int, _ isCut: Bool) {
        let text = String(repeating: "some words ", count: 8_000)
        let body = #"{"messages":[{"role":"user","content":"\#(text)"}]}"#
        let user = user([body]) { state in
            let outcome = RequestOutcome(status: 200, usage: TokenUsage(prompt: tokens))
            let id = RequestID(1)
            state.apply(.request(RequestEvent(id: id, at: .seconds(1), step: .finished(outcome))), at: 1)
        }
        user.press("1")
        #expect(user.text.contains("the backend counted 1.0k tokens") == isCut)
        user.press("2")
        #expect(user.text.contains("probably cut the prompt") == isCut)
    }

    /// What was dropped to bound memory is said to be gone.
    @Test func nothingKept() {
        let user = ScreenDriver()
        user.press(.enter)
        for key in ["2", "3", "7"] as [Character] {
            user.press(key)
            #expect(user.text.contains("waiting for the request") || user.text.contains("not kept"))
        }
    }
}
