/// The tabs of a request, the open one in brackets: ` 1 Summary  2 Messages  3 Tools [4 Rewrite] 5  6  7 `.
struct TabNames {
    /// With where each ends.
    private let names: [(tab: ViewState.Tab, name: String, end: Int)]
    private let open: ViewState.Tab

    /// The open one always has its name, of the others as many as there is room for.
    init(_ tabs: [ViewState.Tab], open: ViewState.Tab, width: Int) {
        self.open = open
        var named: Set<ViewState.Tab> = [open]
        var room = width - tabs.count * 3 - open.title.utf8.count - 1
        for tab in tabs where tab != open {
            room -= tab.title.utf8.count + 1
            guard room >= 0 else { break }
            named.insert(tab)
        }
        var end = 0
        names = tabs.map { tab in
            let name = named.contains(tab) ? "\(tab.rawValue) \(tab.title)" : String(tab.rawValue)
            end += name.utf8.count + 2
            return (tab, name, end)
        }
    }

    var text: StyledText {
        var line = StyledText()
        for (tab, name, _) in names {
            let isOpen = tab == open
            line.append(isOpen ? "[\(name)]" : " \(name) ", isOpen ? .title.selected : .dim)
        }
        return line
    }

    /// The one whose name stands at column `x` of the text.
    func tab(at x: Int) -> ViewState.Tab? { x < 0 ? nil : names.first { x < $0.end }?.tab }
}
