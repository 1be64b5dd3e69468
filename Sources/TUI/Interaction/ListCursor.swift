/// Which row of a list is selected and where the list stands. A row is known by the name of what it stands for, so that
/// the selection stays on it when others come, go and move.
package struct ListCursor: Equatable, Sendable {
    /// The rows from top to bottom.
    package private(set) var names: [String] = []
    package private(set) var selection: String?
    /// Index of the first visible row.
    package var top = 0
    /// The user has chosen a row; before, it is the first one.
    package private(set) var isChosen = false

    package init() {}

    package var index: Int? { selection.flatMap { names.firstIndex(of: $0) } }

    /// Takes up the rows that there are now. While nothing may move, new ones stand above those of before.
    package mutating func update(_ present: [String], mayMove: Bool, follows: Bool) {
        let former = names
        if mayMove {
            names = present
        } else {
            let known = Set(former)
            let still = Set(present)
            names = present.filter { !known.contains($0) } + former.filter(still.contains)
        }
        if follows || !isChosen {
            selection = names.first
        } else if index == nil {
            selection = neighbour(in: former)
        }
    }

    package mutating func move(by distance: Int) {
        guard let last = names.indices.last else { return }
        selection = names[min((index ?? 0).moved(by: distance), last)]
        isChosen = true
    }

    package mutating func select(_ name: String) {
        guard names.contains(name) else { return }
        selection = name
        isChosen = true
    }

    /// The nearest row that is still there.
    private func neighbour(in former: [String]) -> String? {
        guard let selection, let place = former.firstIndex(of: selection) else { return names.first }
        let present = Set(names)
        return former[place...].first(where: present.contains) ?? former[..<place].last(where: present.contains)
            ?? names.first
    }
}
