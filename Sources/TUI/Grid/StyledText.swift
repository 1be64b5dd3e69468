/// A line of text in pieces of different styles.
package struct StyledText: Hashable, Sendable {
    package struct Piece: Hashable, Sendable {
        package var text: String
        package var style: Style
    }
    package private(set) var pieces: [Piece] = []

    package init() {}
    package init(_ text: String, _ style: Style = .plain) { append(text, style) }

    package mutating func append(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { pieces.append(Piece(text: text, style: style)) }
    }

    package mutating func append(_ other: StyledText) { pieces += other.pieces }

    /// Appends `text` in a field of `width` columns; what is too long is cut when drawn.
    package mutating func append(field text: String, width: Int, right: Bool = false, _ style: Style = .plain) {
        let padding = String(repeating: " ", count: max(0, width - CellWidth.columns(of: text)))
        append(right ? padding + text : text + padding, style)
    }

    /// Appends one glyph; a mark is dim.
    package mutating func append(_ glyph: Glyph, _ style: Style) {
        var style = style
        if glyph.isMark, style.role == .plain { style.role = .dim }
        if let last = pieces.indices.last, pieces[last].style == style {
            pieces[last].text += glyph.text
        } else {
            pieces.append(Piece(text: glyph.text, style: style))
        }
    }

    /// Without the first `count` columns; a wide character that is cut in half leaves a space.
    package func dropping(columns count: Int) -> StyledText {
        var result = StyledText()
        var column = 0
        for piece in pieces {
            for glyph in piece.text.glyphs {
                if column >= count {
                    result.append(glyph, piece.style)
                } else if column + glyph.width > count {
                    result.append(String(repeating: " ", count: column + glyph.width - count), piece.style)
                }
                column += glyph.width
            }
        }
        return result
    }

    /// Cuts it where it has more than `limit` columns; `mark` says so at the end.
    package mutating func cut(to limit: Int, mark: String) {
        guard width > limit else { return }
        var result = StyledText()
        var rest = max(0, limit - CellWidth.columns(of: mark))
        for piece in pieces {
            for glyph in piece.text.glyphs {
                guard glyph.width <= rest else {
                    result.append(mark, .dim)
                    pieces = result.pieces
                    return
                }
                result.append(glyph, piece.style)
                rest -= glyph.width
            }
        }
    }

    /// Gives some bytes of a piece another style.
    mutating func restyle(piece: Int, bytes: Range<Int>, _ style: Style) {
        let part = pieces[piece]
        let text = Array(part.text.utf8)
        let cuts = [0..<bytes.lowerBound, bytes, bytes.upperBound..<text.count]
        let parts = zip(cuts, [part.style, style, part.style]).map {
            Piece(text: String(decoding: text[$0], as: UTF8.self), style: $1)
        }
        pieces.replaceSubrange(piece...piece, with: parts.filter { !$0.text.isEmpty })
    }

    /// The same words in one style.
    package func restyled(_ style: Style) -> StyledText {
        StyledText(pieces.map(\.text).joined(), style)
    }

    package var width: Int { pieces.reduce(0) { $0 + CellWidth.columns(of: $1.text) } }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var result = left
        result.append(right)
        return result
    }
}
