import TestSupport
import Testing

@testable import Monitoring

struct TokenGapsTests {
    @Test func knowsNothingWithoutGaps() {
        #expect(TokenGaps().percentile(0.5) == nil)
        #expect(TokenGaps().count == 0)
    }

    /// An estimate lies in the bucket of the true value.
    @Test func estimatesPercentiles() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            var gaps = TokenGaps()
            let values = (0..<200).map { _ in Double.random(in: 0...7, using: &random) }.sorted()
            for (number, value) in values.enumerated() { gaps.add(value, endedAt: Double(number)) }
            for fraction in [0, 0.5, 0.95, 1] {
                let estimate = try #require(gaps.percentile(fraction))
                let exact = values[min(199, max(0, Int((fraction * 200).rounded(.up)) - 1))]
                let bounds = [0] + TokenGaps.boundsInMilliseconds.map { Double($0) / 1000 } + [.infinity]
                let bucket = try #require(bounds.lastIndex { $0 <= exact })
                #expect(
                    estimate >= bounds[bucket] && estimate <= bounds[bucket + 1], "\(fraction) \(exact) \(estimate)")
            }
            #expect(gaps.percentile(1) == gaps.longestSeconds)
        }
    }

    @Test func remembersTheLongest() {
        var gaps = TokenGaps()
        gaps.add(0.2, endedAt: 1)
        gaps.add(0.9, endedAt: 2)
        gaps.add(0.3, endedAt: 3)
        #expect(gaps.longestSeconds == 0.9)
        #expect(gaps.longestEndedSeconds == 2)
    }
}
