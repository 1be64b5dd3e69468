/// A JSON text over the whole screen, folded node by node.
package struct JSONPage: Equatable, Sendable {
    package var title: String
    let tree: JSONTree
    private(set) var folds: JSONFolds
    /// The line that keys act on.
    private(set) var cursor = 0
    /// The first row that is seen.
    package var top = 0

    /// Texts of so many lines are shown unfolded at first.
    private static let shortLines = 100

    /// `nil`: there is nothing in it. `depth`: a long one is folded from there on; `focus`: the member at which it begins.
    init?(title: String, _ bytes: [UInt8], depth: Int = 2, focus: String? = nil) {
        let tree = JSONTree(bytes)
        guard tree.lines.first?.isOpening == true else { return nil }
        self.title = title
        self.tree = tree
        folds = JSONFolds(tree, folded: tree.lines.count > Self.shortLines ? tree.openings(from: depth) : [])
        if let line = focus.flatMap({ tree.line(named: $0) }) { (cursor, top) = (line, folds.row(of: line)) }
    }

    var row: Int { folds.row(of: cursor) }

    package mutating func move(by distance: Int) {
        cursor = folds.line(at: min(row.moved(by: distance), folds.count - 1))
    }

    /// Folds or unfolds the object or list under the cursor, or the one that the cursor is in.
    mutating func fold() {
        let line = tree.lines[cursor]
        let opening = line.isOpening ? cursor : Int(line.parent)
        guard opening >= 0 else { return }
        folds.toggle(opening, of: tree)
        cursor = opening
    }

    /// Folds everything but the outermost, or unfolds everything where all of it is folded.
    mutating func foldAll() {
        let all = tree.openings(from: 1)
        folds.fold(folds.folded == all ? [] : all, of: tree)
        cursor = folds.line(at: row)
    }

    /// Unfolds what is under the cursor.
    mutating func goIn() {
        if tree.lines[cursor].isOpening, folds.isFolded(cursor) { folds.toggle(cursor, of: tree) } else { move(by: 1) }
    }

    /// Folds what is under the cursor; where that is no object or list, or is folded, to what it is in.
    mutating func goOut() {
        let line = tree.lines[cursor]
        if line.isOpening, !folds.isFolded(cursor) {
            folds.toggle(cursor, of: tree)
        } else if line.parent >= 0 {
            cursor = Int(line.parent)
        }
    }

    /// What is under the cursor, as it is written.
    var text: String { String(decoding: tree.source(cursor), as: UTF8.self) }

    mutating func settle(visible: Int) {
        top = ListWindow.top(top, selected: row, count: folds.count, visible: visible)
    }
}
