import CNcurses
import Monitoring
import Testing

@testable import TUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// ncurses has one terminal at a time in a process.
@Suite(.serialized)
struct NcursesTerminalTests {
    /// A terminal whose other end the test holds.
    private struct PseudoTerminal: ~Copyable {
        let outer: Int32
        let inner: Int32

        init(_ size: Size) throws {
            var ends: (Int32, Int32) = (-1, -1)
            var window = winsize(ws_row: UInt16(size.height), ws_col: UInt16(size.width), ws_xpixel: 0, ws_ypixel: 0)
            try #require(openpty(&ends.0, &ends.1, nil, nil, &window) == 0)
            (outer, inner) = ends
            _ = fcntl(outer, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(outer)
            close(inner)
        }

        /// What has been written to the terminal.
        func output() -> [UInt8] {
            var result: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while case let count = read(outer, &buffer, buffer.count), count > 0 { result += buffer[..<count] }
            return result
        }

        func type(_ bytes: String) { _ = Array(bytes.utf8).withUnsafeBytes { write(outer, $0.baseAddress, $0.count) } }

        var modes: (echo: Bool, canonical: Bool) {
            var modes = termios()
            tcgetattr(inner, &modes)
            return (modes.c_lflag & tcflag_t(ECHO) != 0, modes.c_lflag & tcflag_t(ICANON) != 0)
        }
    }

    private func isUTF8() -> Bool {
        setlocale(LC_CTYPE, "C.UTF-8") != nil || setlocale(LC_CTYPE, "en_US.UTF-8") != nil
    }

    private func scalars(_ size: Size) -> [String] {
        (0..<size.height).map { y in
            (0..<size.width).map { x in
                Unicode.Scalar(cn_scalar_at(Int32(y), Int32(x))).map { $0.value == 0 ? "" : String($0) } ?? ""
            }.joined()
        }
    }

    /// A grid arrives in ncurses as it is, wide characters included; painting it again writes nothing.
    @Test func paintsWhatTheGridHolds() throws {
        try #require(isUTF8())
        let size = Size(width: 80, height: 24)
        let pseudo = try PseudoTerminal(size)
        let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
        var painter = GridPainter(environmentForbidsColor: false, isASCII: false)
        var snapshot = SampleSnapshots.busy()
        snapshot.requests[0].agent = "日本"
        var model = ScreenModel(snapshot: snapshot)
        let grid = model.render(size: terminal.measure())
        painter.paint(grid)
        // ncurses gives a wide character for both of its halves.
        let expected = (0..<size.height).map { y in
            (0..<size.width).map { grid[$0, y].isContinuation ? grid[$0 - 1, y].text : grid[$0, y].text }.joined()
        }
        #expect(scalars(size) == expected)
        #expect(!pseudo.output().isEmpty)
        painter.paint(grid)
        #expect(pseudo.output().isEmpty)
        _ = consume terminal
    }

    #if os(Linux)
        /// What comes with a second goes out in one piece, so that no half of it is seen.
        @Test func paintsInOneWrite() throws {
            try #require(isUTF8())
            let pseudo = try PseudoTerminal(Size(width: 120, height: 40))
            let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "screen-256color")
            var painter = GridPainter(environmentForbidsColor: false, isASCII: false)
            var snapshot = SampleSnapshots.busy()
            var model = ScreenModel(snapshot: snapshot)
            painter.paint(model.render(size: terminal.measure()))
            _ = pseudo.output()
            snapshot.now += 1
            snapshot.rates.generation.append(12)
            snapshot.rates.prefill.append(700)
            snapshot.totals.done += 1
            snapshot.requests.removeFirst()
            model.receive(snapshot, secondsSinceKey: 60)
            let grid = model.render(size: terminal.measure())
            let before = try writes()
            painter.paint(grid)
            let count = try writes() - before
            #expect(count == 1)
            #expect(!pseudo.output().isEmpty)
            _ = consume terminal
        }

