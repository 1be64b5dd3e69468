import Monitoring

/// The help, from the table of bindings. Covers the whole screen but for the problem counters in its first line.
struct HelpOverlay {
    var view: ViewState
    var snapshot: MonitorSnapshot

    /// Rows for the title, the rule and the footer.
    static let frameRows = 3
    private static let keyColumns = 16
    private static let labelColumns = 9

    private static let legend = [
        (
            "LETTERS",
            "n native  w rewritten  t from reasoning  r reported only  B ! bad arguments  "
                + "U unfinished call: cut off by the answer's length limit, handed on so  ? near miss  "
                + "L loop  C cut prompt  x error  2-9 + which try of its question; TOOL: how many calls of each, the worst first"
        ),
        (
            "PHASES",
            "queue, fill (prompt is read), decode (model writes), held (text waits until it is clear whether it is "
                + "a call), done, cancel, error"
        ),
        (
            "NUMBERS",
            "CTX prompt tokens, CACHE of these cached, OUT written, TTFT s to first token, net: what we add to it; "
                + "fill counts uncached tokens only; - is not known"
        ),
        (
            "SLOTS",
            "DECODE, FILL, BUSY (not told with what), - idle; kv: share of the cache that is taken, ~ of all slots"
        ),
        (
            "GRAPHS",
            "a value a second (ttft: the longest wait that ended in it), marked where an operator did something: P purge, C chunk size, T stream mode, "
                + "M requests at a time, D drain, U undrain, X cancel, S resend, H hold, G go on, R reload"
        ),
        ("COLOURS", "each has a letter or a word as well: NO_COLOR=1 loses nothing"),
    ]

    func maximumTop(_ size: Size) -> Int {
        max(0, lines(width: size.width).count - max(1, size.height - Self.frameRows))
    }

    /// Where its lines are drawn.
    func body(_ size: Size) -> Area {
        let top = size.height > 3 ? 2 : min(1, size.height)
        return Area(x: 0, y: top, width: size.width, height: max(0, size.height - top - 1))
    }

    func draw(into grid: inout CellGrid, top: Int) {
        var rest = grid.area
        grid.fill(rest)
        var title = StyledText(" HELP", .title)
        let version = view.program.version.map { StyledText("llama-stream-top " + $0, .dim) }
        let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems).line(width: rest.width - 8)
        title.append(fitting: [version].compactMap { $0 }, width: rest.width - counters.width - 3)
        grid.drawTitle(title, counters: counters, in: rest.removeTop(1), symbols: view.symbols)
        grid.drawRule(in: rest.removeTop(rest.height > 3 ? 1 : 0), symbols: view.symbols)
        let footer = rest.removeBottom(1)
        let isLonger = maximumTop(grid.size) > 0
        let shown = max(1, rest.height)
        let pages = (maximumTop(grid.size) + shown - 1) / shown + 1
        let page = min(pages, (min(top, maximumTop(grid.size)) + shown - 1) / shown + 1)
        grid.drawLine(
            StyledText(
                isLonger
                    ? " Space the next page, j k move, / searches, Esc closes" : " / searches, any other key closes",
                .dim),
            right: StyledText(isLonger ? "\(page)/\(pages) " : "", .title), in: footer, symbols: view.symbols)
        for line in lines(width: rest.width).dropFirst(min(top, maximumTop(grid.size))) where !rest.isEmpty {
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
    }

    func lines(width: Int) -> [StyledText] {
        let isWide = width >= 78
        let columns: [[KeyBinding.Section]] =
            isWide ? [[.replay, .move, .act, .other], [.look, .list, .named]] : [KeyBinding.Section.allCases]
        // Its keys mean nothing elsewhere.
        let sides = columns.map { $0.filter { $0 != .replay || view.isReplay }.flatMap(section) }
        let half = (width - 1) / max(1, sides.count)
        // What the letters of a row mean is what a beginner looks for.
        let words = legend(width: width)
        let first = words.prefix(firstWords(width: width))
        var result: [StyledText] = Array(first) + [StyledText()]
        for index in 0..<(sides.map(\.count).max() ?? 0) {
            var line = StyledText(" ")
            for (number, side) in sides.enumerated() where index < side.count {
                line.append(String(repeating: " ", count: max(0, 1 + number * half - line.width)))
                line.append(side[index])
            }
            result.append(line)
        }
        return result + [StyledText()] + words.dropFirst(first.count)
    }

    /// Lines of the letters and phases.
    private func firstWords(width: Int) -> Int {
        Self.legend.prefix(2).reduce(0) {
            $0 + TextWrap.rows(Array($1.1.utf8), width: max(8, width - Self.labelColumns - 2)).count
        }
    }

    private func section(_ section: KeyBinding.Section) -> [StyledText] {
        // What would be refused is not offered as if it would not.
        let isRefused = section == .act && view.isReadOnly
        let title = section == .look || section == .list ? section.place : section.rawValue
        var lines = [StyledText(isRefused ? "ACT  (read-only: refused)" : title, .title)]
        let groups = view.keys.groups.filter { $0.head.section == section }
        let width = groups.reduce(Self.keyColumns - 1) { max($0, $1.allKeys.count) }
        for group in groups {
            var line = StyledText(" ")
            line.append(field: group.allKeys, width: width, isRefused ? .dim : .key)
            line.append(" " + group.head.meaning + Self.place(of: group), isRefused ? .dim : .plain)
            lines.append(line)
        }
        return lines
    }

    /// Where a key means that, in a section that has keys of both places.
    private static func place(of group: KeyGroup) -> String {
        guard group.head.section == .look else { return "" }
        let contexts = group.head.contexts
        if contexts.contains(.overview), contexts.contains(.detail) { return "" }
        return contexts.contains(.overview) ? " (L)" : " (R)"
    }

    /// Where they come from, and what they forbid.
    private var settings: String {
        let file = view.program.settingsFile.map { "from \($0)" } ?? "from no file"
        return file + "; read-only is " + (view.isReadOnly ? "on" : "off")
            + "; the list of events tells what was changed since"
    }

    private func legend(width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        for (label, text) in Self.legend + [("SETTINGS", settings)] {
            let bytes = Array(text.utf8)
            let rows = TextWrap.rows(bytes, width: max(8, width - Self.labelColumns - 2))
            for (index, range) in rows.enumerated() {
                var line = StyledText(" ")
                line.append(field: index == 0 ? label : "", width: Self.labelColumns, .title)
                line.append(TextWrap.text(bytes[range], .plain))
                lines.append(line)
            }
        }
        return lines
    }
}
