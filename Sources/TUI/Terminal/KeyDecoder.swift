import CNcurses

/// Makes keys of what ncurses reports.
enum KeyDecoder {
    enum Input: Equatable {
        case key(Key)
        case mouse(MouseEvent)
        /// What comes from here on was pasted; up to here it was.
        case pasteBegin
        case pasteEnd
        /// A key that means nothing.
        case unknown
        /// No key is waiting.
        case none
        /// The terminal is gone.
        case end
    }

    static func decode(kind: Int32, value: UInt32) -> Input {
        switch Int(kind) {
        case Int(CN_CHARACTER): character(value).map(Input.key) ?? .unknown
        case Int(CN_SPECIAL): special(Int(value)).map(Input.key) ?? .unknown
        case Int(CN_MOUSE): mouse(value)
        case Int(CN_PASTE_BEGIN): .pasteBegin
        case Int(CN_PASTE_END): .pasteEnd
        case Int(CN_END_OF_INPUT): .end
        default: .none
        }
    }

    /// Eight bits of what was done, twelve each of row and column.
    private static func mouse(_ value: UInt32) -> Input {
        let (x, y) = (Int(value & 0xFFF), Int(value >> 12 & 0xFFF))
        switch Int(value >> 24) {
        case Int(CN_MOUSE_PRESS): return .mouse(MouseEvent(.press, x: x, y: y))
        case Int(CN_MOUSE_WHEEL_UP): return .mouse(MouseEvent(.wheelUp, x: x, y: y))
        case Int(CN_MOUSE_WHEEL_DOWN): return .mouse(MouseEvent(.wheelDown, x: x, y: y))
        default: return .unknown
        }
    }

    private static func character(_ value: UInt32) -> Key? {
        switch value {
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x1B: return .escape
        case 1..<0x1B: return Unicode.Scalar(value + 0x60).map { .control(Character($0)) }
        case ..<0x20: return nil
        default: return Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }

    private static func special(_ value: Int) -> Key? {
        switch value {
        case Int(CN_KEY_UP): .up
        case Int(CN_KEY_DOWN): .down
        case Int(CN_KEY_LEFT): .left
        case Int(CN_KEY_RIGHT): .right
        case Int(CN_KEY_HOME): .home
        case Int(CN_KEY_END): .end
        case Int(CN_KEY_PAGE_UP): .pageUp
        case Int(CN_KEY_PAGE_DOWN): .pageDown
        case Int(CN_KEY_ENTER): .enter
        case Int(CN_KEY_BACKSPACE): .backspace
        case Int(CN_KEY_BACK_TAB): .backTab
        case Int(CN_KEY_SHIFT_LEFT): .shiftLeft
        case Int(CN_KEY_SHIFT_RIGHT): .shiftRight
        case Int(CN_KEY_DELETE): .delete
        case Int(CN_KEY_FUNCTION) + 1...Int(CN_KEY_FUNCTION) + 12:
            .function(value - Int(CN_KEY_FUNCTION))
        default: nil
        }
    }
}
