import TestSupport
import Testing

@testable import WireFormats

struct UTF8CheckTests {
    private func isUTF8(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes(\.isUTF8) }

    /// What the standard library takes for valid is, and nothing else: bytes around every border, after any number of others.
    @Test func agreesWithTheStandardLibrary() {
        let borders: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        var random = SeededGenerator(seed: 29)
        var valid = 0
        for number in 0..<60_000 {
            let lead = [UInt8](repeating: 0x61, count: number % 11)
            let bytes =
                lead + (0..<Int.random(in: 0...5, using: &random)).map { _ in borders.randomElement(using: &random)! }
            let expected = String(validating: bytes, as: UTF8.self) != nil
            if expected { valid += 1 }
            #expect(isUTF8(bytes) == expected, "\(bytes)")
        }
        #expect(valid > 10_000)
    }

    @Test func longTextsInSeveralAlphabets() {
        let text = Array(String(repeating: "plain, då, τι, 漢字, 🙂 ", count: 300).utf8)
        #expect(isUTF8(text))
        for cut in 1...3 { #expect(!isUTF8(Array(text.dropLast(1 + cut)))) }
        var broken = text
        broken[text.count / 2] = 0xFF
        #expect(!isUTF8(broken))
    }
}
