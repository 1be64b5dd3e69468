import TestSupport
import Testing
import WireFormats

@testable import Monitoring

/// What is shown and compared is the prompt that the backend got, and what the proxy did to it is named first.
struct SentPromptTests {
    private static let marker = #"{"role":"assistant","content":"[left out here]"}"#

    private func body(_ texts: [String]) -> String {
        let messages = texts.enumerated().map { index, text in
            #"{"role":"\#(index % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
        }
        return #"{"messages":[\#(messages.joined(separator: ","))]}"#
    }

    /// What the engine tells where it leaves out these messages of `body`.
    private func edits(_ body: String, leavingOut range: Range<Int>) -> PromptEdits {
        let bytes = Array(body.utf8)
        let messages = bytes.withUnsafeBytes { PromptOutline($0) }.messages
        let place = messages[range.lowerBound].span.lowerBound..<messages[range.upperBound].span.lowerBound
        return PromptEdits(
            splices: [Splice(range: place, text: Array((Self.marker + ",").utf8))], bodyBytes: bytes.count,
            leftOut: [range])
    }

    /// Turns of one conversation; of each the messages that are left out.
    private func play(_ turns: [(texts: [String], leftOut: Range<Int>?)]) -> MonitorSnapshot {
        var state = MonitorState(startedAt: RequestScript.start)
        for (number, turn) in turns.enumerated() {
            let script = RequestScript(UInt64(number + 1))
            let body = body(turn.texts)
            state.begin(script, body: body)
            guard let range = turn.leftOut else { continue }
            state.play(script, [(.adapted(edits(body, leavingOut: range)), 0.01)])
        }
        return state.snapshot(after: 1, open: RequestID(rawValue: UInt64(turns.count)))
    }

