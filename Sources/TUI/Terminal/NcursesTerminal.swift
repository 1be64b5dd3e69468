import CNcurses

/// Why there can be no screen; the caller goes on without one.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
    case notATerminal
    /// `TERM`'s value, which ncurses does not know or which cannot move its cursor.
    case unsuitable(String)

    package var description: String {
        switch self {
        case .notATerminal: "standard output is no terminal"
        case .unsuitable(let name): "the terminal \"\(name)\" cannot show a full screen"
        }
    }
}

/// The terminal, taken over from `init` to `deinit`. There can be one at a time, on one thread.
struct NcursesTerminal: ~Copyable {
    /// `type`: a terminfo name; `nil`: `TERM`.
    init(input: Int32, output: Int32, type: String?) throws(TerminalError) {
        let result = if let type { cn_open(input, output, type) } else { cn_open(input, output, nil) }
        guard result == 0 else { throw .unsuitable(type ?? TerminalDevice.type) }
    }

    deinit { cn_close() }

    /// What the terminal says now.
    func measure() -> Size {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard cn_measure(&rows, &columns) == 0 else { return Size(width: 80, height: 24) }
        return Size(width: Int(columns), height: Int(rows))
    }

    func resize(_ size: Size) { cn_resize(Int32(clamping: size.height), Int32(clamping: size.width)) }

    /// The next key, if one has been pressed.
    func readKey() -> KeyDecoder.Input {
        var value: UInt32 = 0
        return KeyDecoder.decode(kind: cn_read_key(&value), value: value)
    }

    /// Whether the terminal tells what the mouse does; it no longer selects text then.
    func reportMouse(_ isOn: Bool) { cn_report_mouse(isOn ? 1 : 0) }

    /// Gives the terminal back for a while.
    func leave() { cn_leave() }
    func enter() { cn_enter() }
}
