import TestSupport
import Testing

@testable import Monitoring

/// What the monitor keeps is bounded, and what is gone is said to be gone.
struct MonitorBoundsTests {
    @Test func theOldestEndedRequestsAreForgotten() {
        var state = MonitorState(startedAt: RequestScript.start)
        let longRunning = RequestScript(1)
        state.begin(longRunning)
        for number in 2...1500 as ClosedRange<UInt64> {
            state.begin(RequestScript(number))
            state.play(RequestScript(number), [(.finished(RequestOutcome(status: 200)), 1)])
        }
        let snapshot = state.snapshot(after: 2)
        #expect(snapshot.requests.count == MonitorState.historyCapacity)
        #expect(snapshot.requests.first?.id.rawValue == 1500)
        #expect(snapshot.requests.last?.id.rawValue == 1)
        #expect(snapshot.totals.done == 1499)
        #expect(snapshot.totals.running == 1)
        #expect(state.snapshot(after: 2, open: RequestID(rawValue: 2)).detail == nil)
    }

    /// More may run than are listed: each is counted when it ends, and told of.
    @Test func moreMayRunThanAreListed() {
        var state = MonitorState(startedAt: RequestScript.start)
        let count = UInt64(MonitorState.historyCapacity + 50)
        for number in 1...count { state.begin(RequestScript(number)) }
        state.apply(RequestScript(7).event(.queued(QueuePlace(position: 1)), after: 0.5), at: RequestScript.start)
        #expect(state.metrics.totals.queued == 1)
        let row = state.apply(
            RequestScript(7).event(.finished(RequestOutcome(status: 200)), after: 1), at: RequestScript.start + 1)
        #expect(row?.id.rawValue == 7 && row?.phase == .done)
        #expect(state.metrics.totals.done == 1)
        #expect(state.metrics.totals.queued == 0)
        #expect(state.metrics.totals.running == Int(count) - 1)
    }

