import Testing

@testable import Monitoring

struct CivilTimeTests {
    @Test(
        arguments: zip(
            [0, 951_782_400, 951_868_799.999, 1_709_164_800, 1_795_256_463.0426, 4_102_444_800, 32_503_680_000],
            [
                "1970-01-01T00:00:00.000Z", "2000-02-29T00:00:00.000Z", "2000-02-29T23:59:59.999Z",
                "2024-02-29T00:00:00.000Z", "2026-11-21T10:21:03.043Z", "2100-01-01T00:00:00.000Z",
                "3000-01-01T00:00:00.000Z",
            ]))
    func tellsTheCalendarsDay(time: Double, text: String) {
        #expect(CivilTime(time).iso8601 == text)
    }

    @Test func aLocalClockIsAheadOrBehind() {
        #expect(CivilTime(0, offsetSeconds: 3600).clock == "01:00:00")
        let west = CivilTime(0, offsetSeconds: -5400)
        #expect(west.clock == "22:30:00")
        #expect([west.year, west.month, west.day] == [1969, 12, 31])
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -5])
    func absurdTimesDoNoHarm(time: Double) {
        #expect(!CivilTime(time).iso8601.isEmpty)
    }
}

struct JSONLineWriterTests {
    @Test func writesMembersInOrder() {
        var line = JSONLineWriter()
        line.object { line in
            line.member("b", "x\"\\\n\u{1}é")
            line.member("a", nil as String?)
            line.member("n", 1.0)
            line.member("i", -5)
            line.member("nan", Double.nan)
            line.member("t", true)
            line.key("list")
            line.array([1, 2]) { $0.number($1) }
            line.key("empty")
            line.object { _ in }
            line.key("raw")
            line.raw("[1]".utf8)
        }
        #expect(
            String(decoding: line.bytes, as: UTF8.self)
                == #"{"b":"x\"\\\n\u0001é","a":null,"n":1.0,"i":-5,"nan":null,"t":true,"list":[1,2],"empty":{},"raw":[1]}"#
        )
    }
}
