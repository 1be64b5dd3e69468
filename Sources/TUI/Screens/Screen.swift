import Monitoring

/// The whole picture as a function of what is known, what is looked at, and the room there is.
enum Screen {
    /// `text`: the open tab's, where it has been laid out already.
    static func render(_ snapshot: MonitorSnapshot, _ view: ViewState, size: Size, text: TabText? = nil) -> CellGrid {
        var grid = CellGrid(size: size)
        switch view.screen {
        // Nothing of what is below it can be seen.
        case _ where view.coversScreen: break
        case .overview: OverviewScreen(snapshot: snapshot, view: view).draw(into: &grid)
        case .detail(let id):
            let detail = DetailScreen(id: id, snapshot: snapshot, view: view)
            detail.draw(text ?? detail.source(size).text(), into: &grid)
            view.search?.mark(in: &grid, detail.layout(size).body, top: view.scroll.top)
        }
        switch view.overlay {
        case .help(let top):
            let help = HelpOverlay(view: view, snapshot: snapshot)
            help.draw(into: &grid, top: top)
            view.search?.mark(in: &grid, help.body(size), top: top)
        case .confirmation(let confirmation): ConfirmationBox(confirmation: confirmation, view: view).draw(into: &grid)
        case .picker(let picker): PickerBox(picker: picker, view: view).draw(into: &grid)
        case .page(let page): TextPageOverlay(page: page, view: view, snapshot: snapshot).draw(into: &grid)
        case .json(let page): JSONPageOverlay(page: page, view: view, snapshot: snapshot).draw(into: &grid)
        case nil: break
        }
        if let prompt = view.prompt { PromptLines(prompt: prompt, view: view, snapshot: snapshot).draw(into: &grid) }
        return grid
    }
}

extension ViewState {
    /// A text stands over all of the screen: what is below it may be long, and is not laid out for each key.
    fileprivate var coversScreen: Bool {
        if case .json = overlay { true } else { false }
    }

    /// Brings everything that depends on the room there is (scroll positions, page size) in line with `size`.
    mutating func settle(_ snapshot: MonitorSnapshot, size: Size, _ layout: inout TextLayout) {
        switch screen {
        case _ where coversScreen: break
        case .overview:
            settleList(snapshot, size)
            layout.clear()
        case .detail(let id): settleText(of: DetailScreen(id: id, snapshot: snapshot, view: self), size, &layout)
        }
        if case .page(var page) = overlay {
            page.top = min(page.top, TextPageOverlay(page: page, view: self, snapshot: snapshot).maximumTop(size))
            overlay = .page(page)
            pageRows = max(1, size.height - HelpOverlay.frameRows)
        }
        if case .json(var page) = overlay {
            pageRows = JSONPageOverlay.visible(size)
            page.settle(visible: pageRows)
            overlay = .json(page)
        }
        if case .help(let top) = overlay {
            let help = HelpOverlay(view: self, snapshot: snapshot)
            overlay = .help(top: min(top, help.maximumTop(size)))
            pageRows = max(1, size.height - HelpOverlay.frameRows)
            searchHelp(help, size)
        }
    }

    private mutating func settleList(_ snapshot: MonitorSnapshot, _ size: Size) {
        let layout = OverviewLayout(size: size, view: self, snapshot: snapshot)
        pageRows = max(1, layout.rows.height)
        border = layout.border
        shownColumns = RequestTable(snapshot: snapshot, view: self).columns(width: layout.rows.width).map(\.kind)
        if list != .requests { settleCursor() }
        let index = selection.flatMap { order.ids.firstIndex(of: $0) } ?? 0
        listTop = ListWindow.top(listTop, selected: index, count: order.ids.count, visible: pageRows)
    }

    private mutating func settleText(of detail: DetailScreen, _ size: Size, _ layout: inout TextLayout) {
        let body = detail.layout(size).body
        pageRows = max(1, body.height)
        border = detail.border(size)
        layout.update(detail.source(size))
        if case .panes(let rows?) = layout.text {
            let wereApart = !rewrite.scrolls.isEmpty
            rewrite.settle(rows, panes: detail.panes(size), visible: body.height, shared: &scroll)
            // The search that has just locked them begins, and is given up, where the pane stood.
            if wereApart, rewrite.isLocked, prompt?.kind == .search { prompt?.former.scroll = scroll }
        } else {
            scroll.settle(rows: layout.text.count, visible: body.height)
        }
        if overlay == nil { searchText(of: detail, &layout, size) }
    }

    private mutating func settleCursor() {
        guard var cursor = cursors[list] else { return }
        cursor.top = ListWindow.top(
            cursor.top, selected: cursor.index ?? 0, count: cursor.names.count, visible: pageRows)
        cursors[list] = cursor
    }
}

/// Which rows of a list can be seen.
package enum ListWindow {
    /// The first visible row: as near to `top` as the selected one allows.
    package static func top(_ top: Int, selected: Int, count: Int, visible: Int) -> Int {
        guard visible > 0, count > visible else { return 0 }
        var result = min(max(0, top), count - visible)
        if selected < result { result = selected }
        if selected >= result + visible { result = selected - visible + 1 }
        return min(max(0, result), count - visible)
    }
}
