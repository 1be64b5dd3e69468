import TestSupport
import Testing

@testable import Monitoring

/// Rates and token sums, on a clock that the test moves.
struct MonitorRatesTests {
    private var state = MonitorState(startedAt: RequestScript.start)
    private let script = RequestScript()

    @Test mutating func generationIsSeenWhileItRuns() {
        state.begin(script)
        state.play(script, [(.sent(backend: "main"), 0), (.firstToken, 1)])
        for tenth in 0..<100 {
            let seconds = 1 + Double(tenth) / 10
            state.play(script, [(.progress(RequestProgress(tokens: 4 * (tenth + 1))), seconds)])
        }
        let rates = state.snapshot(after: 10.9).rates
        #expect(rates.generation == [0] + [Double](repeating: 40, count: 10))
        #expect(rates.generationNow.map { abs($0 - 40) <= 2 } == true)
        #expect(state.snapshot(after: 10.9).totals.outputTokens == 400)
        #expect(state.snapshot(after: 20).rates.generationNow == nil)
    }

    /// An answer that came in one piece: its tokens are spread over the time that the backend says it took.
    @Test mutating func aWholeAnswerIsSpreadOverItsTime() {
        state.begin(script, wantsStream: false)
        let usage = TokenUsage(prompt: 300, completion: 100, cached: 100, prefillRate: 100, decodeRate: 50)
        state.play(script, [(.sent(backend: "main"), 0), (.finished(RequestOutcome(status: 200, usage: usage)), 4)])
        let rates = state.snapshot(after: 4).rates
        #expect(rates.generation == [0, 0, 50, 50, 0])
        #expect(rates.prefill == [100, 100, 0, 0, 0])
    }

    /// Cached tokens are no work: they count in no rate.
    @Test mutating func prefillRateLeavesCachedTokensOut() {
        state.begin(script)
        state.play(script, [(.sent(backend: "main"), 0), (.firstToken, 2)])
        state.play(script, [(.progress(RequestProgress(tokens: 2)), 3), (.progress(RequestProgress(tokens: 4)), 4)])
        let usage = TokenUsage(prompt: 1000, completion: 4, cached: 800)
        state.play(
            script, [(.finished(RequestOutcome(status: 200, usage: usage, progress: .init(tokens: 4))), 4)])
        #expect(state.snapshot(after: 4).rates.prefill == [100, 100, 0, 0, 0])
        #expect(state.snapshot(after: 4).totals.promptTokens == 1000)
    }

    /// Where it is not known how many tokens were cached, nothing is claimed.
    @Test mutating func unknownCacheMeansUnknownPrefill() {
        state.begin(script)
        state.play(script, [(.sent(backend: "main"), 0), (.firstToken, 2), (.progress(RequestProgress(tokens: 2)), 3)])
        let usage = TokenUsage(prompt: 1000, completion: 4)
        state.play(script, [(.finished(RequestOutcome(status: 200, usage: usage)), 4)])
        #expect(state.snapshot(after: 4).rates.prefill.allSatisfy { $0 == 0 })
    }

    /// A backend that tells how far it has read shows up while it reads, and is not counted again at the end.
    @Test mutating func reportedPrefillIsCountedOnce() {
        state.begin(script)
        state.play(script, [(.sent(backend: "main"), 0)])
        for (seconds, processed) in [(0.5, 300), (1.5, 700), (2.5, 1100)] {
            let prefill = PrefillProgress(processed: processed, total: 1100, cached: 100)
            state.apply(
                script.progress(0, after: seconds, prefill: prefill), at: RequestScript.start + seconds)
        }
        #expect(state.snapshot(after: 2.9).rates.prefill == [400, 400, 200])
        #expect(state.snapshot(after: 2.9).rates.prefillNow != nil)
        state.play(script, [(.firstToken, 3), (.progress(RequestProgress(tokens: 5)), 4)])
        let usage = TokenUsage(prompt: 1100, completion: 10, cached: 100)
        state.play(
            script, [(.finished(RequestOutcome(status: 200, usage: usage, progress: .init(tokens: 10))), 5)])
        #expect(state.snapshot(after: 5).rates.prefill.reduce(0, +) == 1000)
    }

    /// The backend's own count wins over the counted deltas, in both directions.
    @Test(arguments: [3, 10, 500])
    func theExactCountWins(exact: Int) {
        var state = state
        state.begin(script)
        state.play(
            script,
            [
                (.firstToken, 1), (.progress(RequestProgress(tokens: 5)), 1.5),
                (.progress(RequestProgress(tokens: 10)), 2),
                (
                    .finished(
                        RequestOutcome(status: 200, usage: TokenUsage(completion: exact), progress: .init(tokens: 12))),
                    3
                ),
            ])
        #expect(state.snapshot(after: 3).requests.first?.outputTokens == exact)
        #expect(state.snapshot(after: 3).totals.outputTokens == exact)
    }
}
