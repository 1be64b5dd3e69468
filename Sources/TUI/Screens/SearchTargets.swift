import Monitoring

/// Searching needs the rows as they are drawn, so it waits for the layout.
extension ViewState {
    mutating func searchText(of detail: DetailScreen, _ layout: inout TextLayout, _ size: Size) {
        guard let pattern = search?.pattern, search?.step != nil else { return layout.stopSearching() }
        let matches = pattern.isEmpty ? [] : layout.matches(of: pattern, on: detail, size)
        search?.isUnderWay = matches == nil
        guard let matches else { return }
        let found = search?.advance(from: scroll.top) { _ in matches }
        if let found { scroll.show(row: found) }
        reportMissing()
    }

    mutating func searchHelp(_ help: HelpOverlay, _ size: Size) {
        guard search?.step != nil, case .help(let top) = overlay else { return }
        let found = search?.advance(from: top) { pattern in
            var line = SearchedLine(width: size.width, pattern: pattern)
            return help.lines(width: size.width).enumerated().filter { _, text in
                line.matches { grid, area in grid.draw(text, x: 0, y: 0, in: area) }
            }.map(\.offset)
        }
        if let found { overlay = .help(top: min(found, help.maximumTop(size))) }
        reportMissing()
    }

    private mutating func reportMissing() {
        guard prompt == nil, let search else { return }
        if search.isMissing { message = Message(Self.missing(search), isProblem: true) }
        if let words = search.words, search.hasWrapped { message = Message(words + ", round the end") }
    }

    static func missing(_ search: PaneSearch) -> String { "\"\(search.pattern)\" is not in this text" }
}

extension DetailScroll {
    /// Brings a row into sight, a third from the top if it was not.
    mutating func show(row: Int) {
        if row < top || row >= top + visible { top = min(max(0, row - visible / 3), maximumTop) }
        if sticksToEnd { rowsSeen = rows }
        sticksToEnd = top == maximumTop && maximumTop == 0
    }
}

/// A row of the screen on which those of a text are drawn one after the other, to see in which a pattern can be read.
struct SearchedLine {
    private let blank: CellGrid
    private let pattern: String
    private let wanted: [UInt8]
    private var bytes: [UInt8] = []

    /// `pattern` is in small letters.
    init(width: Int, pattern: String) {
        blank = CellGrid(size: Size(width: max(0, width), height: 1))
        self.pattern = pattern
        wanted = Array(pattern.utf8)
    }

    mutating func matches(_ draw: (inout CellGrid, Area) -> Void) -> Bool {
        var grid = blank
        draw(&grid, grid.area)
        return !PaneSearch.ranges(of: pattern, in: grid.cells).isEmpty
    }

    /// The same for a row of a tab. Nearly all are ASCII that is drawn as it is: that needs no cells.
    mutating func matches(_ row: DetailRow, droppingColumns column: Int, cut: String) -> Bool {
        guard column == 0, takesSimple(row) else {
            return matches { grid, area in
                grid.draw(row.styled(droppingColumns: column), x: 0, y: 0, in: area, cut: cut)
            }
        }
        guard let first = wanted.first, wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == first && bytes[start...].starts(with: wanted)
        }
    }

    /// Puts the row into `bytes`, in small letters, if each of its bytes is drawn as itself.
    private mutating func takesSimple(_ row: DetailRow) -> Bool {
        let width = blank.size.width
        guard row.bytes.count <= width else { return false }
        bytes.removeAll(keepingCapacity: true)
        for piece in row.lead.pieces { bytes.append(contentsOf: piece.text.utf8) }
        bytes.append(contentsOf: row.bytes)
        guard bytes.count <= width else { return false }
        for index in bytes.indices {
            guard bytes[index] >= 0x20, bytes[index] < 0x7F else { return false }
            if bytes[index] >= UInt8(ascii: "A"), bytes[index] <= UInt8(ascii: "Z") { bytes[index] |= 0x20 }
        }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: width - bytes.count))
        return true
    }
}
