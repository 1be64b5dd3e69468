/// A JSON text as lines: each value on one, the end of an object or a list on another. Read once; what is asked of it later
/// does not depend on how long it is. The text may end anywhere.
package final class JSONTree: Sendable {
    struct Line {
        /// Of the name without its quotes; empty: it has none.
        var key: Range<UInt32> = 0..<0
        /// Of the value, of which an object or a list has only its bracket; empty: the end that is not there.
        var value: Range<UInt32> = 0..<0
        /// The line of the object or list that it is in, or whose end it is; -1: none.
        var parent: Int32 = -1
        /// Which one of its parent's it is, from 0.
        var ordinal: Int32 = 0
        var depth: Int32 = 0
        /// Of an object or a list: the line of its end, how many it holds, and where it ends in the text. Else 0.
        var end: Int32 = 0
        var count: Int32 = 0
        var endByte: UInt32 = 0
        var isEnd = false

        var isOpening: Bool { end > 0 }
    }

    let bytes: [UInt8]
    let lines: [Line]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var reader = Reader()
        bytes.withUnsafeBufferPointer { reader.read($0) }
        lines = reader.lines
    }

    /// What stands there, as it is written: of an object or a list all of it.
    func source(_ line: Int) -> ArraySlice<UInt8> {
        let opening = lines[line].isEnd ? lines[Int(lines[line].parent)] : lines[line]
        let end = opening.isOpening ? opening.endByte : opening.value.upperBound
        return bytes[Int(opening.value.lowerBound)..<Int(end)]
    }

    func isObject(_ line: Int) -> Bool { bytes[Int(lines[line].value.lowerBound)] == UInt8(ascii: "{") }

    func key(_ line: Line) -> ArraySlice<UInt8> { bytes[Int(line.key.lowerBound)..<Int(line.key.upperBound)] }

    /// `/messages/3/content`
    func path(_ line: Int) -> String {
        var names: [String] = []
        var next = lines[line].isEnd ? Int(lines[line].parent) : line
        while next >= 0 {
            let at = lines[next]
            if at.parent >= 0 {
                names.append(at.key.isEmpty ? String(at.ordinal) : String(decoding: key(at), as: UTF8.self))
            }
            next = Int(at.parent)
        }
        return "/" + names.reversed().joined(separator: "/")
    }

    /// The first line with this name at the top.
    func line(named name: String) -> Int? {
        let name = Array(name.utf8)[...]
        guard let first = lines.first, first.isOpening else { return nil }
        var next = 1
        while next < Int(first.end) {
            if key(lines[next]) == name { return next }
            next = lines[next].isOpening ? Int(lines[next].end) + 1 : next + 1
        }
        return nil
    }

    /// The lines of all objects and lists that are in `depth` others or more.
    func openings(from depth: Int) -> [Int32] {
        lines.indices.filter { lines[$0].isOpening && lines[$0].depth >= depth }.map { Int32($0) }
    }
}

/// Two that were read at different times are two, even of the same text: nobody compares a megabyte for a picture.
extension JSONTree: Equatable {
    package static func == (left: JSONTree, right: JSONTree) -> Bool { left === right }
}

private struct Reader {
    var lines: [JSONTree.Line] = []
    private var open: [Int32] = []
    private var key: Range<UInt32> = 0..<0

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Moving them as they become more takes longer than to read them.
        lines.reserveCapacity(bytes.count / 8)
        var position = 0
        while position < bytes.count {
            let start = position
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                position += 1
                add(UInt32(start)..<UInt32(position))
                open.append(Int32(lines.count - 1))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                position += 1
                close(UInt32(start)..<UInt32(position))
            case UInt8(ascii: "\""):
                position = Self.endOfString(bytes, position)
                let hasEnd = position - start > 1 && bytes[position - 1] == UInt8(ascii: "\"")
                let next = Self.afterSpace(bytes, position)
                if next < bytes.count, bytes[next] == UInt8(ascii: ":"), isInObject(bytes) {
                    key = UInt32(start + 1)..<UInt32(max(start + 1, hasEnd ? position - 1 : position))
                    position = next + 1
                } else {
                    add(UInt32(start)..<UInt32(position))
                }
            case ...0x20, UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
            default:
                while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
                add(UInt32(start)..<UInt32(position))
            }
        }
        while !open.isEmpty { close(UInt32(bytes.count)..<UInt32(bytes.count)) }
    }

    private func isInObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        open.last.map { bytes[Int(lines[Int($0)].value.lowerBound)] == UInt8(ascii: "{") } ?? false
    }

    private mutating func add(_ value: Range<UInt32>) {
        var line = JSONTree.Line(key: key, value: value)
        key = 0..<0
        if let parent = open.last {
            line.parent = parent
            line.ordinal = lines[Int(parent)].count
            lines[Int(parent)].count += 1
        }
        line.depth = Int32(open.count)
        lines.append(line)
    }

    private mutating func close(_ value: Range<UInt32>) {
        guard let opening = open.popLast() else { return }
        lines[Int(opening)].end = Int32(lines.count)
        lines[Int(opening)].endByte = value.upperBound
        var line = JSONTree.Line(value: value, parent: opening)
        line.depth = Int32(open.count)
        line.isEnd = true
        lines.append(line)
        key = 0..<0
    }

    private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var position = start + 1
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { break }
        }
        return min(position, bytes.count)
    }

    private static func afterSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        return position
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            || byte == UInt8(ascii: "\"")
    }
}
