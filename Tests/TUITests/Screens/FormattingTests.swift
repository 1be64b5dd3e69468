import TUI
import Testing

struct FormattingTests {
    @Test(
        arguments: [
            (nil, "-"), (0, "0"), (311, "311"), (999, "999"), (1_000, "1.0k"), (9_649, "9.6k"), (31_244, "31.2k"),
            (99_949, "99.9k"), (99_950, "100k"), (262_144, "262k"), (1_234_567, "1.2M"), (123_456_789, "123M"),
        ] as [(Int?, String)])
    func tokens(_ count: Int?, _ expected: String) {
        #expect(Formatting.tokens(count) == expected)
        #expect(expected.count <= 5)
    }

    @Test(
        arguments: [
            (nil, "-"), (0.04, "0.0"), (0.4, "0.4"), (57.94, "57.9"), (999.9, "999.9"), (1_025, "17m05"),
            (7_500, "2h05"), (.infinity, "-"), (.nan, "-"), (-1, "-"),
        ] as [(Double?, String)])
    func seconds(_ value: Double?, _ expected: String) { #expect(Formatting.seconds(value) == expected) }

    @Test(arguments: [(41.84, "41.8"), (99.96, "100"), (1_053, "1053"), (12_345, "12k"), (.nan, "-")])
    func shortRate(_ value: Double, _ expected: String) { #expect(Formatting.shortRate(value) == expected) }

    @Test(arguments: [(0.0004, "<1ms"), (0.012, "12ms"), (0.9, "0.9s"), (6.21, "6.2s")])
    func latency(_ value: Double, _ expected: String) { #expect(Formatting.latency(value) == expected) }

    @Test(arguments: [
        (0.0004, "<1ms"), (0.004, "4ms"), (0.0994, "99ms"), (0.1, "0.1"), (48.21, "48.2"), (1_200, "20m"),
    ])
    func shortLatency(_ value: Double, _ expected: String) { #expect(Formatting.shortLatency(value) == expected) }

    @Test(arguments: [("311", true, 4, "~311"), ("9.6k", true, 4, "9.6k"), ("-", true, 5, "-"), ("41", false, 9, "41")])
    func estimate(_ text: String, _ isEstimate: Bool, _ width: Int, _ expected: String) {
        #expect(Formatting.estimate(text, isEstimate, width: width) == expected)
    }

    @Test(arguments: [(0.0008, "<10ms"), (0.009, "<10ms"), (0.012, "12ms"), (1.25, "1.3s")])
    func roundTrip(_ value: Double, _ expected: String) { #expect(Formatting.roundTrip(value) == expected) }

    @Test(arguments: [
        ("127.0.0.1:8066", ":8066"), ("http://127.0.0.1:8080/v1", ":8080"),
        ("https://models.example/api", "models.example"),
        ("http://[::1]:8080", ":8080"), ("", ""),
    ])
    func port(_ address: String, _ expected: String) { #expect(Formatting.port(address) == expected) }

    @Test func clockKnowsTheZone() {
        #expect(Formatting.clock(SampleSnapshots.now, utcOffset: 0) == "21:53:26")
        #expect(Formatting.clock(SampleSnapshots.now, utcOffset: 3 * 3_600, seconds: false) == "00:53")
        #expect(Formatting.clock(.nan, utcOffset: 0) == "-")
    }
}
