/// Breaks text into rows of a window. Works on bytes and answers with ranges of them, so that a row knows where in the
/// raw text it stands.
package enum TextWrap {
    /// Columns from one tab stop to the next.
    package static let tabWidth = 4
    /// Longer than any emoji sequence.
    private static let maximumClusterBytes = 64

    /// The rows of `bytes`, broken at line feeds, and at spaces where a line is wider than `width`. A carriage return
    /// before a line feed belongs to it. `former`: the rows of the same text when less of it was there.
    package static func rows<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, width: Int, wraps: Bool = true, after former: [Range<Int>]? = nil
    ) -> [Range<Int>] where Bytes.Index == Int {
        let offset = bytes.startIndex
        let kept = former.map { $0.prefix(settledRows($0)) } ?? []
        // A row begins without a memory of the one before.
        let start = kept.isEmpty ? 0 : (former?[kept.count].lowerBound ?? offset) - offset
        let rows =
            bytes.withContiguousStorageIfAvailable { lines($0, from: start, width: width, wraps: wraps) }
            ?? Array(bytes).withUnsafeBufferPointer { lines($0, from: start, width: width, wraps: wraps) }
        return kept + (offset == 0 ? rows : rows.map { $0.lowerBound + offset..<$0.upperBound + offset })
    }

    /// How many of the rows of a text stay as they are whatever comes after it. A row ends because of the character that did
    /// not fit, which the row behind it has.
    private static func settledRows(_ rows: [Range<Int>]) -> Int {
        guard let end = rows.last?.upperBound else { return 0 }
        var count = rows.count
        while count > 0, rows[count - 1].upperBound + maximumClusterBytes > end { count -= 1 }
        return max(0, count - 1)
    }

    /// Whether a text is an earlier one that has grown.
    static func begins(_ bytes: [UInt8], with former: [UInt8]) -> Bool {
        guard bytes.count >= former.count else { return false }
        return bytes.withUnsafeBytes { new in
            former.withUnsafeBytes { old in
                guard new.baseAddress != old.baseAddress else { return true }
                var position = 0
                // Eight at a time: both are as long as an answer, for each picture.
                while position + 8 <= old.count {
                    guard
                        new.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                            == old.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                    else { return false }
                    position += 8
                }
                return new[position..<old.count].elementsEqual(old[position...])
            }
        }
    }

    private static func lines(
        _ bytes: UnsafeBufferPointer<UInt8>, from first: Int, width: Int, wraps: Bool
    ) -> [Range<Int>] {
        var rows: [Range<Int>] = []
        var start = first
        repeat {
            var end = start
            while end < bytes.count, bytes[end] != lineFeed { end += 1 }
            var textEnd = end
            if end < bytes.count, textEnd > start, bytes[textEnd - 1] == carriageReturn { textEnd -= 1 }
            if wraps {
                wrap(bytes, start..<textEnd, width: max(2, width), into: &rows)
            } else {
                rows.append(start..<textEnd)
            }
            // A line feed at the very end begins no row of its own.
            start = end + 1
        } while start < bytes.count
        return rows
    }

    private static func wrap(
        _ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, width: Int, into rows: inout [Range<Int>]
    ) {
        var start = line.lowerBound
        var position = start
        var column = 0
        var lastSpace = start
        while position < line.upperBound {
            let step = piece(bytes, at: position, end: line.upperBound, column: column)
            if column + step.columns > width, position > start {
                // Back to the last space where that costs no more than half the row.
                let end = lastSpace - start > width / 2 ? lastSpace : position
                rows.append(start..<end)
                start = end
                position = end
                column = 0
                lastSpace = start
                continue
            }
            position += step.bytes
            column += step.columns
            if bytes[position - 1] == space { lastSpace = position }
        }
        rows.append(start..<line.upperBound)
    }

    /// The next character: how many bytes and columns it takes.
    @inline(__always)
    private static func piece(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: Int, end: Int, column: Int
    ) -> (bytes: Int, columns: Int) {
        let byte = bytes[position]
        // What follows may combine with it.
        let standsAlone = position + 1 >= end || bytes[position + 1] < 0x80
        if byte >= 0x20, byte < 0x7F, standsAlone { return (1, 1) }
        if byte == tab { return (1, tabWidth - column % tabWidth) }
        if byte < 0x80, standsAlone { return (1, 2) }
        if let scalar = LoneScalar(bytes, at: position, end: end) { return (scalar.bytes, scalar.columns) }
        return cluster(bytes, at: position, end: end)
    }

    /// The cluster at `position`; the bytes are decoded as drawing decodes them. Long towers of marks come in parts.
    static func cluster(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: Int, end: Int
    ) -> (bytes: Int, columns: Int) {
        var parser = UTF8.ForwardParser()
        var iterator = bytes[position..<min(end, position + maximumClusterBytes)].makeIterator()
        var text = ""
        while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
            text.unicodeScalars.append(UTF8.decode(encoded))
        }
        // A byte that is no UTF-8 is drawn as `\xNN`.
        guard let first = text.first else { return (1, 4) }
        return (first.utf8.count, String(first).glyphs.reduce(0) { $0 + $1.width })
    }

    /// A row as it is drawn: tabs are spaces, the rest is left to the grid.
    package static func text<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, _ style: Style
    ) -> StyledText where Bytes.Index == Int {
        var text = StyledText()
        var column = 0
        for run in bytes.split(separator: tab, omittingEmptySubsequences: false) {
            if run.startIndex > bytes.startIndex {
                let count = tabWidth - column % tabWidth
                text.append(String(repeating: " ", count: count), style)
                column += count
            }
            for glyph in String.glyphs(of: run) {
                column += glyph.width
                text.append(glyph, style)
            }
        }
        return text
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let tab = UInt8(ascii: "\t")
    private static let space = UInt8(ascii: " ")
}
