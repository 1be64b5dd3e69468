import CNcurses

/// Paints grids through ncurses: only what changed, and nothing at all where nothing did.
struct GridPainter {
    private var name: Theme.Name
    private var theme: Theme
    /// 0 where colours are not wanted.
    private let colorCount: Int
    private let isASCII: Bool
    private var painted: CellGrid?
    /// How exactly the terminal shows a colour.
    private enum Depth {
        /// By the numbers of its palette.
        case palette
        /// By numbers that are given a colour of their own, so long as the screen is there.
        case mixed
        /// By red, green and blue in place of a number.
        case direct
    }
    private let depth: Depth
    /// Numbers of ncurses' pairs, by what stands on what.
    private var pairs: [Pair: Int32] = [:]
    /// The colours that numbers of the palette were given.
    private var mixed: [UInt8: UInt32] = [:]
    /// Those before it are the terminal's own.
    private static let firstMixed: UInt8 = 16

    private struct Pair: Hashable {
        var color: Ink?
        var background: Ink?
    }

    /// Call after the terminal was taken over.
    init(theme name: Theme.Name = .terminal, environmentForbidsColor: Bool, isASCII: Bool) {
        colorCount = environmentForbidsColor ? 0 : Int(cn_color_count())
        self.name = name
        theme = .named(name, colors: colorCount)
        self.isASCII = isASCII
        depth =
            colorCount > 256
            ? .direct : colorCount == 256 && TerminalDevice.showsTrueColor && cn_can_mix() != 0 ? .mixed : .palette
    }

    /// From now on paints in this theme.
    mutating func use(_ name: Theme.Name) {
        guard name != self.name else { return }
        self.name = name
        theme = .named(name, colors: colorCount)
        // What another theme's numbers were given is not what this one's mean.
        pairs = [:]
        painted = nil
    }

    /// Forgets what the terminal shows, so that the next frame paints everything.
    mutating func invalidate() {
        painted = nil
        cn_invalidate()
    }

    mutating func paint(_ grid: CellGrid) {
        let difference = GridDifference(from: painted, to: grid)
        guard !difference.isEmpty else { return }
        for run in difference.runs { paint(run) }
        cn_flush()
        painted = grid
    }

    private mutating func paint(_ run: GridDifference.Run) {
        var offset = 0
        while offset < run.cells.count {
            let cell = run.cells[offset]
            var width = 1
            while offset + width < run.cells.count, run.cells[offset + width].isContinuation { width += 1 }
            paint(cell, width: width, x: run.x + offset, y: run.y)
            offset += width
        }
    }

    private mutating func paint(_ cell: Cell, width: Int, x: Int, y: Int) {
        let appearance = theme.appearance(of: cell.style)
        let pair = pairNumber(of: Pair(color: appearance.color, background: appearance.background))
        let attributes = Int32(appearance.attributes.rawValue)
        var column = x
        for scalars in CellScalars.split(cell.text, width: width, isASCII: isASCII, libraryWidth: libraryWidth) {
            let values = scalars.map(\.value)
            cn_put(Int32(clamping: y), Int32(clamping: column), values, Int32(clamping: values.count), attributes, pair)
            column += max(1, scalars.first.map(libraryWidth) ?? 1)
        }
    }

    /// 0: the terminal's own.
    private mutating func pairNumber(of colors: Pair) -> Int32 {
        guard colors.color != nil || colors.background != nil else { return 0 }
        if let pair = pairs[colors] { return pair }
        let pair = Int32(pairs.count + 1)
        cn_define_pair(pair, number(of: colors.color), number(of: colors.background))
        pairs[colors] = pair
        return pair
    }

    /// What ncurses calls a colour; -1: the terminal's default.
    private mutating func number(of ink: Ink?) -> Int32 {
        guard let ink else { return -1 }
        switch depth {
        case .palette: return Int32(ink.number)
        case .direct:
            // Of these the first eight are still the terminal's own.
            return ink.exact.map { Int32(max(8, $0)) } ?? Int32(ink.number % 8)
        case .mixed:
            // Its own number is the nearest: where a terminal only says that it mixes, that is what it shows.
            guard let rgb = ink.rgb, ink.number >= Self.firstMixed else { return Int32(ink.number) }
            if mixed[ink.number] != rgb {
                cn_mix(Int32(ink.number), rgb)
                mixed[ink.number] = rgb
            }
            return Int32(ink.number)
        }
    }

    private func libraryWidth(_ scalar: Unicode.Scalar) -> Int { Int(cn_scalar_width(scalar.value)) }
}

/// A cell's text as cells of the terminal that fill exactly its columns, whatever the terminal or the C library think of
/// the text.
enum CellScalars {
    static func split(
        _ text: String, width: Int, isASCII: Bool, libraryWidth: (Unicode.Scalar) -> Int
    ) -> [[Unicode.Scalar]] {
        let scalars = Array(text.unicodeScalars)
        guard let base = scalars.first else { return filled(width) }
        if base.isASCII, scalars.count == 1 { return [[base]] + filled(width - 1) }
        if isASCII { return [["?"]] + filled(width - 1) }
        if CellWidth.isRegionalIndicator(base) { return flag(scalars, width: width) }
        let baseWidth = libraryWidth(base)
        // Too wide, or narrower than the terminal has it.
        let isDisputed = AmbiguousWidth.contains(base) && baseWidth < CellWidth.columns(of: base)
        guard baseWidth > 0, baseWidth <= width, !isDisputed else { return [["?"]] + filled(width - 1) }
        // A sequence of several pictures is one on some terminals only, and a variation selector makes a character wider
        // on some only: the first picture alone is as wide everywhere.
        let isSequence = scalars.dropFirst().contains { libraryWidth($0) != 0 || $0.value == 0xFE0F }
        let marks = isSequence ? [] : scalars.dropFirst().filter { $0.value != CellWidth.zeroWidthJoiner }
        return [[base] + marks] + filled(width - baseWidth)
    }

    /// Two letters of the country where the terminal might show a flag of one or two columns. There may be one letter only,
    /// with marks.
    private static func flag(_ scalars: [Unicode.Scalar], width: Int) -> [[Unicode.Scalar]] {
        let letters = scalars.filter(CellWidth.isRegionalIndicator).prefix(width)
            .compactMap { Unicode.Scalar($0.value - 0x1F1E6 + 0x41) }
        return letters.map { [$0] } + filled(width - letters.count)
    }

    private static func filled(_ count: Int) -> [[Unicode.Scalar]] { Array(repeating: [" "], count: max(0, count)) }
}
