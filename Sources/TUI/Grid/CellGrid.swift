/// A screen as a value. Drawing is clipped, hostile text is neutralised, a wide character is never halved.
package struct CellGrid: Equatable, Sendable {
    package let size: Size
    package private(set) var cells: [Cell]

    package init(size: Size) {
        self.size = size
        cells = [Cell](repeating: Cell(), count: size.width * size.height)
    }

    package var area: Area { Area(size) }

    package subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

    /// Draws `text` from column `x` of row `y` on, inside `clip` only. What does not fit is cut, which the character
    /// `cut` shows in the last column. Returns the column after the last one drawn.
    @discardableResult
    package mutating func draw(
        _ text: StyledText, x: Int, y: Int, in clip: Area, cut: String = "", fill: Style? = nil
    ) -> Int {
        let clip = clip.intersection(area)
        guard y >= clip.y, y < clip.maxY else { return x }
        var column = x
        var isCut = false
        drawing: for piece in text.pieces {
            if let ascii = Cell.simpleTexts(piece.text.utf8.prefix(max(0, clip.maxX - column + 1))) {
                for text in ascii {
                    guard column < clip.maxX else {
                        isCut = true
                        break drawing
                    }
                    if column >= clip.x { set(column, y, Cell(text, piece.style)) }
                    column += 1
                }
                continue
            }
            // Every cluster takes a column at least, so no more of them can be seen.
            for glyph in String(piece.text.prefix(max(0, clip.maxX - column + 1))).glyphs {
                guard column + glyph.width <= clip.maxX else {
                    isCut = true
                    break drawing
                }
                put(glyph, x: column, y: y, style: piece.style, clip: clip)
                column += glyph.width
            }
        }
        if isCut { column = finishCut(from: column, y: y, in: clip, cut: cut) }
        if let fill, column < clip.maxX {
            for x in max(column, clip.x)..<clip.maxX { set(x, y, Cell(" ", fill)) }
        }
        return column
    }

    /// Draws plain text.
    @discardableResult
    package mutating func draw(
        _ text: String, _ style: Style = .plain, x: Int, y: Int, in clip: Area, cut: String = ""
    ) -> Int {
        draw(StyledText(text, style), x: x, y: y, in: clip, cut: cut)
    }

    /// Fills `target` with one character of one column.
    package mutating func fill(_ target: Area, _ text: String = " ", _ style: Style = .plain) {
        let target = target.intersection(area)
        for y in target.y..<target.maxY {
            for x in target.x..<target.maxX { set(x, y, Cell(text, style)) }
        }
    }

    /// Changes the styles of what has been drawn.
    package mutating func restyle(_ target: Area, _ change: (inout Style) -> Void) {
        let target = target.intersection(area)
        for y in target.y..<target.maxY {
            for x in target.x..<target.maxX { change(&cells[y * size.width + x].style) }
        }
    }

    /// The rows as text, as a reader sees them.
    package var lines: [String] {
        (0..<size.height).map { y in (0..<size.width).map { self[$0, y].text }.joined() }
    }

    private mutating func put(_ glyph: Glyph, x: Int, y: Int, style: Style, clip: Area) {
        // Wholly or partly left of the clip: a half is replaced by spaces.
        if glyph.isMark {
            var marked = style
            if marked.role == .plain { marked.role = .dim }
            for (offset, character) in glyph.text.enumerated() where x + offset >= clip.x {
                set(x + offset, y, Cell(String(character), marked))
            }
        } else if x >= clip.x {
            set(x, y, Cell(glyph.text, style))
            if glyph.width == 2 { setContinuation(x + 1, y, style) }
        } else if x + glyph.width > clip.x {
            set(clip.x, y, Cell(" ", style))
        }
    }

    /// Puts the mark over the last column; a wide character there gives way whole.
    private mutating func finishCut(from column: Int, y: Int, in clip: Area, cut: String) -> Int {
        guard !cut.isEmpty, clip.width > 0 else { return column }
        let last = clip.maxX - 1
        let style = column > clip.x ? self[min(column - 1, last), y].style : Style.plain
        if column < last {
            for x in max(clip.x, column)..<last { set(x, y, Cell(" ", style)) }
        }
        set(last, y, Cell(cut, style))
        return clip.maxX
    }

    /// Writes a cell and repairs a wide character of which it takes one half.
    private mutating func set(_ x: Int, _ y: Int, _ cell: Cell) {
        let index = y * size.width + x
        if cells[index].isContinuation, x > 0 { cells[index - 1].text = " " }
        if x + 1 < size.width, cells[index + 1].isContinuation { cells[index + 1].text = " " }
        cells[index] = cell
    }

    private mutating func setContinuation(_ x: Int, _ y: Int, _ style: Style) {
        let index = y * size.width + x
        if x + 1 < size.width, cells[index + 1].isContinuation { cells[index + 1].text = " " }
        cells[index] = Cell("", style)
    }
}
