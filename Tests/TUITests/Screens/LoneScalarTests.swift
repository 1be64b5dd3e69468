import TestSupport
import Testing

@testable import TUI

struct LoneScalarTests {
    private func expectAlike(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            for position in bytes.indices {
                guard let scalar = LoneScalar(bytes, at: position, end: bytes.count) else { continue }
                let cluster = TextWrap.cluster(bytes, at: position, end: bytes.count)
                #expect(
                    scalar.bytes == cluster.bytes && scalar.columns == cluster.columns, "\(Array(bytes)) \(position)")
            }
        }
    }

    /// Whatever stands beside each other, what is told quickly is what the rules for clusters tell.
    @Test(arguments: 0..<200)
    func asTheRulesHaveIt(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "д", "é", "©", "\u{AD}", "λ", "\u{483}", "か", "\u{3099}", "漢", "한", "\u{1100}", "\u{1161}", "\u{11A8}",
            "、", "\u{302A}", "—", "\u{200D}", "\u{FE0F}", "\u{301}", "🇩", "🇪", "👩", "\u{1F3FD}", "\u{600}", "ก\u{E33}",
            "क\u{94D}", "Ａ", "\u{FF9E}", "\r", "\u{7}", "\u{202E}", "\u{20E3}", "1",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<60 {
            if Int.random(in: 0..<8, using: &random) == 0 {
                bytes.append(.random(in: 0x80...0xFF, using: &random))
            } else {
                bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
        }
        expectAlike(bytes)
    }

    /// Each scalar of the first plane, before a letter and before a mark.
    @Test func everyScalar() {
        var known = 0
        for scalar in (UInt32(0x20)...0xFFFF).compactMap(Unicode.Scalar.init) {
            for next in ["", "x", "д", "\u{301}"] {
                let bytes = Array((String(scalar) + next).utf8)
                bytes.withUnsafeBufferPointer { bytes in
                    guard let lone = LoneScalar(bytes, at: 0, end: bytes.count) else { return }
                    known += 1
                    let cluster = TextWrap.cluster(bytes, at: 0, end: bytes.count)
                    if lone.bytes != cluster.bytes || lone.columns != cluster.columns {
                        Issue.record("U+\(String(scalar.value, radix: 16)) before \"\(next)\"")
                    }
                }
            }
        }
        #expect(known > 100_000)
    }
}
