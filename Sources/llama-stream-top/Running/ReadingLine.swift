#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Says on the terminal how far a file has been read, where that takes a while: `reading traffic.jsonl ... 42 %`.
final class ReadingLine {
    /// What is over sooner needs no word.
    private static let patience = Duration.milliseconds(300)

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let begin = ContinuousClock.now
    private var isShown = false

    func show(_ path: String, _ percent: Int) {
        guard isTerminal, ContinuousClock.now - begin >= Self.patience else { return }
        isShown = true
        let name = path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
        // Names can hold anything.
        let plain = name.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : String($0) }
        StandardError.write("\r\u{1B}[Kreading \(plain.joined()) ... \(percent) %")
    }

    /// Leaves the line as it was.
    func remove() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }
}
