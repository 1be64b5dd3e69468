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

    private static func send(_ bytes: [UInt8], to terminal: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard EventWait.isWritable(terminal) else { return false }
            // In pieces that fit into a terminal's buffer, so that this thread is not stuck in one that has stopped.
            let count = bytes[sent...].prefix(1024).withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return false
            }
            sent += count
        }
        return true
    }
}