    /// The same events find the same whether they come one by one or together.
    @Test func batchesFindTheSame() async {
        let turns: [(texts: [String], leftOut: Range<Int>?)] = [
            (Array(Self.eight.prefix(6)), nil), (Array(Self.eight.prefix(7)), 1..<5), (Self.eight, 1..<5),
            (["text one"] + Self.eight.dropFirst(), nil),
        ]
        var events: [EngineEvent] = []
        for (number, turn) in turns.enumerated() {
            let script = RequestScript(UInt64(number + 1))
            let body = body(turn.texts)
            events.append(script.received(body: body))
            if let range = turn.leftOut {
                events.append(script.event(.adapted(edits(body, leavingOut: range)), after: 0))
            }
            events.append(script.event(.sent(backend: "b"), after: 0))
        }
        var found: [[PromptComparison?]] = []
        var rows: [[RequestSummary]] = []
        for size in [1, 2, 3, events.count] {
            let hub = MonitorHub(state: MonitorState(startedAt: RequestScript.start), now: { RequestScript.start })
            var rest = events[...]
            while !rest.isEmpty {
                await hub.apply(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            var comparisons: [PromptComparison?] = []
            for number in turns.indices {
                comparisons.append(await hub.detail(of: RequestID(rawValue: UInt64(number + 1)))?.comparison)
            }
            found.append(comparisons)
            rows.append(await hub.snapshot().requests)
        }
        #expect(found.allSatisfy { $0 == found[0] })
        #expect(rows.allSatisfy { $0 == rows[0] })
        #expect(found[0].dropFirst().allSatisfy { $0 != nil })
        #expect(found[0][2]?.isContinuation == true)
    }

    private static let eight = (1...8).map { "text \($0)" }

    @Test func whatWasLeftOutIsTheReason() throws {
        let snapshot = play([(Array(Self.eight.prefix(6)), nil), (Self.eight, 1..<6)])
        let comparison = try #require(snapshot.detail?.comparison)
        #expect(!comparison.isContinuation)
        #expect(comparison.sharedMessages == 1)
        #expect(comparison.messages == 4)
        #expect(comparison.difference?.message == 1)
        #expect(comparison.ownWork == "we left out messages 2-6")
        let row = try #require(snapshot.requests.first)
        #expect(row.leftOut == [1..<6])
        #expect(row.prefixBreak?.ownWork == "we left out messages 2-6")
        #expect(snapshot.sessions.first?.breaks == 1)
    }

    /// The cut stays where it was: what was sent goes on, although the client's prompts were never sent whole.
    @Test func theSameCutGoesOn() throws {
        let snapshot = play([
            (Array(Self.eight.prefix(6)), nil), (Array(Self.eight.prefix(7)), 1..<5), (Self.eight, 1..<5),
        ])
        let comparison = try #require(snapshot.detail?.comparison)
        #expect(comparison.isContinuation)
        #expect(comparison.ownWork == nil)
        #expect(comparison.leftOut == [1..<5] && comparison.leftOutBefore == [1..<5])
        #expect(snapshot.requests.first?.prefixBreak == nil)
        #expect(snapshot.sessions.first?.breaks == 1)
    }

    /// What the client changed before the cut is the client's doing.
    @Test func theClientsOwnChangeIsTheClients() throws {
        let changed = ["text one"] + Self.eight.dropFirst()
        let snapshot = play([(Array(Self.eight.prefix(6)), nil), (changed, 1..<6)])
        let comparison = try #require(snapshot.detail?.comparison)
        #expect(comparison.difference?.message == 0)
        #expect(comparison.ownWork == nil)
    }

    @Test func messagesTellWhatBecameOfThem() throws {
        let prompt = try #require(play([(Self.eight, 1..<6)]).detail?.prompt)
        #expect(
            prompt.messages.map(\.fate) == [nil, .added] + Array(repeating: .leftOut, count: 5) + [nil, nil])
        #expect(prompt.numbers == [1, nil, 2, 3, 4, 5, 6, 7, 8])
        #expect(prompt.messages[1].parts.first?.text == "[left out here]")
        #expect(prompt.messages[2].parts.first?.text == "text 2")
        #expect(prompt.messageBytes < Self.eight.count * Self.marker.utf8.count)
    }

    /// Changes inside a message neither move nor hide the others.
    @Test(arguments: 0..<8) func aChangedMessageIsMarked(index: Int) throws {
        let body = body(Self.eight)
        let bytes = Array(body.utf8)
        let span = bytes.withUnsafeBytes { PromptOutline($0) }.messages[index].span
        let text = Array("longer than before, ".utf8)
        let place = span.upperBound - 8..<span.upperBound - 8
        var state = MonitorState(startedAt: RequestScript.start)
        let script = RequestScript()
        state.begin(script, body: body)
        let edits = PromptEdits(splices: [Splice(range: place, text: text)], bodyBytes: bytes.count)
        state.play(script, [(.adapted(edits), 0.01)])
        let prompt = try #require(state.snapshot(after: 1, open: script.id).detail?.prompt)
        #expect(prompt.messages.map(\.fate) == Self.eight.indices.map { $0 == index ? .changed : nil })
    }

    /// Where the body is not kept it is still known how much of it was not sent.
    @Test func theCountNeedsNoBody() {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 0)
        let script = RequestScript()
        state.begin(script, body: body(Self.eight))
        state.play(script, [(.adapted(edits(body(Self.eight), leavingOut: 1..<3)), 0.01)])
        #expect(state.snapshot(after: 1).requests.first?.leftOut == [1..<3])
        #expect(state.payloadBytes == 0)
    }

    /// A conversation's first request has nothing before it: what it is compared with is another conversation's.
    @Test func theFirstOfASessionIsComparedWithAnothers() throws {
        var state = MonitorState(startedAt: RequestScript.start)
        state.begin(RequestScript(1), body: body(["one thing"]))
        state.begin(RequestScript(2), body: body(["another matter"]))
        let snapshot = state.snapshot(after: 1, open: RequestID(rawValue: 2))
        #expect(snapshot.requests.map(\.session) == ["s2", "s1"])
        #expect(snapshot.detail?.comparison?.isOfAnother == true)
        #expect(snapshot.requests.first?.prefixBreak == nil)
    }
}