    @Test func bodiesOfTheOldestEndedRequestsAreDroppedFirst() throws {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 10_000)
        let body = String(repeating: "x", count: 3000)
        for number in 1...5 as ClosedRange<UInt64> {
            state.begin(RequestScript(number), body: body)
            guard number > 1 else { continue }
            state.play(
                RequestScript(number),
                [(.toolCall(.sample()), 0.5), (.finished(RequestOutcome(status: 200)), 1)])
        }
        #expect(state.payloadBytes <= 10_000)
        let detail = { (number: UInt64) in state.snapshot(after: 2, open: RequestID(rawValue: number)).detail }
        // 1 still runs: its body stays longer than that of the ended ones.
        #expect(detail(1)?.requestBody == body)
        #expect(detail(2)?.requestBody == nil)
        #expect(detail(3)?.requestBody == nil)
        #expect(detail(5)?.requestBody == body)
        let dropped = try #require(state.snapshot(after: 2).requests.first { $0.id.rawValue == 2 })
        #expect(dropped.calls.first?.name == "read_file")
        #expect(dropped.calls.first?.arguments.isEmpty == true)
        #expect(dropped.requestBytes == 3000)
    }

    /// Responses' bytes have a budget of their own: they do not cost any request its texts.
    @Test func bytesOfOldResponsesAreDropped() {
        var state = MonitorState(startedAt: RequestScript.start)
        // Pieces that the recorder keeps whole, for more than the budget in all.
        let piece = [UInt8](repeating: 0x61, count: WireRecorder.capacity)
        let requests: ClosedRange<UInt64> = 1...400
        for number in requests {
            state.begin(RequestScript(number), body: "{}")
            for step in 1...4 {
                var progress = RequestProgress(tokens: step)
                var recorder = WireRecorder()
                piece.withUnsafeBytes { recorder.append($0, .fromBackend, milliseconds: UInt32(step)) }
                progress.wire = recorder.take()
                state.play(RequestScript(number), [(.progress(progress), Double(step))])
            }
            state.play(RequestScript(number), [(.finished(RequestOutcome(status: 200)), 5)])
        }
        let details = requests.map {
            state.snapshot(after: 6, open: RequestID(rawValue: $0)).detail
        }
        #expect(details.compactMap { $0?.wire?.byteCount }.reduce(0, +) <= HistoryBounds().wireBytes)
        #expect(details.first??.wire?.byteCount == nil)
        #expect(details.first??.requestBody == "{}")
        #expect(details.last??.wire?.head.bytes.count == 4 * piece.count)
    }

    @Test func evenRunningRequestsStayWithinTheBudget() {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 10_000)
        for number in 1...9 as ClosedRange<UInt64> {
            state.begin(RequestScript(number), body: String(repeating: "x", count: 3000))
        }
        let delta = TranscriptDelta(raw: Array(repeating: 0x78, count: 500), parts: [])
        for round in 1...50 {
            state.play(
                RequestScript(9), [(.progress(RequestProgress(tokens: round, transcript: [delta])), Double(round))])
        }
        #expect(state.payloadBytes <= 10_000)
        #expect(state.snapshot(after: 60).totals.running == 9)
    }

    /// The middle goes: see `TranscriptTrimmingTests`.
    @Test func aTranscriptStaysWithinItsBounds() throws {
        var transcript = Transcript()
        let part = TranscriptPart(.content, text: "abcd", span: 0..<4)
        for _ in 0..<100_000 { transcript.append(TranscriptDelta(raw: Array("abcd".utf8), parts: [part])) }
        #expect(transcript.isCut && !transcript.isTruncated)
        #expect(transcript.raw.count <= Transcript.maximumRawBytes * 5 / 4)

        // Without raw text, as structured calls are.
        var calls = Transcript()
        for index in 0..<100_000 {
            calls.append(TranscriptDelta(parts: [TranscriptPart(.arguments(index: index), span: 0..<0)]))
        }
        #expect(calls.isCut && !calls.isTruncated)
        #expect(calls.parts.count <= Transcript.maximumParts * 5 / 4)
    }

    /// After a gap nothing is joined on: the text before it stays as it is.
    @Test func aGapEndsTheTranscript() throws {
        var state = MonitorState(startedAt: RequestScript.start)
        let script = RequestScript()
        state.begin(script)
        var second = RequestProgress(tokens: 2, transcript: [TranscriptDelta(raw: Array("later".utf8))])
        second.followsGap = true
        state.play(
            script,
            [
                (.progress(RequestProgress(tokens: 1, transcript: [TranscriptDelta(raw: Array("first".utf8))])), 1),
                (.progress(second), 2),
            ])
        let transcript = try #require(state.snapshot(after: 2, open: script.id).detail?.transcripts[0])
        #expect(transcript.raw == Array("first".utf8))
        #expect(transcript.isTruncated)
    }

    @Test func textsFromOutsideAreCut() throws {
        var state = MonitorState(startedAt: RequestScript.start)
        let long = String(repeating: "ä", count: 10_000)
        state.begin(RequestScript())
        state.apply(.notice(Notice(.info, long)), at: RequestScript.start)
        state.apply(.backend(BackendReport(name: "main", url: long, problem: long)), at: RequestScript.start)
        state.play(
            RequestScript(),
            [
                (.toolCall(.sample(long, arguments: long + long)), 1),
                (.failed(RequestFailure(code: long, message: long, side: .proxy), RequestOutcome(status: 500)), 2),
            ])
        let snapshot = state.snapshot(after: 3)
        let row = try #require(snapshot.requests.first)
        #expect(row.calls.allSatisfy { $0.name.utf8.count <= 512 && $0.arguments.utf8.count <= 16 << 10 })
        #expect(row.failure.map { $0.message.utf8.count <= 512 && $0.message.hasSuffix("ä…") } == true)
        #expect(snapshot.events.allSatisfy { $0.notice.text.utf8.count <= EventLog.maximumLineBytes })
        #expect(snapshot.backends.allSatisfy { $0.url.utf8.count <= 512 })
    }

    @Test func theEventLogKeepsTheLastLines() {
        var log = EventLog()
        for number in 1...1001 { log.append(Notice(.info, "\(number)"), at: Double(number)) }
        #expect(log.newestFirst.count == EventLog.capacity)
        #expect(log.newestFirst.first?.notice.text == "1001")
        #expect(log.newestFirst.last?.notice.text == "802")
    }
}

