/// The last line: the keys that fit, from the table of bindings.
struct FooterBar {
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let context: KeyBinding.Context = view.screen == .overview ? .overview : .detail
        let all = KeyBindings.all.filter { $0.hint != nil && $0.contexts.contains(context) }
        let last = all.filter { [.help, .quit, .back].contains($0.command) }
        let others = all.filter { !last.contains($0) && !(view.isReadOnly && $0.command.changesEngine) }
        let room = area.width - 1 - last.reduce(0) { $0 + item($1).width + 2 }
        var line = StyledText()
        for binding in others where line.width + item(binding).width + 2 <= room {
            line.append("  "); line.append(item(binding))
        }
        for binding in last { line.append("  "); line.append(item(binding)) }
        // The first gap is one column.
        grid.draw(line, x: area.x - 1, y: area.y, in: area, cut: view.symbols.cut)
    }

    private func item(_ binding: KeyBinding) -> StyledText {
        StyledText(binding.keys.first?.name ?? "", .key) + StyledText(" " + (binding.hint ?? ""), .dim)
    }
}
