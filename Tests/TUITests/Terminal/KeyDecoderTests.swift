import CNcurses
import Testing

@testable import TUI

struct KeyDecoderTests {
    @Test(
        arguments: [
            (0x6A, .key(.character("j"))), (0x1B, .key(.escape)), (0x09, .key(.tab)), (0x0D, .key(.enter)),
            (0x0A, .key(.enter)), (0x04, .key(.control("d"))), (0x1A, .key(.control("z"))), (0x0C, .key(.control("l"))),
            (0x7F, .key(.backspace)), (0xE9, .key(.character("é"))), (0x1F600, .key(.character("😀"))), (0, .unknown),
            (0x1C, .unknown), (0x110000, .unknown), (0xD800, .unknown),
        ] as [(UInt32, KeyDecoder.Input)])
    func characters(_ value: UInt32, _ expected: KeyDecoder.Input) {
        #expect(KeyDecoder.decode(kind: Int32(CN_CHARACTER), value: value) == expected)
    }

    @Test func specialKeys() {
        #expect(KeyDecoder.decode(kind: Int32(CN_SPECIAL), value: UInt32(CN_KEY_UP)) == .key(.up))
        #expect(KeyDecoder.decode(kind: Int32(CN_SPECIAL), value: UInt32(CN_KEY_FUNCTION + 1)) == .key(.function(1)))
        #expect(KeyDecoder.decode(kind: Int32(CN_SPECIAL), value: UInt32(CN_KEY_SHIFT_LEFT)) == .key(.shiftLeft))
        #expect(KeyDecoder.decode(kind: Int32(CN_SPECIAL), value: UInt32(CN_KEY_SHIFT_RIGHT)) == .key(.shiftRight))
        #expect(KeyDecoder.decode(kind: Int32(CN_SPECIAL), value: 99_999) == .unknown)
        #expect(KeyDecoder.decode(kind: Int32(CN_NO_KEY), value: 0) == .none)
        #expect(KeyDecoder.decode(kind: Int32(CN_END_OF_INPUT), value: 0) == .end)
        #expect(KeyDecoder.decode(kind: Int32(CN_PASTE_BEGIN), value: 0) == .pasteBegin)
        #expect(KeyDecoder.decode(kind: Int32(CN_PASTE_END), value: 0) == .pasteEnd)
    }
}
