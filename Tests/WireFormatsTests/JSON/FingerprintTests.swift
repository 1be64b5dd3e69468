import TestSupport
import Testing

@testable import WireFormats

struct FingerprintTests {
    private func fingerprint(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes(Fingerprint.of) }

    /// Each length, and at each place each bit: what differs anywhere has another one.
    @Test func everyByteCounts() {
        var random = SeededGenerator(seed: 5)
        for length in 0..<70 {
            let text = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let whole = fingerprint(text)
            #expect(fingerprint(text) == whole)
            #expect(fingerprint(text + [0]) != whole)
            for place in 0..<length * 8 {
                var other = text
                other[place / 8] ^= 1 << UInt8(place % 8)
                #expect(fingerprint(other) != whole)
            }
        }
    }

    /// Nor may bytes change places, zeros be added or words be exchanged.
    @Test func orderCounts() {
        let texts: [[UInt8]] = [
            [], [0], [0, 0], [UInt8](repeating: 0, count: 8), [UInt8](repeating: 0, count: 16),
            [UInt8](repeating: 0, count: 17), Array("one two".utf8), Array("two one".utf8),
            Array("eight bytes more".utf8), Array("tes moreeight by".utf8),
            Array("0123456789abcdef0123456789ABCDEF".utf8),
            Array("0123456789ABCDEF0123456789abcdef".utf8),
        ]
        #expect(Set(texts.map(fingerprint)).count == texts.count)
        let (first, second) = (fingerprint(texts[6]), fingerprint(texts[7]))
        #expect(Fingerprint.joined(first, second) != Fingerprint.joined(second, first))
    }
}
