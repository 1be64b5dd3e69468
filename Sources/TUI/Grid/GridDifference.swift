/// What has to be painted to turn one grid into another.
package struct GridDifference: Equatable, Sendable {
    /// Neighbouring cells of one row that changed. Begins and ends at whole characters.
    package struct Run: Equatable, Sendable {
        package var x: Int
        package var y: Int
        package var cells: [Cell]
    }
    package private(set) var runs: [Run] = []

    /// `old` is `nil`, or of another size, where everything is to be painted.
    package init(from old: CellGrid?, to new: CellGrid) {
        let width = new.size.width
        guard let old, old.size == new.size else {
            runs = (0..<new.size.height).map { y in
                Run(x: 0, y: y, cells: Array(new.cells[y * width..<(y + 1) * width]))
            }
            return
        }
        for y in 0..<new.size.height {
            var x = 0
            while x < width {
                guard old[x, y] != new[x, y] else {
                    x += 1
                    continue
                }
                var start = x
                while start > 0, new[start, y].isContinuation { start -= 1 }
                var end = x + 1
                while end < width, old[end, y] != new[end, y] || new[end, y].isContinuation { end += 1 }
                runs.append(Run(x: start, y: y, cells: Array(new.cells[y * width + start..<y * width + end])))
                x = end
            }
        }
    }

    package var isEmpty: Bool { runs.isEmpty }
}
