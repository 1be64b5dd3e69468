import Monitoring
import Testing
import WireFormats

@testable import ProxyEngine

struct ContextCheckTests {
    /// A conversation of `steps` user and assistant messages of 300 bytes each, after a first pair.
    private func outline(_ steps: Int, maxTokens: Int? = nil) -> ConversationOutline {
        let text = String(repeating: "x", count: 300)
        let messages = (0..<steps).map { #"{"role":"\#($0 % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"# }
        let limit = maxTokens.map { #","max_tokens":\#($0)"# } ?? ""
        return ConversationOutline(Array(#"{"messages":[\#(messages.joined(separator: ","))]\#(limit)}"#.utf8))
    }

    private func rules(
        _ hard: TokenThreshold, window: Int? = nil, counts: Bool = false, trims: Bool = true, learnt: Bool = true
    ) -> ContextCheck.Rules {
        ContextCheck.Rules(
            limits: ContextLimits(warning: .off, hard: hard, window: window),
            ratio: .init(value: 1.0 / 3, isLearnt: learnt), canCount: counts, trims: trims)
    }

    /// Drives a check; `count` is what the backend counts for an edit.
    private func run(
        _ outline: ConversationOutline, _ rules: ContextCheck.Rules, earlier: HistoryCut? = nil,
        count: (ContextEdit) -> Int? = { _ in nil }
    ) -> (step: ContextCheck.Step, counts: Int) {
        var check = ContextCheck(outline, rules)
        var step = check.begin(earlier: earlier)
        var counts = 0
        while case .count(let edit) = step {
            counts += 1
            step = check.counted(count(edit))
        }
        return (step, counts)
    }

    @Test func leavesAloneWhatFits() {
        let (step, counts) = run(outline(5), rules(.tokens(10_000), counts: true)) { _ in 99_999 }
        #expect(step == .done(ContextEdit()))
        #expect(counts == 0)
    }

    @Test func trimsByEstimateWhereNobodyCounts() throws {
        let outline = outline(41)
        guard case .done(let edit) = run(outline, rules(.tokens(2000))).step else { throw Failed() }
        let cut = try #require(edit.cut)
        #expect(cut.dropped.first?.lowerBound == 1)
        #expect(cut.droppedCount > 20)
    }

    /// The backend's count decides, in both directions, and what is left is counted again.
    @Test(arguments: [0.5, 2.0]) func trimsByCount(truth: Double) throws {
        let outline = outline(41)
        // About 112 estimated tokens a message.
        func count(_ edit: ContextEdit) -> Int { Int(Double((41 - (edit.cut?.droppedCount ?? 0)) * 112) * truth) }
        let (step, counts) = run(outline, rules(.tokens(3000), counts: true), count: count)
        guard case .done(let edit) = step else { throw Failed() }
        #expect(count(edit) <= 3000)
        #expect((edit.cut != nil) == (truth > 1))
        #expect(counts == (truth > 1 ? 2 : 1))
    }

    /// A backend whose counts grow whatever is dropped ends in a refusal, not in a loop.
    @Test func givesUp() {
        var calls = 0
        let (step, counts) = run(outline(41), rules(.tokens(3000), counts: true)) { _ in
            calls += 1
            return 5000 * calls
        }
        #expect(counts <= 4)
        guard case .refuse(_, 3000) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test func keepsAnEarlierCutThatFits() throws {
        let earlier = try #require(HistoryCut(dropping: 1..<29))
        let (step, counts) = run(outline(41), rules(.tokens(3000), counts: true), earlier: earlier) { _ in 1600 }
        #expect(step == .done(ContextEdit(cut: earlier)))
        #expect(counts <= 1)
    }

    @Test func refusesWhereNothingCanGo() {
        #expect(run(outline(1), rules(.tokens(50))).step == .refuse(tokens: 110, limit: 50))
        let short = rules(.tokens(3000), trims: false)
        guard case .refuse = run(outline(41), short).step else {
            Issue.record("was not refused")
            return
        }
    }

    /// A mere guess a little above the limit is left to the backend.
    @Test func leavesDoubtToTheBackend() {
        #expect(run(outline(1), rules(.tokens(100), learnt: false)).step == .done(ContextEdit()))
        #expect(run(outline(1), rules(.tokens(50), learnt: false)).step == .refuse(tokens: 110, limit: 50))
    }

    @Test func limitsTheAnswer() {
        let hard = rules(.off, window: 1000, counts: true)
        #expect(run(outline(3, maxTokens: 5000), hard) { _ in 300 }.step == .done(ContextEdit(answerTokens: 684)))
        #expect(run(outline(3, maxTokens: 600), hard) { _ in 300 }.step == .done(ContextEdit()))
        // An estimate leaves more room: 331 and a tenth of it.
        #expect(run(outline(3, maxTokens: 5000), hard).step == .done(ContextEdit(answerTokens: 636)))
        // Beyond the window the backend may say what it thinks.
        #expect(run(outline(3, maxTokens: 5000), hard) { _ in 2000 }.step == .done(ContextEdit()))
    }

    @Test func limitsFollowTheWindow() {
        let automatic = ContextLimits(warning: .automatic, hard: .automatic, window: 1000)
        #expect((automatic.warning, automatic.hard) == (800, 950))
        let fixed = ContextLimits(warning: .tokens(500), hard: .tokens(5000), window: 1000)
        #expect((fixed.warning, fixed.hard) == (500, 950))
        let unknown = ContextLimits(warning: .automatic, hard: .tokens(5000), window: nil)
        #expect((unknown.warning, unknown.hard) == (nil, 5000))
        #expect(ContextLimits(warning: .off, hard: .off, window: 1000).hard == nil)
    }

    struct Failed: Error {}
}
