import Monitoring
import TestSupport
import Testing

/// Sessions as the monitor finds them in the requests that pass.
struct SessionBookTests {
    private var state = MonitorState(startedAt: RequestScript.start)
    private var number: UInt64 = 0

    private static let rules = "You work in a repository. Read before you write."

    /// One request from its arrival to its end.
    @discardableResult
    private mutating func ask(
        _ messages: String, system: String = rules, header: String = "", more: String = "", agent: String = "aider",
        usage: TokenUsage = TokenUsage(), calls: [ToolCallReport] = [], subagent: Subagent? = nil,
        tools: String = #"[{"type":"function","function":{"name":"ls"}}]"#
    ) throws -> RequestSummary {
        number += 1
        let script = RequestScript(number, at: RequestScript.start + Double(number) * 10)
        let body =
            #"{"messages":[{"role":"system","content":"\#(system)"},\#(messages)],"tools":\#(tools)\#(more)}"#
        var received = ReceivedRequest(
            time: script.receivedAt, client: "127.0.0.1", agent: agent, method: "POST", route: "/v1/chat/completions",
            kind: .chat, model: "m", sessionName: header, body: Array(body.utf8))
        received.subagent = subagent
        state.apply(script.event(.received(received), after: 0), at: script.receivedAt)
        state.play(script, calls.map { (.toolCall($0), 1) })
        state.play(script, [(.finished(RequestOutcome(status: 200, usage: usage)), 2)])
        return try #require(state.snapshot(after: 0).request(script.id))
    }

