/// Cuts a server-sent event stream into the data of its events, however the bytes are cut. Any of the three line endings
/// may be used, and a comment is told as a sign of life.
struct EventLines: Sendable {
    enum Item {
        /// The data of an event: its `data` lines.
        case data
        case comment
    }

    private var line: [UInt8] = []
    private(set) var data: [UInt8] = []
    private var hasData = false
    private var sawReturn = false
    var heldBytes: Int { line.count + data.count }

    /// Takes more of the stream and calls `tell` for what is complete; ``data`` holds an event's data during the call.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, _ tell: (Item, UnsafeRawBufferPointer) -> Void) {
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x0A || byte == 0x0D else {
                sawReturn = false
                index &+= 1
                continue
            }
            // The second half of one line end.
            if byte == 0x0A, sawReturn {
                sawReturn = false
                index &+= 1
                start = index
                continue
            }
            sawReturn = byte == 0x0D
            if line.isEmpty {
                takeLine(UnsafeRawBufferPointer(rebasing: bytes[start..<index]), tell)
            } else {
                line.append(contentsOf: bytes[start..<index])
                let whole = line
                line.removeAll(keepingCapacity: true)
                whole.withUnsafeBytes { takeLine($0, tell) }
            }
            index &+= 1
            start = index
        }
        if start < bytes.count { line.append(contentsOf: bytes[start...]) }
    }

    private mutating func takeLine(_ line: UnsafeRawBufferPointer, _ tell: (Item, UnsafeRawBufferPointer) -> Void) {
        guard let first = line.first else {
            guard hasData else { return }
            hasData = false
            data.withUnsafeBytes { tell(.data, $0) }
            data.removeAll(keepingCapacity: true)
            return
        }
        if first == UInt8(ascii: ":") { return tell(.comment, line) }
        guard line.starts(with: "data:".utf8) else { return }
        if hasData { data.append(0x0A) }
        hasData = true
        data.append(contentsOf: line[(line.count > 5 && line[5] == 0x20 ? 6 : 5)...])
    }
}
