import Foundation
import Synchronization
import Testing

@testable import TUI

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

struct ClipboardTests {
    /// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html: OSC 52 ; c ; base64 BEL
    @Test func sequence() throws {
        let bytes = try #require(Clipboard.sequence(for: "hé", isInTmux: false))
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]52;c;aMOp\u{7}")
    }

    /// tmux passes on what is wrapped, with escapes doubled.
    @Test func throughTmux() throws {
        let bytes = try #require(Clipboard.sequence(for: "a", isInTmux: true))
        let plain = "\u{1B}]52;c;YQ==\u{7}"
        #expect(String(decoding: bytes, as: UTF8.self) == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
    }

    /// Blocking work on a thread of its own: all tests share those of the pool.
    private func apart<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }

    /// More than a terminal takes at once, to one that reads.
    @Test func arrivesWhole() async throws {
        var ends: (Int32, Int32) = (-1, -1)
        try #require(openpty(&ends.0, &ends.1, nil, nil, nil) == 0)
        var modes = termios()
        tcgetattr(ends.1, &modes)
        cfmakeraw(&modes)
        tcsetattr(ends.1, TCSANOW, &modes)
        let sequence = try #require(Clipboard.sequence(for: String(repeating: "text ", count: 14_000), isInTmux: true))
        let (outer, inner) = ends
        // Begun here and now: a child task may get its turn only when the sender has given up.
        let seen = Mutex<[UInt8]>([])
        let hasEnded = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(outer, &buffer, buffer.count)
                if count > 0 {
                    seen.withLock { $0 += buffer[..<count] }
                } else if count == 0 || errno != EINTR {
                    break
                }
            }
            hasEnded.signal()
        }
        let isSent = await apart {
            // The end of the terminal ends the reading.
            defer { close(inner) }
            return Clipboard.send(sequence, to: inner, patience: .init(milliseconds: 60_000, limit: .seconds(300)))
        }
        #expect(isSent)
        await apart { hasEnded.wait() }
        let isWhole = seen.withLock { $0 == sequence }
        #expect(isWhole)
        close(outer)
    }

    /// A terminal that does not read is given up, and is not left in the middle of a sequence.
    @Test func aTerminalThatDoesNotReadIsGivenUp() throws {
        var ends: (Int32, Int32) = (-1, -1)
        try #require(openpty(&ends.0, &ends.1, nil, nil, nil) == 0)
        defer { for end in [ends.0, ends.1] { close(end) } }
        let sequence = try #require(Clipboard.sequence(for: String(repeating: "a", count: 70_000), isInTmux: false))
        let isSent = Clipboard.send(sequence, to: ends.1, patience: .init(milliseconds: 50))
        #expect(!isSent)
        _ = fcntl(ends.0, F_SETFL, O_NONBLOCK)
        var seen: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(ends.0, &buffer, buffer.count), count > 0 { seen += buffer[..<count] }
        #expect(seen.suffix(3) == [0x18, 0x1B, 0x5C])
        #expect(seen.count < sequence.count)
    }

    @Test func tooLong() {
        #expect(Clipboard.sequence(for: String(repeating: "a", count: 75_000), isInTmux: false) != nil)
        #expect(Clipboard.sequence(for: String(repeating: "a", count: 75_001), isInTmux: false) == nil)
    }
}
