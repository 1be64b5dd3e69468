import TestSupport
import Testing

@testable import Monitoring

struct LogTimeTests {
    @Test func readsWhatIsWritten() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let time = (Double.random(in: 0...4_102_444_800, using: &random) * 1000).rounded() / 1000
            #expect(abs((LogTime.seconds(CivilTime(time).iso8601.utf8) ?? -1) - time) < 0.000_6)
        }
        #expect(LogTime.seconds("1970-01-01T00:00:00Z".utf8) == 0)
        #expect(LogTime.seconds("2024-02-29T12:00:00.5Z".utf8) == 1_709_208_000.5)
    }

    @Test(arguments: [
        "", "now", "2026-11-21", "2026-11-21T01:23:45.678", "2026-13-21T01:23:45.678Z", "2026-11-21 01:23:45.678Z",
        "2026-11-21T25:23:45.678Z", "2026-11-21T01:23:45.Z", "2026-11-21T01:23:45x678Z", "-026-11-21T01:23:45.678Z",
    ])
    func refusesAnythingElse(text: String) {
        #expect(LogTime.seconds(text.utf8) == nil)
    }
}
