#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The bytes by which a terminal is asked to ring, or to show a notice.
enum AlertSequence {
    private static let maximumCharacters = 200

    static func bytes(_ kind: AlertKind, _ words: String, isInTmux: Bool) -> [UInt8] {
        switch kind {
        case .off: return []
        case .bell: return [0x07]
        case .notify:
            // What could end the sequence, or begin another one, is no part of a notice.
            let text = words.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
            let plain = "\u{1B}]9;\(String(String.UnicodeScalarView(text)).prefix(maximumCharacters))\u{7}"
            // Through tmux to the terminal behind it; tmux itself shows the bell.
            return Array((isInTmux ? "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\\u{7}" : plain).utf8)
        }
    }

    /// Only where the terminal takes it at once: nobody waits for a bell.
    static func send(_ kind: AlertKind, _ words: String, to terminal: Int32) {
        let isInTmux = getenv("TMUX").map { $0.pointee != 0 } ?? false
        let bytes = bytes(kind, words, isInTmux: isInTmux)
        guard !bytes.isEmpty, EventWait.isWritable(terminal) else { return }
        _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
    }
}
