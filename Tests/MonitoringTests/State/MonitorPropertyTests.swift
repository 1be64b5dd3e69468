import TestSupport
import Testing

@testable import Monitoring

/// Laws that hold whatever the engine says, in whatever order.
struct MonitorPropertyTests {
    /// Random steps for random requests, most of them nonsense: nothing traps, and the sums agree with the rows.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func anyOrderOfEventsIsSurvived(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 20_000)
        var now = RequestScript.start
        for _ in 0..<3000 {
            now += Double.random(in: -0.2...1, using: &random)
            state.apply(.random(using: &random), at: now)
            guard (0...20_000).contains(state.payloadBytes) else {
                Issue.record("\(state.payloadBytes) bytes are kept")
                return
            }
        }
        let snapshot = state.snapshot(at: now, open: RequestID(rawValue: 3))
        let count = { (phases: [RequestSummary.Phase]) in
            snapshot.requests.count { phases.contains($0.phase) }
        }
        #expect(count([.done]) == snapshot.totals.done)
        #expect(count([.failed]) == snapshot.totals.failed)
        #expect(count([.cancelled]) == snapshot.totals.cancelled)
        #expect(count([.queued]) == snapshot.totals.queued)
        #expect(count([.prefill, .decode]) == snapshot.totals.running)
        #expect(snapshot.requests.reduce(0) { $0 + $1.nearMisses } == snapshot.tools.nearMisses)
        #expect(snapshot.requests.reduce(0) { $0 + $1.outputTokens } == snapshot.totals.outputTokens)
        #expect(snapshot.rates.generation.allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(snapshot.rates.prefill.allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(snapshot.requests == snapshot.requests.sorted { $0.id > $1.id })
        let rows = snapshot.requests
        #expect(rows.allSatisfy { $0.usage.prompt.map { $0 >= 0 } ?? true })
        // And whatever it is, it is JSON; only numbers out of all proportion are brought into a range that can be shown.
        let read = try SnapshotJSON.decode(SnapshotJSON.encode(snapshot))
        #expect(read.requests.map(\.id) == rows.map(\.id) && read.requests.map(\.phase) == rows.map(\.phase))
        #expect(try SnapshotJSON.decode(SnapshotJSON.encode(read)) == read)
    }

    /// A prefix of valid events and the rest leave the same state as all of them at once: the reducer has no other memory.
    @Test func theReducerIsAValue() {
        var random = SeededGenerator(seed: 7)
        let events = (0..<200).map { _ in EngineEvent.random(using: &random) }
        var first = MonitorState(startedAt: 0)
        for event in events.prefix(100) { first.apply(event, at: 10) }
        var copy = first
        for event in events.suffix(100) { copy.apply(event, at: 11) }
        var whole = MonitorState(startedAt: 0)
        for (number, event) in events.enumerated() { whole.apply(event, at: number < 100 ? 10 : 11) }
        #expect(copy.snapshot(at: 12) == whole.snapshot(at: 12))
    }
}

extension EngineEvent {
    /// An event of one of a few requests, or of something else; numbers may be absurd.
    fileprivate static func random(using random: inout SeededGenerator) -> EngineEvent {
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            let level: MemoryReport.Level = Bool.random(using: &random) ? .warning : .normal
            return .memory(MemoryReport(total: 100, used: Int.random(in: -5...200, using: &random), level: level))
        case 1:
            return .backend(
                BackendReport(
                    name: "b\(Int.random(in: 0..<3, using: &random))", url: "http://x",
                    state: Bool.random(using: &random) ? .up : .down, roundTripSeconds: .nan))
        case 2: return .notice(Notice(.info, "something"))
        default:
            let id = RequestID(rawValue: UInt64.random(in: 1...40, using: &random))
            let at = Duration.milliseconds(Int64.random(in: -1000...20_000, using: &random))
            return .request(RequestEvent(id: id, at: at, step: .random(using: &random)))
        }
    }
}

extension RequestStep {
    fileprivate static func random(using random: inout SeededGenerator) -> RequestStep {
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1:
            return .received(
                ReceivedRequest(
                    time: Bool.random(using: &random) ? RequestScript.start : .nan, client: "c", agent: "a",
                    method: "POST", route: "/v1/chat/completions", kind: .chat,
                    wantsStream: Bool.random(using: &random),
                    body: [0xFF] + [UInt8](repeating: 0x78, count: Int.random(in: 0..<5000, using: &random))))
        case 2: return .queued(place(&random))
        case 3: return .sent(backend: "main")
        case 4: return .firstByte
        case 5: return .firstToken
        case 6: return .toolCall(.sample(repairs: ["unclosed"], problem: Bool.random(using: &random) ? "bad" : nil))
        case 7: return .finished(.random(using: &random))
        case 8: return .failed(RequestFailure(code: "c", message: "m", side: .backend), .random(using: &random))
        case 9: return .cancelled(.clientLeft, .random(using: &random))
        case 10: return .turned(from: "main", reason: "it answered with status 503")
        default: return .progress(.random(using: &random))
        }
    }
}

private func place(_ random: inout SeededGenerator) -> QueuePlace {
    let seconds: Double? = Bool.random(using: &random) ? .random(in: -5...90, using: &random) : .infinity
    return QueuePlace(position: Int.random(in: -3...9, using: &random), seconds: seconds)
}

extension RequestProgress {
    fileprivate static func random(using random: inout SeededGenerator) -> RequestProgress {
        var progress = RequestProgress(
            tokens: Int.random(in: -10...1000, using: &random), heldBytes: Int.random(in: -1...9, using: &random),
            bytesOut: .random(in: 0...9999, using: &random))
        progress.followsGap = Int.random(in: 0..<10, using: &random) == 0
        if Bool.random(using: &random) {
            progress.prefill = PrefillProgress(
                processed: Int.random(in: -10...9999, using: &random), total: 5, cached: .min)
        }
        let begin = Int.random(in: 0...50, using: &random)
        let parts: [TranscriptPart] = [
            TranscriptPart(.content, text: "text", span: begin..<begin + 4),
            TranscriptPart(.nearMiss(dialect: "hermes-json", reason: "malformed"), span: begin..<begin),
            TranscriptPart(.arguments(index: 3), text: "{", span: begin..<begin + 1),
        ]
        progress.transcript = [
            TranscriptDelta(
                choice: Int.random(in: -1...30, using: &random), raw: [0xC3, 0x28],
                parts: Array(parts.shuffled(using: &random).prefix(2)))
        ]
        return progress
    }
}

extension RequestOutcome {
    fileprivate static func random(using random: inout SeededGenerator) -> RequestOutcome {
        let counts: [Int?] = [nil, 0, 17, -5, 100_000]
        let rates: [Double?] = [nil, 0, 41.5, .infinity, .nan, -3, 1e300]
        return RequestOutcome(
            status: Int.random(in: 0...599, using: &random),
            usage: TokenUsage(
                prompt: counts.randomElement(using: &random) ?? nil,
                completion: counts.randomElement(using: &random) ?? nil,
                cached: counts.randomElement(using: &random) ?? nil,
                prefillRate: rates.randomElement(using: &random) ?? nil,
                decodeRate: rates.randomElement(using: &random) ?? nil),
            progress: .random(using: &random))
    }
}
