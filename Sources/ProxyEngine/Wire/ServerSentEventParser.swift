import WireFormats

/// Cuts a byte stream into server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
///
/// Takes LF, CR and CRLF, `data:` with or without a space, and any cut. Copies only an event that straddles two reads.
package struct ServerSentEventParser: Sendable {
    /// A chunk of a chat completion has some hundred bytes; a whole answer in one event some megabytes. More is no answer.
    package static let maximumEventBytes = 16 << 20

    /// The beginning of an event whose end has not arrived.
    private var carry: [UInt8] = []
    package var openEventBytes: Int { carry.count }
    private var carryEnd = BlockEnd()
    /// The last block ended with CR: a line feed that follows belongs to it.
    private var skipsLineFeed = false
    private var isAtStart = true
    private var isOverlong = false
    /// Several `data:` lines of one event, joined.
    private var joined: [UInt8] = []

    package init() {}

    /// Takes more of the stream and hands whole events to `reader`.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, to reader: inout some ServerSentEventReader) {
        guard !bytes.isEmpty, !isOverlong else { return }
        var position = 0
        if skipsLineFeed {
            skipsLineFeed = false
            if bytes[0] == 0x0A { position = 1 }
        }
        if !carry.isEmpty {
            guard let end = carryEnd.find(in: bytes, from: position) else {
                return keep(bytes[position...], reader: &reader)
            }
            carry.append(contentsOf: bytes[position..<end])
            readCarry(to: &reader)
            position = skipLineFeed(after: end, in: bytes)
        }
        while position < bytes.count {
            if let next = readPlainEvent(in: bytes, from: position, to: &reader) {
                position = next
                continue
            }
            carryEnd = BlockEnd()
            guard let end = carryEnd.find(in: bytes, from: position) else {
                return keep(bytes[position...], reader: &reader)
            }
            readBlock(bytes.part(position..<end), to: &reader)
            position = skipLineFeed(after: end, in: bytes)
        }
    }

    /// The stream has ended: an event without its blank line counts.
    package mutating func finish(to reader: inout some ServerSentEventReader) {
        guard !carry.isEmpty, !isOverlong else { return }
        readCarry(to: &reader)
    }

    // MARK: Blocks

    private mutating func keep(_ rest: Slice<UnsafeRawBufferPointer>, reader: inout some ServerSentEventReader) {
        guard carry.count + rest.count <= Self.maximumEventBytes else {
            isOverlong = true
            carry = []
            return reader.readOverlongEvent()
        }
        carry.append(contentsOf: rest)
    }

    private mutating func readCarry(to reader: inout some ServerSentEventReader) {
        var block: [UInt8] = []
        swap(&block, &carry)
        block.withUnsafeBytes { bytes in
            if readPlainEvent(in: bytes, from: 0, to: &reader) == nil { readBlock(bytes, to: &reader) }
        }
        block.removeAll(keepingCapacity: block.capacity <= 64 * 1024)
        swap(&block, &carry)
    }

    /// A block that ended with CR swallows a line feed; it may still be on its way.
    private mutating func skipLineFeed(after end: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes[end - 1] == 0x0D else { return end }
        guard end < bytes.count else {
            skipsLineFeed = true
            return end
        }
        return bytes[end] == 0x0A ? end + 1 : end
    }

    /// Reads `data: PAYLOAD` LF LF, which is what nearly all servers send. `nil`: it is something else.
    @inline(__always)
    private mutating func readPlainEvent(
        in bytes: UnsafeRawBufferPointer, from start: Int, to reader: inout some ServerSentEventReader
    ) -> Int? {
        guard bytes.has("data: ", at: start) else { return nil }
        let end = bytes.place(of: 0x0A, or: 0x0D, from: start + 6)
        guard end + 1 < bytes.count, bytes[end] == 0x0A, bytes[end + 1] == 0x0A else { return nil }
        isAtStart = false
        reader.read(
            ServerSentEvent(
                kind: .data, payload: bytes.part(start + 6..<end), raw: bytes.part(start..<end + 2)))
        return end + 2
    }

    /// Reads the lines of one block, in whatever form.
    private mutating func readBlock(_ bytes: UnsafeRawBufferPointer, to reader: inout some ServerSentEventReader) {
        var block = BlockContent()
        joined.removeAll(keepingCapacity: joined.capacity <= 64 * 1024)
        var position = isAtStart && bytes.has("\u{FEFF}", at: 0) ? 3 : 0
        isAtStart = false
        while position < bytes.count {
            let end = bytes.place(of: 0x0A, or: 0x0D, from: position)
            if bytes[position] == UInt8(ascii: "{") {
                finish(&block, to: &reader)
                position = readBareJSON(bytes, position..<end, to: &reader)
                continue
            }
            readLine(bytes.part(position..<end), &block, to: &reader)
            position = end + 1
            if end + 1 < bytes.count, bytes[end] == 0x0D, bytes[end + 1] == 0x0A { position += 1 }
        }
        finish(&block, to: &reader)
    }

    /// JSON where a field's name is due. No standard knows it, but servers that fail in the middle of a stream write their
    /// error so. The value ends with its line, or where that does not close it, with the block. Returns where to go on.
    private func readBareJSON(
        _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>, to reader: inout some ServerSentEventReader
    ) -> Int {
        var end = line.upperBound
        while end > line.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        let isWhole = bytes[end - 1] == UInt8(ascii: "}")
        let payload = bytes.part(line.lowerBound..<(isWhole ? end : bytes.count))
        reader.read(
            ServerSentEvent(kind: .data, payload: payload, raw: UnsafeRawBufferPointer(start: nil, count: 0)))
        return isWhole ? line.upperBound + 1 : bytes.count
    }

    /// Hands over what a block says, and forgets it.
    private mutating func finish(_ block: inout BlockContent, to reader: inout some ServerSentEventReader) {
        defer {
            block = BlockContent()
            joined.removeAll(keepingCapacity: joined.capacity <= 64 * 1024)
        }
        guard let first = block.data else { return }
        let kind: ServerSentEvent.Kind = block.isError ? .error : .data
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        guard block.lineCount > 1 else {
            return reader.read(ServerSentEvent(kind: kind, payload: first, raw: none))
        }
        joined.withUnsafeBytes { reader.read(ServerSentEvent(kind: kind, payload: $0, raw: none)) }
    }

    private struct BlockContent {
        var data: UnsafeRawBufferPointer?
        var lineCount = 0
        var isError = false
    }

    private mutating func readLine(
        _ line: UnsafeRawBufferPointer, _ block: inout BlockContent, to reader: inout some ServerSentEventReader
    ) {
        guard let first = line.first else { return }
        if first == UInt8(ascii: ":") {
            return reader.read(
                ServerSentEvent(kind: .comment, payload: line, raw: UnsafeRawBufferPointer(start: nil, count: 0)))
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
        var start = min(colon + 1, line.count)
        if start < line.count, line[start] == 0x20 { start += 1 }
        let value = line.part(start..<line.count)
        if line.equals("data", in: 0..<colon) {
            if block.lineCount > 0 {
                if block.lineCount == 1, let data = block.data { joined.append(contentsOf: data) }
                joined.append(0x0A)
                joined.append(contentsOf: value)
            }
            if block.data == nil { block.data = value }
            block.lineCount += 1
        } else if line.equals("event", in: 0..<colon) {
            block.isError = block.isError || value.equals("error", in: 0..<value.count)
        } else if line.equals("error", in: 0..<colon) {
            block.isError = true
            block.data = value
            block.lineCount = 1
        }
    }
}

/// Finds the blank line that ends a block, over any number of reads.
private struct BlockEnd: Sendable {
    private var isAtLineStart = true
    private var followsReturn = false

    /// The place after the blank line; `nil`: not in `bytes`.
    mutating func find(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A && followsReturn {
                followsReturn = false
                position += 1
            } else if byte == 0x0A || byte == 0x0D {
                position += 1
                if isAtLineStart { return position }
                isAtLineStart = true
                followsReturn = byte == 0x0D
            } else {
                isAtLineStart = false
                followsReturn = false
                position = bytes.place(of: 0x0A, or: 0x0D, from: position)
            }
        }
        return nil
    }
}
