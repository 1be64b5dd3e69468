/// The panes of the rewrite tab.
package enum RewritePane: Int, CaseIterable, Sendable {
    case said
    case got
    case check

    /// Where a screen has room for the third one.
    static let wideColumns = 150

    static func visible(width: Int) -> [RewritePane] { width >= wideColumns ? allCases : [.said, .got] }

    var title: String {
        switch self {
        case .said: "MODEL SAID"
        case .got: "CLIENT GOT"
        case .check: "CHECK"
        }
    }

    var letter: String {
        switch self {
        case .said: "A"
        case .got: "B"
        case .check: "C"
        }
    }
}

/// Where the panes stand to each other. Locked, a row of one is beside the row of the other that it belongs to; unlocked,
/// each is closed up and scrolled by itself.
package struct RewriteScrolls: Equatable, Sendable {
    package var isLocked = true
    /// The pane that the keys move while they are unlocked.
    package var focus = RewritePane.said
    /// Of each pane, from the first layout after unlocking until the first one after locking again.
    package var scrolls: [RewritePane: DetailScroll] = [:]

    package init() {}

    /// The focus goes to the next pane that there is room for, or the one before.
    package mutating func turn(by count: Int) {
        let panes = RewritePane.allCases.filter { scrolls[$0] != nil }
        guard !panes.isEmpty else { return }
        let index = panes.firstIndex(of: focus) ?? 0
        focus = panes[(index + count + panes.count) % panes.count]
    }

    /// Brings all in line with the rows and the room there is; `shared` is where all stand while they are locked.
    mutating func settle(_ rows: RewriteRows, panes: [RewritePane], visible: Int, shared: inout DetailScroll) {
        if isLocked {
            if let last = scrolls[focus] {
                shared.top = rows.row(of: last.top, in: focus)
                shared.sticksToEnd = last.sticksToEnd
                scrolls = [:]
            }
            shared.settle(rows: rows.count, visible: visible)
            return
        }
        if !panes.contains(focus) { focus = panes.last ?? .said }
        scrolls = scrolls.filter { panes.contains($0.key) }
        for pane in panes {
            var scroll = scrolls[pane] ?? apart(from: shared, in: pane, rows)
            scroll.settle(rows: rows.count(in: pane), visible: visible)
            scrolls[pane] = scroll
        }
        shared.settle(rows: rows.count, visible: visible)
    }

    private func apart(from shared: DetailScroll, in pane: RewritePane, _ rows: RewriteRows) -> DetailScroll {
        var scroll = shared
        scroll.rowsSeen = nil
        scroll.top = rows.place(of: shared.top, in: pane)
        return scroll
    }
}
