import Monitoring
import Testing

@testable import ProxyEngine

struct PaceMeterTests {
    private func reading(
        _ tokens: Int, held: Int = 0, visible: Bool = true, call: Bool = false, out: Int? = nil
    ) -> PaceMeter.Reading {
        PaceMeter.Reading(tokens: tokens, heldBytes: held, isVisible: visible, hasCall: call, chunksOut: out)
    }

    private func milliseconds(_ count: UInt64) -> UInt64 { count * 1_000_000 }

    /// Pieces without text are no tokens; the first one has no gap before it.
    @Test func measuresGapsBetweenTokens() {
        var meter = PaceMeter()
        meter.note(reading(0, visible: false), at: milliseconds(100))
        meter.note(reading(1), at: milliseconds(400))
        meter.note(reading(1), at: milliseconds(500))
        meter.note(reading(3), at: milliseconds(430 + 400))
        #expect(meter.pace.gaps.count == 1)
        #expect(abs(meter.pace.gaps.longestSeconds - 0.43) < 1e-9)
        #expect(meter.pace.firstVisibleSeconds == 0.4)
        #expect(meter.pace.firstCallSeconds == nil)
    }

    @Test func addsUpWhatIsHeld() {
        var meter = PaceMeter()
        meter.note(reading(1, held: 3), at: milliseconds(1000))
        meter.note(reading(2, held: 9), at: milliseconds(1200))
        meter.note(reading(3), at: milliseconds(1500))
        meter.note(reading(4, held: 1), at: milliseconds(2000))
        #expect(meter.pace.heldSeconds == 0.5)
        // While it lasts it counts, and not twice.
        #expect(meter.pace(at: milliseconds(2250)).heldSeconds == 0.75)
        #expect(meter.pace(at: milliseconds(2250)).heldSeconds == 0.75)
        meter.note(reading(5, call: true), at: milliseconds(2300))
        #expect(abs(meter.pace.heldSeconds - 0.8) < 1e-9)
        #expect(meter.pace.longestHoldSeconds == 0.5)
        #expect(meter.pace.mostHeldBytes == 9)
        #expect(meter.pace.firstCallSeconds == 2.3)
    }

    /// Something is always held, and never the same for long.
    @Test func theLongestHoldIsThatOfOneText() {
        var meter = PaceMeter()
        for second in 1...8 {
            meter.note(reading(second, held: 1, out: second), at: milliseconds(1000 * UInt64(second)))
        }
        meter.note(reading(9, held: 4, out: 8), at: milliseconds(9000))
        meter.note(reading(10, out: 9), at: milliseconds(9500))
        #expect(meter.pace.heldSeconds == 8.5)
        #expect(meter.pace.longestHoldSeconds == 1.5)
        #expect(meter.pace.lastTokenSeconds == 9.5)
    }

    /// The space behind each word waits for the next one, for which nobody waits.
    @Test func aSpaceBetweenWordsIsNotHeld() throws {
        var run = TranslationRun(try BackendSample.request(streams: true))
        run.feed(Array(BackendSample.stream(["Hello ", "there "]).utf8).dropLast(60), ending: nil)
        let readAll = run.translator.reading
        #expect(readAll.heldBytes == 0)
        var other = TranslationRun(try BackendSample.request(streams: true))
        other.feed(Array(BackendSample.stream(["Hello ", "<tool_"]).utf8).dropLast(60), ending: nil)
        let held = other.translator.reading
        #expect(held.heldBytes >= 6)
    }

    /// A client that waits for the whole sees nothing before the end, whatever was translated until then.
    @Test(arguments: [true, false]) func nothingIsVisibleBeforeItGoesOut(streams: Bool) throws {
        var run = TranslationRun(try BackendSample.request(streams: streams))
        run.feed(Array(BackendSample.stream(["Hello", " there"]).utf8).dropLast(60), ending: nil)
        let reading = run.translator.reading
        #expect(reading.tokens > 0)
        #expect(reading.isVisible == streams)
    }
}
