/// Which objects and lists of a ``JSONTree`` are folded, and so which of its lines are rows. A fold costs as much as there are
/// folds; where a row stands is looked up, whatever the size of the text.
package struct JSONFolds: Equatable, Sendable {
    /// Lines that are folded, in order.
    private(set) var folded: [Int32] = []
    private var lineCount = 0
    /// Of the outermost of them: the line, the row on which it stands, and the last line that is hidden behind it.
    private var starts: [Int32] = []
    private var rows: [Int32] = []
    private var ends: [Int32] = []

    private(set) var count = 0

    init(_ tree: JSONTree, folded: [Int32] = []) {
        lineCount = tree.lines.count
        fold(folded, of: tree)
    }

    /// Folds these, in order, and no others.
    mutating func fold(_ openings: [Int32], of tree: JSONTree) {
        folded = openings
        (starts, rows, ends) = ([], [], [])
        var hidden: Int32 = 0
        var last: Int32 = -1
        for opening in openings where opening > last {
            last = tree.lines[Int(opening)].end
            starts.append(opening)
            rows.append(opening - hidden)
            ends.append(last)
            hidden += last - opening
        }
        count = lineCount - Int(hidden)
    }

    mutating func toggle(_ opening: Int, of tree: JSONTree) {
        var openings = folded
        let place = Self.place(of: Int32(opening), in: openings)
        if place < openings.count, openings[place] == opening {
            openings.remove(at: place)
        } else {
            openings.insert(Int32(opening), at: place)
        }
        fold(openings, of: tree)
    }

    func isFolded(_ line: Int) -> Bool {
        let place = Self.place(of: Int32(line), in: folded)
        return place < folded.count && folded[place] == line
    }

    /// The line that stands on a row.
    func line(at row: Int) -> Int {
        // The last fold above it.
        let place = Self.place(of: Int32(row), in: rows) - 1
        guard place >= 0 else { return row }
        return Int(ends[place]) + row - Int(rows[place])
    }

    /// The row on which a line stands; of one that is hidden, that of its fold.
    func row(of line: Int) -> Int {
        let place = Self.place(of: Int32(line) + 1, in: starts) - 1
        guard place >= 0 else { return line }
        let behind = line - Int(ends[place])
        return Int(rows[place]) + max(0, behind)
    }

    /// The first place whose value is not below `value`.
    private static func place(of value: Int32, in values: [Int32]) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
