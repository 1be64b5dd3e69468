/// The last line: the keys that fit, from the table of bindings.
struct FooterBar {
    var view: ViewState

    /// Shown first of all, at the right end of the keys.
    private static let essential: Set<Command> = [.help, .quit, .back]

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let context = view.baseContext
        let groups = view.keys.groups.filter { group in
            group.head.hint != nil && !group.head.keys.isEmpty && group.head.contexts.contains(context)
                && !(view.isReadOnly && group.head.command.changesEngine)
                && (view.isReplay || group.head.command.replayOrder == nil)
        }
        let last = groups.filter { Self.essential.contains($0.head.command) }
        let others = groups.filter { !Self.essential.contains($0.head.command) }
        let room = area.width - 1 - last.reduce(0) { $0 + item($1).width + 2 }
        var line = StyledText(" ")
        for group in others where line.width + item(group).width + 2 <= room + 2 {
            line.append(item(group))
            line.append("  ")
        }
        for group in last {
            line.append(item(group))
            if group != last.last { line.append("  ") }
        }
        grid.draw(line, x: area.x, y: area.y, in: area, cut: view.symbols.cut)
    }

    /// Both of what goes up and down, else the first: the help has the others.
    private func keys(of group: KeyGroup) -> String {
        group.head.section == .act || group.head.section == .replay
            ? group.firstKeys : group.head.keys.first?.name ?? ""
    }

    private func item(_ group: KeyGroup) -> StyledText {
        StyledText(keys(of: group), .key) + StyledText(" " + (group.head.hint ?? ""), .dim)
    }
}
