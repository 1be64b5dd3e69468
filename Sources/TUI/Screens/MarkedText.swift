/// A text from outside, some bytes of which are marked, in rows of a window.
struct MarkedText {
    var bytes: [UInt8]
    /// In order, none over another.
    var marks: [Range<Int>]
    var style = Style.plain
    var markStyle: Style

    func rows(width: Int) -> [StyledText] {
        var next = 0
        return TextWrap.rows(bytes, width: width).map { row in
            while next < marks.count, marks[next].upperBound <= row.lowerBound { next += 1 }
            return line(row, marks[next...])
        }
    }

    private func line(_ row: Range<Int>, _ marks: ArraySlice<Range<Int>>) -> StyledText {
        var line = StyledText()
        var start = row.lowerBound
        for mark in marks {
            let part = mark.clamped(to: row)
            guard !part.isEmpty else { break }
            line.append(TextWrap.text(bytes[start..<part.lowerBound], style))
            line.append(TextWrap.text(bytes[part], markStyle))
            start = part.upperBound
        }
        line.append(TextWrap.text(bytes[start..<row.upperBound], style))
        return line
    }
}

extension DetailRow {
    /// The same with a lead before the first row, and so many spaces before the others.
    static func marked(_ text: MarkedText, width: Int, lead: StyledText) -> [DetailRow] {
        let blank = StyledText(String(repeating: " ", count: lead.width))
        return text.rows(width: max(2, width - lead.width)).enumerated().map { index, row in
            DetailRow((index == 0 ? lead : blank) + row)
        }
    }
}
