import TestSupport
import Testing

@testable import Monitoring
@testable import ProxyEngine

struct RecordedRequestTests {
    /// What is played from the log is what the monitor showed then.
    @Test(arguments: RecordedSample.texts)
    func playsWhatHappened(text: String) throws {
        let events = RecordedSample.events(text)
        let id = RequestID(rawValue: 1)
        var then = MonitorState(startedAt: RecordedSample.start)
        for event in events { then.apply(event, at: RecordedSample.start) }
        var now = MonitorState(startedAt: RecordedSample.start)
        for step in try RecordedSample.request(RecordedSample.line(events)).steps() {
            now.apply(
                .request(RequestEvent(id: id, at: .seconds(step.seconds), step: step.step)), at: RecordedSample.start)
        }
        var row = try #require(now.snapshot(at: RecordedSample.start).requests.first)
        let original = try #require(then.snapshot(at: RecordedSample.start).requests.first)
        // What the log does not tell: when the head came, and the speed while it ran.
        row.firstByteSeconds = original.firstByteSeconds
        row.tokensPerSecond = original.tokensPerSecond
        #expect(row == original)
        let (detail, before) = (now.detail(of: id), then.detail(of: id))
        #expect(detail?.transcripts == before?.transcripts.filter { !$0.value.raw.isEmpty })
        #expect(detail?.requestBody == before?.requestBody)
        #expect(detail?.wire == nil || !text.isEmpty)
    }

    @Test func tellsHowItFailed() throws {
        let id = RequestID(rawValue: 9)
        let received = ReceivedRequest(
            time: RecordedSample.start, client: "c", agent: "", method: "POST", route: "/v1/embeddings",
            kind: .generation, requestID: "r", body: Array("no JSON \u{1}".utf8))
        let failure = RequestFailure(code: "queue_full", message: "full", side: .proxy)
        let steps: [(RequestStep, Double)] = [
            (.received(received), 0), (.queued(position: 3), 0), (.failed(failure, RequestOutcome(status: 429)), 2),
        ]
        let line = RecordedSample.line(steps.map { .request(RequestEvent(id: id, at: .seconds($1), step: $0)) })
        let request = try RecordedSample.request(line)
        #expect(request.received == received)
        #expect(request.endedSeconds == 2)
        let row = request.summary(id)
        #expect(row.phase == .failed)
        #expect(row.failure == failure)
        #expect(row.status == 429)
        #expect(row.sentSeconds == nil)
        #expect(row.backend == nil)
    }

    @Test(arguments: [
        ("", RecordedRequest.Problem.notJSON), ("{", .notJSON), ("[]", .notJSON), ("{}", .notARequest("v")),
        (#"{"v":2}"#, .laterVersion(2)), (#"{"v":1,"time":"now"}"#, .notARequest("time")),
        (#"{"v":1,"time":"2026-01-01T00:00:00.000Z"}"#, .notARequest("route")),
    ])
    func saysWhatIsWrong(line: String, problem: RecordedRequest.Problem) {
        #expect(throws: problem) { try RecordedSample.request(Array(line.utf8)) }
    }

    /// Members may be of any kind, bytes may be lost or changed: nothing traps, and whatever is read can be played.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func survivesDamage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = RecordedSample.texts
        for _ in 0..<25 {
            var line = RecordedSample.line(texts[Int.random(in: 0..<texts.count, using: &random)])
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard !line.isEmpty else { break }
                let place = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: line[place] = UInt8.random(in: 0...255, using: &random)
                case 1: line.removeSubrange(place..<min(line.count, place + Int.random(in: 1...40, using: &random)))
                case 2: line.insert(contentsOf: Array("-1e999".utf8), at: place)
                default: line.insert(contentsOf: Array(#"[{"":null}]"#.utf8), at: place)
                }
            }
            _ = line.withUnsafeBytes { LogIndexEntry($0, file: 0, offset: 0) }
            guard let request = try? RecordedSample.request(line) else { continue }
            var state = MonitorState(startedAt: 0)
            for step in request.steps() {
                let event = RequestEvent(id: RequestID(rawValue: 1), at: .seconds(step.seconds), step: step.step)
                state.apply(.request(event), at: request.received.time + step.seconds)
            }
            #expect(state.snapshot(at: request.received.time).totals.running == 0)
        }
    }

    /// Values of the wrong kind in every member.
    @Test(arguments: ["null", "true", "-7", "1e300", "\"x\"", "[]", "[1,[2]]", "{}", #"{"name":[],"index":-1}"#])
    func takesWrongKinds(value: String) throws {
        let line = String(decoding: RecordedSample.line(RecordedSample.texts[2]), as: UTF8.self)
        for member in ["calls", "usage", "phases", "status", "error", "raw", "response", "seconds", "rewrites", "id"] {
            let damaged = line.dropLast(2) + ",\"\(member)\":\(value)}"
            let request = try RecordedSample.request(Array(damaged.utf8))
            #expect(request.steps().last.map { $0.seconds.isFinite } == true)
        }
    }
}
