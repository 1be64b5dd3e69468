/// The last line: the keys that fit, from the table of bindings.
struct FooterBar {
    var view: ViewState
    /// Stands before the keys, of which some have no room then.
    var lead = StyledText()

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
        let room = area.width - 1 - lead.width - last.reduce(0) { $0 + item($1).width + 2 }
        var line = lead + StyledText(" ")
        for group in others where line.width + item(group).width + 2 <= room + lead.width + 2 {
            line.append(item(group))
            line.append("  ")
        }
        for group in last {
            let words = StyledText(group == last.first ? "" : "  ") + item(group)
            if lead.width == 0 || line.width + words.width <= area.width { line.append(words) }
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
