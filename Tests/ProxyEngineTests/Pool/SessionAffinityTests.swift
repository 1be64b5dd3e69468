import ProxyEngine
import TestSupport
import Testing

struct SessionAffinityTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }

    @Test func knowsTheConversationBeforeTheSession() {
        var affinity = SessionAffinity()
        affinity.remember(.init(conversation: 1, session: 9), at: 0, at(0))
        affinity.remember(.init(conversation: 2, session: 9), at: 1, at(0))
        #expect(affinity.home(of: .init(conversation: 1, session: 9), at: at(1)) == .ofConversation(0))
        #expect(affinity.home(of: .init(conversation: 3, session: 9), at: at(1)) == .ofSession(1))
        #expect(affinity.home(of: .init(conversation: 3), at: at(1)) == nil)
        #expect(affinity.home(of: .init(), at: at(1)) == nil)
    }

    @Test func movesWithTheConversation() {
        var affinity = SessionAffinity()
        affinity.remember(.init(conversation: 1), at: 0, at(0))
        affinity.remember(.init(conversation: 1), at: 2, at(0))
        #expect(affinity.home(of: .init(conversation: 1), at: at(0)) == .ofConversation(2))
        #expect(affinity.count(at: 0) == 0 && affinity.count(at: 2) == 1)
    }

    @Test func forgetsWhatIsNotAskedFor() {
        var affinity = SessionAffinity(spanSeconds: 10)
        affinity.remember(.init(conversation: 1), at: 0, at(0))
        affinity.remember(.init(conversation: 2), at: 0, at(0))
        for second in stride(from: 1.0, through: 35, by: 5) {
            #expect(affinity.home(of: .init(conversation: 1), at: at(second)) == .ofConversation(0))
        }
        #expect(affinity.home(of: .init(conversation: 2), at: at(36)) == nil)
        #expect(affinity.home(of: .init(conversation: 1), at: at(1000)) == nil)
        #expect(affinity.count == 0 && affinity.count(at: 0) == 0)
    }

    /// Never more than its capacity, and its counts are those of its entries.
    @Test(arguments: 0..<10) func isBoundedAndCountsRightly(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var affinity = SessionAffinity(capacity: 64, spanSeconds: 50)
        var now = 0.0
        for _ in 0..<4000 {
            now += Double.random(in: 0...2, using: &random)
            let keys = SessionAffinity.Keys(
                conversation: Int.random(in: 0..<200, using: &random),
                session: Bool.random(using: &random) ? Int.random(in: 1000..<1010, using: &random) : nil)
            let index = Int.random(in: 0..<3, using: &random)
            if Bool.random(using: &random) {
                affinity.remember(keys, at: index, at(now))
                #expect(affinity.home(of: keys, at: at(now))?.backend == index)
            } else {
                _ = affinity.home(of: keys, at: at(now))
            }
            #expect(affinity.count <= 66)
            #expect((0..<3).reduce(0) { $0 + affinity.count(at: $1) } == affinity.count)
        }
    }
}
