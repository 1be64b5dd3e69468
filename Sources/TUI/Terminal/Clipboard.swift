#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The clipboard of the terminal that the user sits at, by its escape sequence OSC 52 (xterm's ctlseqs), which works over
/// ssh as well. A terminal does not answer whether it took the text.
enum Clipboard {
    /// Several terminals take no more than this in base64.
    static let maximumEncodedBytes = 100_000

    /// Sends `text` and says what was done.
    static func copy(_ text: String, to terminal: Int32) -> ViewState.Message {
        let isInTmux = getenv("TMUX").map { $0.pointee != 0 } ?? false
        guard let sequence = sequence(for: text, isInTmux: isInTmux) else {
            return ViewState.Message(
                "\(Formatting.bytes(text.utf8.count)) are too much for a clipboard; x writes a file", isProblem: true)
        }
        guard send(sequence, to: terminal) else {
            return ViewState.Message("the terminal did not take the text", isProblem: true)
        }
        let note = isInTmux ? "; tmux needs set-clipboard on" : ""
        return ViewState.Message("copied \(Formatting.bytes(text.utf8.count)) via OSC 52\(note)")
    }

    /// `nil` where the text is too long. In tmux the sequence goes out twice: for tmux itself, which may pass it on, and
    /// wrapped for the terminal behind it. Whichever is allowed works.
    static func sequence(for text: String, isInTmux: Bool) -> [UInt8]? {
        let encoded = Data(text.utf8).base64EncodedString()
        guard encoded.utf8.count <= maximumEncodedBytes else { return nil }
        let plain = "\u{1B}]52;c;\(encoded)\u{7}"
        guard isInTmux else { return Array(plain.utf8) }
        return Array((plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\").utf8)
    }

    /// How long a terminal may take nothing, and how long all may take, before it is given up: the screen's thread hears
    /// neither keys nor signals meanwhile.
    struct Patience {
        var milliseconds: Int32 = 1_000
        var limit = Duration.seconds(10)
    }
    /// Ends a sequence that has been begun, in every state of a terminal (CAN, ST).
    private static let ending: [UInt8] = [0x18, 0x1B, 0x5C]

    /// `false`: the terminal does not read. Nothing is left half said then, and what else was on its way is lost as well.
    static func send(_ bytes: [UInt8], to terminal: Int32, patience: Patience = Patience()) -> Bool {
        let own = opened(again: terminal)
        defer { if let own { close(own) } }
        let output = own ?? terminal
        let start = ContinuousClock.now
        var sent = 0
        while sent < bytes.count {
            guard EventWait.isWritable(output, milliseconds: patience.milliseconds),
                ContinuousClock.now - start < patience.limit
            else { break }
            // In small pieces: where it could not be opened again, a write waits until all of the piece is taken.
            let count = bytes[sent...].prefix(256).withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                break
            }
            sent += count
        }
        if sent == bytes.count { return true }
        tcflush(output, TCOFLUSH)
        _ = ending.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
        return false
    }

    /// The same terminal, opened so that writing never waits. The descriptor at hand is shared with the shell, which does
    /// not expect that.
    private static func opened(again terminal: Int32) -> Int32? {
        var name = [CChar](repeating: 0, count: 1_024)
        guard ttyname_r(terminal, &name, name.count) == 0 else { return nil }
        let descriptor = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }
}
