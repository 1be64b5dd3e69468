/// Breaks text into rows of a window. Works on bytes and answers with ranges of them, so that a row knows where in the
/// raw text it stands.
package enum TextWrap {
    /// Columns from one tab stop to the next.
    package static let tabWidth = 4

    /// The rows of `bytes`, broken at line feeds, and at spaces where a line is wider than `width`. A carriage return
    /// before a line feed belongs to it.
    package static func rows<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, width: Int, wraps: Bool = true
    ) -> [Range<Int>] where Bytes.Index == Int {
        var rows: [Range<Int>] = []
        var lineStart = bytes.startIndex
        while lineStart <= bytes.endIndex {
            var lineEnd = lineStart
            while lineEnd < bytes.endIndex, bytes[lineEnd] != lineFeed { lineEnd += 1 }
            var textEnd = lineEnd
            if lineEnd < bytes.endIndex, textEnd > lineStart, bytes[textEnd - 1] == carriageReturn { textEnd -= 1 }
            if wraps {
                wrap(bytes, lineStart..<textEnd, width: max(2, width), into: &rows)
            } else {
                rows.append(lineStart..<textEnd)
            }
            if lineEnd == bytes.endIndex { break }
            lineStart = lineEnd + 1
            // A line feed at the very end begins no row of its own.
            if lineStart == bytes.endIndex { break }
        }
        return rows
    }

    private static func wrap<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, _ line: Range<Int>, width: Int, into rows: inout [Range<Int>]
    ) where Bytes.Index == Int {
        var start = line.lowerBound
        var column = 0
        var position = start
        var lastSpace: Int?
        while position < line.upperBound {
            let step = piece(bytes, at: position, end: line.upperBound, column: column)
            if column + step.columns > width, position > start {
                // Back to the last space where that costs no more than half the row.
                let end = lastSpace.flatMap { $0 - start > width / 2 ? $0 : nil } ?? position
                rows.append(start..<end)
                start = end
                position = end
                column = 0
                lastSpace = nil
                continue
            }
            position += step.bytes
            column += step.columns
            if bytes[position - 1] == space { lastSpace = position }
        }
        rows.append(start..<line.upperBound)
    }

    /// The next character: how many bytes and columns it takes.
    private static func piece<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, at position: Int, end: Int, column: Int
    ) -> (bytes: Int, columns: Int) where Bytes.Index == Int {
        let byte = bytes[position]
        let isSimple = byte < 0x80 && (position + 1 >= end || bytes[position + 1] < 0x80)
        if byte == tab { return (1, tabWidth - column % tabWidth) }
        if isSimple { return (1, byte < 0x20 || byte == 0x7F ? 2 : 1) }
        return cluster(bytes[position..<min(end, position + maximumClusterBytes)])
    }

    /// The first cluster of `bytes`, which are decoded as drawing decodes them. Long towers of marks come in parts.
    private static func cluster(_ bytes: some Collection<UInt8>) -> (bytes: Int, columns: Int) {
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var text = ""
        while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
            text.unicodeScalars.append(UTF8.decode(encoded))
        }
        // A byte that is no UTF-8 is drawn as `\xNN`.
        guard let first = text.first else { return (1, 4) }
        return (first.utf8.count, String(first).glyphs.reduce(0) { $0 + $1.width })
    }

    /// Longer than any emoji sequence.
    private static let maximumClusterBytes = 64

    /// A row as it is drawn: tabs are spaces, the rest is left to the grid.
    package static func text<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes, _ style: Style, from skipped: Int = 0
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
        return skipped == 0 ? text : text.dropping(columns: skipped)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let tab = UInt8(ascii: "\t")
    private static let space = UInt8(ascii: " ")
}
