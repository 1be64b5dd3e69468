import ProxyEngine

/// The help, from the table of bindings. Covers the whole screen but for the problem counters in its first line.
struct HelpOverlay {
    var view: ViewState
    var snapshot: MonitorSnapshot

    /// Rows for the title, the rule and the footer.
    static let frameRows = 3

    func maximumTop(_ size: Size) -> Int {
        max(0, lines(width: size.width).count - max(1, size.height - Self.frameRows))
    }

    func draw(into grid: inout CellGrid, top: Int) {
        var rest = grid.area
        grid.fill(rest)
        let counters = ProblemCounters(snapshot: snapshot).short
        grid.draw(" HELP", .title, x: 0, y: 0, in: rest)
        grid.draw(counters, x: max(6, rest.maxX - counters.width - 1), y: 0, in: rest)
        _ = rest.removeTop(1)
        grid.drawRule(in: rest.removeTop(1), symbols: view.symbols)
        let footer = rest.removeBottom(1)
        let isLonger = maximumTop(grid.size) > 0
        grid.drawLine(
            StyledText(isLonger ? " j k move, any other key closes" : " Any key closes.", .dim), in: footer,
            symbols: view.symbols)
        for line in lines(width: rest.width).dropFirst(min(top, maximumTop(grid.size))) where !rest.isEmpty {
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
    }

    private func lines(width: Int) -> [StyledText] {
        let isWide = width >= 78
        let columns = isWide ? [[KeyBinding.Section.move, .other], [.look, .act]] : [KeyBinding.Section.allCases]
        let sides = columns.map { $0.flatMap(section) }
        var result: [StyledText] = []
        let half = isWide ? width / 2 : width
        for index in 0..<(sides.map(\.count).max() ?? 0) {
            var line = StyledText(" ")
            for side in sides {
                var part = index < side.count ? side[index] : StyledText()
                part.append(String(repeating: " ", count: max(0, half - part.width)))
                line.append(part)
            }
            result.append(line)
        }
        return result + legend(width: width)
    }

    private func section(_ section: KeyBinding.Section) -> [StyledText] {
        var lines = [StyledText(section.rawValue, .title)]
        for binding in KeyBindings.all where binding.section == section {
            var line = StyledText(" ")
            line.append(field: binding.keys.map(\.name).joined(separator: " "), width: 12, .key)
            line.append(" " + binding.meaning)
            lines.append(line)
        }
        return lines
    }

    private func legend(width: Int) -> [StyledText] {
        let words = [
            ("*", "asks first: y to confirm"),
            ("LETTERS", "n native  w rewritten  B bad arguments  ? near miss  ! bad arguments  x error"),
            (
                "PHASES",
                "queue, fill (the backend reads the prompt), decode (the model writes), held (text is kept back until it is clear whether it is a call), done, cancel, error"
            ),
            (
                "NUMBERS",
                "CTX prompt tokens, CACHE of these taken from the cache, OUT tokens written, TTFT seconds to the first token; fill rate counts uncached tokens only; - is not known"
            ),
            ("COLOURS", "each has a letter or a word as well; NO_COLOR=1 is complete"),
        ]
        var lines: [StyledText] = []
        for (label, text) in words {
            let bytes = Array(text.utf8)
            for (index, range) in TextWrap.rows(bytes, width: max(8, width - 11)).enumerated() {
                var line = StyledText(" ")
                line.append(field: index == 0 ? label : "", width: 9, .dim)
                line.append(TextWrap.text(bytes[range], .plain))
                lines.append(line)
            }
        }
        return lines
    }
}