/// Healthy requests never push out those that went wrong, and nothing pushes out what somebody looks at.
struct ProblemsOutliveTests {
    private func end(_ state: inout MonitorState, _ number: UInt64, body: String = "{}", failing: Bool = false) {
        let script = RequestScript(number)
        state.begin(script, body: body)
        let outcome = RequestOutcome(status: failing ? 502 : 200)
        let failure = RequestFailure(code: "backend_unreachable", message: "refused", side: .backend)
        state.play(script, [(failing ? .failed(failure, outcome) : .finished(outcome), 1)])
    }

    @Test func errorsStayBehindThousandsOfSuccesses() throws {
        var state = MonitorState(startedAt: RequestScript.start)
        for number in 1...9 as ClosedRange<UInt64> { end(&state, number, body: #"{"a":1}"#, failing: true) }
        for number in 10...3009 as ClosedRange<UInt64> { end(&state, number) }
        let snapshot = state.snapshot(after: 2, open: RequestID(rawValue: 3))
        #expect(snapshot.totals.failed == 9)
        #expect(snapshot.requests.count { $0.isProblem } == 9)
        #expect(snapshot.requests.count == 1009)
        #expect(snapshot.detail?.requestBody == #"{"a":1}"#)
        #expect(snapshot.history?.dropped == 2000)
        #expect(snapshot.history?.droppedProblems == 0)
    }

    @Test func problemsAreBoundedToo() {
        var bounds = HistoryBounds()
        (bounds.rows, bounds.problemRows) = (20, 10)
        var state = MonitorState(startedAt: RequestScript.start, bounds: bounds)
        // The last one is healthy: while it ran it took one of their rows.
        for number in 1...101 as ClosedRange<UInt64> { end(&state, number, failing: number % 2 == 0) }
        let snapshot = state.snapshot(after: 2)
        #expect(snapshot.requests.count { $0.isProblem } == 10)
        #expect(snapshot.requests.count { !$0.isProblem } == 20)
        #expect(snapshot.history?.dropped == 71)
        #expect(snapshot.history?.droppedProblems == 40)
    }

    /// The texts of problems too: they go last, but leave the others half of the room.
    @Test func textsOfProblemsGoLast() {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 40_000)
        let body = String(repeating: "x", count: 3000)
        for number in 1...4 as ClosedRange<UInt64> { end(&state, number, body: body, failing: true) }
        for number in 5...60 as ClosedRange<UInt64> { end(&state, number, body: body) }
        func isKept(_ number: UInt64) -> Bool {
            state.snapshot(after: 2, open: RequestID(rawValue: number)).detail?.requestBody != nil
        }
        #expect((1...4).allSatisfy { isKept($0) })
        #expect(!isKept(30) && isKept(60))
        for number in 61...100 as ClosedRange<UInt64> { end(&state, number, body: body, failing: true) }
        end(&state, 101, body: body)
        #expect(!isKept(61) && isKept(100) && isKept(101))
        #expect(state.payloadBytes <= 40_000)
    }

    @Test func whatIsLookedAtStays() {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 20_000)
        let body = String(repeating: "x", count: 3000)
        end(&state, 1, body: body)
        state.keep([RequestID(rawValue: 1)])
        for number in 2...1500 as ClosedRange<UInt64> { end(&state, number, body: body) }
        #expect(state.snapshot(after: 2, open: RequestID(rawValue: 1)).detail?.requestBody == body)
        state.keep([])
        end(&state, 1501)
        #expect(state.snapshot(after: 2, open: RequestID(rawValue: 1)).detail == nil)
    }

    /// Whoever follows by changes drops what the proxy drops, whatever that is.
    @Test func followersDropTheSame() {
        var bounds = HistoryBounds()
        (bounds.rows, bounds.problemRows) = (20, 10)
        var state = MonitorState(startedAt: RequestScript.start, bounds: bounds)
        var last = state.snapshot(after: 0)
        var follower = last
        for number in 1...200 as ClosedRange<UInt64> {
            end(&state, number, failing: number % 3 == 0)
            if number == 50 { state.keep([RequestID(rawValue: 44)]) }
            guard number % 7 == 0 else { continue }
            let current = state.snapshot(after: Double(number))
            follower.take(current.changes(since: last))
            last = current
            let isSame = follower == current
            #expect(isSame)
        }
        #expect(follower.requests.contains { $0.id.rawValue == 44 })
    }
}
