/// The names of the lists, with the shown one in brackets: `[1 Requests]  2 Sessions   3 Tools   4 Events   5 Models`.
struct ListTabs {
    var list: ViewState.List

    /// As much as fits: all names, the numbers of the others and the name of the shown one.
    func text(width: Int) -> StyledText {
        let long = line { "\($0.rawValue) \($0.title)" }
        return long.width <= width ? long : line { $0 == list ? "\($0.rawValue) \($0.title)" : "\($0.rawValue)" }
    }

    /// The list whose name stands at column `x` of the text.
    func list(at x: Int, width: Int) -> ViewState.List? {
        var end = 0
        for (other, piece) in zip(ViewState.List.allCases, text(width: width).pieces) {
            let start = end
            end += piece.text.utf8.count
            if x >= start, x < end { return other }
        }
        return nil
    }

    private func line(_ name: (ViewState.List) -> String) -> StyledText {
        var line = StyledText()
        for other in ViewState.List.allCases {
            let isShown = other == list
            line.append(isShown ? "[\(name(other))]" : " \(name(other)) ", isShown ? .title.selected : .dim)
        }
        return line
    }
}
