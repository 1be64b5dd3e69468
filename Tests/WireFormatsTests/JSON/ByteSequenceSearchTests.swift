import TestSupport
import Testing

@testable import WireFormats

struct ByteSequenceSearchTests {
    /// As whoever compares at each place would find it.
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func findsTheFirst(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
            (0..<Int.random(in: count, using: &random)).map { _ in UInt8.random(in: 0...1, using: &random) }
        }
        for _ in 0..<50 {
            let (text, other) = (bytes(0...40), bytes(1...6))
            let start = Int.random(in: 0...text.count, using: &random)
            let places = start..<max(start, text.count - other.count + 1)
            let first = places.first { text[$0..<$0 + other.count].elementsEqual(other) }
            #expect(text.firstRange(ofBytes: other, from: start) == first.map { $0..<$0 + other.count })
        }
    }

    @Test func nothingStandsNowhere() {
        #expect([1, 2, 3].firstRange(ofBytes: []) == nil)
        #expect([].firstRange(ofBytes: [1]) == nil)
    }

    /// With a comparison at each place this would take minutes.
    @Test func repetitionsAreNoTrouble() {
        let text = [UInt8](repeating: 0x61, count: 400_000)
        let other = [UInt8](repeating: 0x61, count: 200_000) + [0x62]
        #expect(text.firstRange(ofBytes: other) == nil)
        #expect((text + other).firstRange(ofBytes: other) == text.count..<text.count + other.count)
    }
}
