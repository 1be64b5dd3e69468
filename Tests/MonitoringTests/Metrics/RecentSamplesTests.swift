import Testing

@testable import Monitoring

struct RecentSamplesTests {
    @Test func noSamplesHaveNoPercentile() {
        #expect(RecentSamples(capacity: 3).percentile(0.5) == nil)
    }

    /// Nearest rank: always a value that was measured.
    @Test(arguments: zip([0.0, 0.25, 0.5, 0.75, 0.95, 1.0], [1.0, 1, 2, 3, 4, 4]))
    func percentilesAreMeasuredValues(share: Double, expected: Double) {
        var samples = RecentSamples(capacity: 10)
        for value in [3.0, 1, 4, 2] { samples.add(value) }
        #expect(samples.percentile(share) == expected)
    }

    @Test func theOldestIsReplaced() {
        var samples = RecentSamples(capacity: 3)
        for value in [100.0, 1, 2, 3] { samples.add(value) }
        samples.add(.nan)
        #expect(samples.count == 3)
        #expect(samples.percentile(1) == 3)
    }
}