        /// Calls of `write` by this thread.
        private func writes() throws -> Int {
            let counters = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8)
            let line = try #require(counters.split(separator: "\n").first { $0.hasPrefix("syscw: ") })
            return try #require(Int(line.dropFirst("syscw: ".count)))
        }
    #endif

    /// The terminal's modes, screen and cursor are given back, also for a while.
    @Test func givesTheTerminalBack() throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        let before = pseudo.modes
        do {
            let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
            var painter = GridPainter(environmentForbidsColor: false, isASCII: false)
            painter.paint(CellGrid(size: terminal.measure()))
            #expect(!pseudo.modes.echo && !pseudo.modes.canonical)
            let begin = String(decoding: pseudo.output(), as: UTF8.self)
            #expect(begin.contains("\u{1B}[?1049h") && begin.contains("\u{1B}[?2004h"), "pasted text is told apart")
            terminal.leave()
            #expect(pseudo.modes == before)
            let pause = String(decoding: pseudo.output(), as: UTF8.self)
            #expect(pause.contains("\u{1B}[?1049l") && pause.contains("\u{1B}[?2004l"))
            terminal.enter()
            #expect(!pseudo.modes.echo)
            painter.invalidate()
            painter.paint(CellGrid(size: terminal.measure()))
            #expect(String(decoding: pseudo.output(), as: UTF8.self).contains("\u{1B}[?1049h"))
        }
        #expect(pseudo.modes == before)
        let end = String(decoding: pseudo.output(), as: UTF8.self)
        #expect(end.contains("\u{1B}[?1049l") && end.contains("\u{1B}[?25h") && end.contains("\u{1B}[?2004l"))
    }

    @Test func readsKeys() throws {
        try #require(isUTF8())
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
        #expect(terminal.readKey() == .none)
        pseudo.type("jé\u{1B}OA\u{4}\r\u{1B}")
        var keys: [KeyDecoder.Input] = []
        while case let input = terminal.readKey(), input != .none { keys.append(input) }
        #expect(
            keys == [
                .key(.character("j")), .key(.character("é")), .key(.up), .key(.control("d")), .key(.enter),
                .key(.escape),
            ])
    }

    /// Clicks and the wheel arrive where they happened, only while they are wanted, and the terminal is told when not.
    @Test func readsTheMouse() throws {
        let pseudo = try PseudoTerminal(Size(width: 100, height: 30))
        do {
            let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
            terminal.reportMouse(true)
            var painter = GridPainter(environmentForbidsColor: false, isASCII: true)
            painter.paint(CellGrid(size: terminal.measure()))
            #expect(String(decoding: pseudo.output(), as: UTF8.self).contains("1000h"))
            var inputs: [KeyDecoder.Input] = []
            for sent in ["\u{1B}[<0;5;3M\u{1B}[<0;5;3m", "\u{1B}[<64;99;30M", "\u{1B}[<65;1;1M", "\u{1B}[<0;7;8M"] {
                pseudo.type(sent)
                while case let input = terminal.readKey(), input != .none { inputs.append(input) }
            }
            #expect(
                inputs == [
                    .mouse(MouseEvent(.press, x: 4, y: 2)), .mouse(MouseEvent(.wheelUp, x: 98, y: 29)),
                    .mouse(MouseEvent(.wheelDown, x: 0, y: 0)), .mouse(MouseEvent(.press, x: 6, y: 7)),
                ])
            terminal.reportMouse(false)
            #expect(String(decoding: pseudo.output(), as: UTF8.self).contains("1000l"))
            terminal.reportMouse(true)
            _ = pseudo.output()
        }
        #expect(String(decoding: pseudo.output(), as: UTF8.self).contains("1000l"))
    }

    /// A theme of 256 colours is used at once, over the whole screen.
    @Test func themesChange() throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
        var painter = GridPainter(environmentForbidsColor: false, isASCII: true)
        var grid = CellGrid(size: terminal.measure())
        grid.draw("error", .failure, x: 0, y: 0, in: grid.area)
        painter.paint(grid)
        _ = pseudo.output()
        painter.use(.dark)
        painter.paint(grid)
        #expect(String(decoding: pseudo.output(), as: UTF8.self).contains("38;5;203m"))
        painter.use(.dark)
        painter.paint(grid)
        #expect(pseudo.output().isEmpty)
    }

    @Test func resizes() throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
        var window = winsize(ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(pseudo.inner, UInt(TIOCSWINSZ), &window) == 0)
        let size = terminal.measure()
        #expect(size == Size(width: 100, height: 30))
        terminal.resize(size)
        var painter = GridPainter(environmentForbidsColor: true, isASCII: true)
        var grid = CellGrid(size: size)
        grid.draw("corner", x: 94, y: 29, in: grid.area)
        painter.paint(grid)
        #expect(scalars(size)[29].hasSuffix("corner"))
    }

    /// Without colour only attributes are written.
    @Test(arguments: [true, false])
    func colourCanBeForbidden(_ isForbidden: Bool) throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        let terminal = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "xterm-256color")
        var painter = GridPainter(environmentForbidsColor: isForbidden, isASCII: true)
        var grid = CellGrid(size: terminal.measure())
        grid.draw("error", .failure, x: 0, y: 0, in: grid.area)
        painter.paint(grid)
        let output = String(decoding: pseudo.output(), as: UTF8.self)
        #expect(output.contains("error"))
        #expect(output.contains("[31m") == !isForbidden)
    }

    /// A terminal that nobody reads is noticed before it blocks its writer.
    @Test func fullTerminalIsNoticed() throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        #expect(EventWait.isWritable(pseudo.inner))
        _ = fcntl(pseudo.inner, F_SETFL, O_NONBLOCK)
        let bytes = [UInt8](repeating: 0x78, count: 4_096)
        while write(pseudo.inner, bytes, bytes.count) > 0 {}
        #expect(!EventWait.isWritable(pseudo.inner))
        #expect(!EventWait.wait(input: nil, wake: -1, output: pseudo.inner, seconds: 0).isWritable)
        _ = pseudo.output()
        #expect(EventWait.isWritable(pseudo.inner))
        #expect(EventWait.wait(input: nil, wake: -1, output: pseudo.inner, seconds: nil).isWritable)
    }

    @Test func unknownTerminalsAreRefused() throws {
        let pseudo = try PseudoTerminal(Size(width: 40, height: 10))
        #expect(throws: TerminalError.self) {
            _ = try NcursesTerminal(input: pseudo.inner, output: pseudo.inner, type: "no-such-terminal")
        }
        #expect(pseudo.modes.echo)
    }
}