    private func user(_ text: String) -> String { #"{"role":"user","content":"\#(text)"}"# }
    private func assistant(_ text: String) -> String { #"{"role":"assistant","content":"\#(text)"}"# }
    private func exchange(_ id: Int, _ arguments: String = "{}", result: String = "a b") -> String {
        #"""
        {"role":"assistant","tool_calls":[{"id":"c\#(id)","type":"function","function":{"name":"ls","arguments":
        "\#(arguments)"}}]},{"role":"tool","tool_call_id":"c\#(id)","content":"\#(result)"}
        """#
    }

    /// A conversation that goes on is one session; another one, or the same beginning by another program, is another.
    @Test mutating func conversationsAreRecognised() throws {
        let opening = user("fix it")
        let first = try ask(opening)
        #expect(try ask(opening + "," + exchange(1)).session == first.session)
        #expect(
            try ask(opening + "," + exchange(1) + "," + assistant("done") + "," + user("thanks")).session
                == first.session)
        #expect(try ask(user("something else")).session != first.session)
        #expect(try ask(opening, agent: "pi").session != first.session)
        #expect(state.snapshot(after: 0).sessions.count == 3)
        #expect(state.snapshot(after: 0).sessions.last?.requests == 3)
        #expect(state.snapshot(after: 0).sessions.last?.source == .prefix)
    }

    /// The same first words long after are a new conversation; repeated at once they are a retry.
    @Test mutating func theSameBeginningAgain() throws {
        let first = try ask(user("hello"))
        #expect(try ask(user("hello")).session == first.session)
        let long = (1...10).map { exchange($0, #"{\"n\":\#($0)}"#) }.joined(separator: ",")
        #expect(try ask(user("hello") + "," + long).session == first.session)
        #expect(try ask(user("hello")).session != first.session)
    }

    /// The next request of a session that is held must not be taken for another one's.
    @Test mutating func aHeldSessionIsNotForgotten() throws {
        let held = try ask(user("held"), header: "held")
        state.apply(.sessionHeld("s1", since: RequestScript.start), at: RequestScript.start)
        let free = try ask(user("free"), header: "free")
        for number in 0..<100 { try ask(user("\(number)"), header: "\(number)") }
        #expect(try ask(user("held"), header: "held").session == held.session)
        #expect(try ask(user("free"), header: "free").session != free.session)
        #expect(state.snapshot(after: 0).heldSessions.map(\.id) == ["s1"])
        state.apply(.sessionHeld("s1", since: nil), at: RequestScript.start)
        #expect(state.snapshot(after: 0).heldSessions.isEmpty)
    }

    /// A title that a client asks for besides is no part of the conversation.
    @Test mutating func sideQuestions() throws {
        let first = try ask(user("fix it"))
        #expect(try ask(user("fix it"), system: "Make a title.", tools: "[]").session != first.session)
        #expect(try ask(user("fix it") + "," + exchange(1)).session == first.session)
    }

    @Test mutating func headersAndBodiesNameSessions() throws {
        let first = try ask(user("one"), header: "abc")
        #expect(try ask(user("two"), header: "abc").session == first.session)
        #expect(try ask(user("two"), header: "abd").session != first.session)
        let third = try ask(user("two"), more: #","prompt_cache_key":"k""#)
        #expect(try ask(user("three"), more: #","prompt_cache_key":"k""#).session == third.session)
        let fourth = try ask(user("two"), more: #","user":"me""#)
        #expect(fourth.session != third.session)
        #expect(try ask(user("three"), more: #","user":"me""#).session == fourth.session)
        let sessions = state.snapshot(after: 0).sessions
        #expect(sessions.map(\.name) == ["me", "k", "abd", "abc"])
        #expect(sessions.map(\.source) == [.user, .user, .header, .header])
    }

    /// Two conversations under one name are compared each with its own former prompt.
    @Test mutating func subAgentsUnderOneName() throws {
        try ask(user("one"), header: "abc")
        try ask(user("sub"), header: "abc")
        #expect(try ask(user("one") + "," + exchange(1), header: "abc").prefixBreak == nil)
        #expect(try ask(user("sub") + "," + exchange(2), header: "abc").prefixBreak == nil)
    }

    /// A sub-agent that says who it is has a session of its own within that of its agent, with all of its requests.
    @Test mutating func subAgentsAreChildren() throws {
        let explore = Subagent(id: "a1", kind: "Explore")
        let main = try ask(user("one"), header: "abc")
        let first = try ask(user("sub"), header: "abc", subagent: explore)
        let second = try ask(user("other"), header: "abc", subagent: Subagent(id: "a2"))
        #expect([main.session, first.session, second.session] == ["s1", "s1.1", "s1.2"])
        #expect(try ask(user("sub") + "," + exchange(1), header: "abc", subagent: explore).session == "s1.1")
        #expect(try ask(user("one") + "," + exchange(2), header: "abc").session == "s1")
        #expect(try ask(user("sub"), header: "abd", subagent: explore).session == "s2")
        let sessions = state.snapshot(after: 0).sessions.byFamily
        #expect(sessions.map(\.id) == ["s2", "s1", "s1.2", "s1.1"])
        #expect(sessions.map(\.name) == ["Explore", "abc", "a2", "Explore"])
        #expect(sessions.map(\.requests) == [1, 2, 1, 2])
        #expect(sessions.map(\.parent) == [nil, nil, "s1", "s1"])
        let filter = try RequestFilter("session=s1")
        #expect(state.snapshot(after: 0).requests.count { filter.matches($0, in: .init(now: 0)) } == 5)
    }

    /// Claude Code's own line says that it is one, and no more: then each conversation is another.
    @Test mutating func subAgentsWithoutANameAreToldByTheirConversation() throws {
        let system = "x-anthropic-billing-header: cc_version=2; cc_is_subagent=true;"
        try ask(user("one"), header: "abc")
        #expect(try ask(user("sub"), system: system, header: "abc").session == "s1.1")
        #expect(try ask(user("else"), system: system, header: "abc").session == "s1.2")
        #expect(try ask(user("sub") + "," + exchange(1), system: system, header: "abc").session == "s1.1")
        #expect(try ask(user("one") + "," + exchange(2), header: "abc").session == "s1")
    }

    @Test(arguments: [
        (
            [
                "X-Claude-Code-Request-Class": "subagent", "x-claude-code-agent-id": "a",
                "x-claude-code-agent-type": "b",
            ], "a b"
        ),
        (["x-claude-code-request-class": "main", "x-claude-code-agent-id": "a"], "none"),
        (["x-claude-code-request-class": "subagent"], " "), (["Session-Id": "a", "Thread-Id": "b"], "b "),
        (["session-id": "a", "thread-id": "a"], "none"), (["thread-id": "a"], "none"), ([:], "none"),
    ])
    func headersTellSubAgents(_ fields: [String: String], _ found: String) {
        let subagent = Subagent(fields: fields.map { (name: $0.key, value: $0.value) })
        #expect(subagent.map { "\($0.id) \($0.kind)" } ?? "none" == found)
    }

    @Test mutating func whyTheCacheMissed() throws {
        try ask(user("fix it"), system: Self.rules + " It is 21:52.")
        let row = try ask(user("fix it") + "," + exchange(1), system: Self.rules + " It is 21:53.")
        let found = try #require(row.prefixBreak)
        #expect(found.place == "the system prompt")
        #expect(found.byte == (Self.rules + " It is 21:5").utf8.count)
        #expect(found.after.hasSuffix("It is 21:53."))
        let session = try #require(state.snapshot(after: 0).sessions.first)
        #expect(session.breaks == 1)
        #expect(session.lastBreak == found)
        #expect(session.lastBreakRequest == row.id)
    }

    /// Two in a row, or three altogether; and each repetition is told once.
    @Test mutating func loops() throws {
        let opening = user("fix it")
        #expect(try ask(opening + "," + exchange(1)).loop == nil)
        let row = try ask(opening + "," + exchange(1) + "," + exchange(2))
        #expect(row.loop == ToolLoop(tool: "ls", arguments: "{}", times: 2))
        #expect(row.isProblem)
        let snapshot = state.snapshot(after: 0)
        #expect(snapshot.tools.loops == 1)
        #expect(snapshot.events.first?.notice.text == "loop: ls {}: 2 times with the same result, session s1")
        #expect(snapshot.sessions.first?.loops == 1)
        // The same prompt again says nothing new.
        #expect(try ask(opening + "," + exchange(1) + "," + exchange(2)).loop == nil)
        let other = exchange(3, #"{\"a\":1}"#)
        #expect(try ask(opening + "," + exchange(1) + "," + exchange(2) + "," + other).loop == nil)
        let last = try ask(opening + "," + exchange(1) + "," + exchange(2) + "," + other + "," + exchange(4))
        #expect(last.loop?.times == 3)
    }

    /// The same call with another result is progress.
    @Test mutating func pollingIsNoLoop() throws {
        var messages = user("wait")
        for turn in 1...6 {
            messages += "," + exchange(turn, result: "\(turn * 10) %")
            #expect(try ask(messages).loop == nil)
        }
    }

    @Test mutating func growthAndCache() throws {
        let opening = user("fix it")
        try ask(opening, usage: TokenUsage(prompt: 100, completion: 7, cached: 0))
        try ask(opening + "," + exchange(1), usage: TokenUsage(prompt: 150, completion: 8, cached: 90))
        try ask(opening + "," + exchange(1) + "," + exchange(2, "x"), usage: TokenUsage(prompt: 180))
        let session = try #require(state.snapshot(after: 0).sessions.first)
        #expect(session.context == [100, 150, 180])
        #expect(session.growth == 40)
        #expect(session.cacheShare == 0.36)
        #expect(session.promptTokens == 430)
        #expect(session.outputTokens == 15)
        #expect(session.parts.map(\.role) == [.tools, .system, .user, .assistant, .result])
        #expect(abs(session.parts.compactMap(\.tokens).reduce(0, +) - 180) < session.parts.count)
        #expect(session.messages == 5)
        #expect(session.running == 0)
    }

    /// The time from an answer with a call to the next request is the tool's.
    @Test mutating func toolsAreTimed() throws {
        try ask(user("fix it"), calls: [.sample("ls", dialect: "native")])
        try ask(user("fix it") + "," + exchange(1))
        #expect(state.snapshot(after: 0).toolUses.first?.answerP50 == 8)
    }

    @Test mutating func sessionsAreBounded() throws {
        for turn in 0..<150 { try ask(user("question number \(turn)")) }
        let sessions = state.snapshot(after: 0).sessions
        #expect(sessions.count == 100)
        #expect(sessions.first?.id == "s150")
    }

    /// What is not for a model to read belongs to no session.
    @Test mutating func otherRoutes() throws {
        state.begin(RequestScript(1), body: "{}")
        #expect(state.snapshot(after: 0).sessions.isEmpty)
        #expect(state.snapshot(after: 0).requests.first?.session == nil)
    }
}

extension MonitorSnapshot {
    fileprivate func request(_ id: RequestID) -> RequestSummary? { requests.first { $0.id == id } }
}
