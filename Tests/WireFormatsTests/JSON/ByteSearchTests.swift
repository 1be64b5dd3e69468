import TestSupport
import Testing

@testable import WireFormats

struct ByteSearchTests {
    /// The same place as a search byte by byte, for bytes that are near each other and on both sides of the sign.
    @Test(arguments: 0..<200) func findsTheFirstPlace(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let alphabet: [UInt8] = [0x00, 0x01, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x80, 0xA2, 0xDC, 0xFF]
        let count = Int.random(in: 0...40, using: &generator)
        let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
        let first = alphabet.randomElement(using: &generator) ?? 0
        let second = alphabet.randomElement(using: &generator) ?? 0
        bytes.withUnsafeBytes { buffer in
            for start in 0...count {
                let wanted = bytes[start...].firstIndex { $0 == first || $0 == second } ?? count
                #expect(buffer.place(of: first, or: second, from: start) == wanted)
            }
        }
    }

    @Test(arguments: 0..<200) func findsWhereAStringDoesNotGoOn(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let alphabet: [UInt8] = [
            0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x9F, 0xA0, 0xA2, 0xDC, 0xFF,
        ]
        let plain = alphabet.filter { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
        let count = Int.random(in: 0...60, using: &generator)
        let bytes = (0..<count).map { _ in
            (Int.random(in: 0..<12, using: &generator) == 0 ? alphabet : plain).randomElement(using: &generator) ?? 0
        }
        bytes.withUnsafeBytes { buffer in
            for start in 0...count {
                let wanted = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? count
                #expect(buffer.placeOfStringMark(from: start) == wanted)
            }
        }
    }

    @Test func compares() {
        Array("data: x".utf8).withUnsafeBytes { bytes in
            #expect(bytes.has("data", at: 0))
            #expect(bytes.has("x", at: 6))
            #expect(!bytes.has("x", at: 7))
            #expect(!bytes.has("x", at: -1))
            #expect(!bytes.has("data: xy", at: 0))
            #expect(bytes.equals("data", in: 0..<4))
            #expect(!bytes.equals("data", in: 0..<5))
            #expect(bytes.equals(Array("ata".utf8), in: 1..<4))
            #expect(!bytes.equals(Array("atb".utf8), in: 1..<4))
            #expect(bytes.equals([], in: 7..<7))
            #expect(bytes.text(5..<7) == " x")
        }
    }

    @Test(
        arguments: zip(
            ["0", "7", "-12", "007", "999999999999999999", "", "-", "1.5", "1e3", "x", "1000000000000000000"],
            [0, 7, -12, 7, 999_999_999_999_999_999, nil, nil, nil, nil, nil, nil]))
    func readsWholeNumbers(_ text: String, _ value: Int?) {
        Array(text.utf8).withUnsafeBytes { #expect($0.integer(0..<$0.count) == value) }
    }
}
