package import Monitoring

/// What the mouse does to the view; it needs to know where things stand. All of it can be done by keys as well.
extension ViewState {
    /// Rows that a step of the wheel goes.
    private static let wheelRows = 3

    package mutating func point(_ event: MouseEvent, _ snapshot: MonitorSnapshot, size: Size) {
        guard prompt == nil else { return }
        message = nil
        switch event.action {
        case .wheelUp, .wheelDown:
            focusPane(x: event.x, y: event.y, snapshot, size: size)
            turnWheel(by: event.action == .wheelUp ? -Self.wheelRows : Self.wheelRows)
        case .press: press(x: event.x, y: event.y, snapshot, size: size)
        }
    }

    /// Panes that scroll by themselves get the focus where the mouse is.
    private mutating func focusPane(x: Int, y: Int, _ snapshot: MonitorSnapshot, size: Size) {
        guard hasFreePanes, overlay == nil, case .detail(let id) = screen else { return }
        let detail = DetailScreen(id: id, snapshot: snapshot, view: self)
        if let pane = detail.pane(x: x, y: y, size: size) { rewrite.focus = pane }
    }

    private mutating func turnWheel(by rows: Int) {
        for _ in 0..<abs(rows) { move(rows < 0 ? .up : .down) }
    }

    private mutating func press(x: Int, y: Int, _ snapshot: MonitorSnapshot, size: Size) {
        switch (overlay, screen) {
        case (.picker(var picker), _):
            guard let index = PickerBox(picker: picker, view: self).index(x: x, y: y, size: size) else { return }
            picker.index = index
            overlay = .picker(picker)
            choose(.choose)
        case (.some, _): return
        case (nil, .overview):
            pressList(x: x, y: y, snapshot, OverviewLayout(size: size, view: self, snapshot: snapshot))
        case (nil, .detail(let id)):
            focusPane(x: x, y: y, snapshot, size: size)
            let detail = DetailScreen(id: id, snapshot: snapshot, view: self)
            guard detail.layout(size).tabs.contains(x: x, y: y), let target = detail.tab(at: x, width: size.width)
            else { return }
            show(target, snapshot)
        }
    }

    /// A row is selected, and opened when it already is; a heading sorts, and turns round when it already does.
    private mutating func pressList(x: Int, y: Int, _ snapshot: MonitorSnapshot, _ layout: OverviewLayout) {
        if layout.rows.contains(x: x, y: y) {
            pressRow(y - layout.rows.y, snapshot)
        } else if layout.rule.contains(x: x, y: y) {
            let tabs = ListTabs(list: list)
            if let target = tabs.list(at: x - layout.rule.x - 3, width: layout.rule.width - 6) { show(target) }
        } else if layout.columns.contains(x: x, y: y), list == .requests {
            let table = RequestTable(snapshot: snapshot, view: self)
            guard let column = table.column(at: x - layout.columns.x, width: layout.columns.width) else { return }
            sort = RowSort(column, isInverted: sort.column == column && !sort.isInverted)
        }
    }

    private mutating func pressRow(_ offset: Int, _ snapshot: MonitorSnapshot) {
        if list == .requests {
            let index = listTop + offset
            guard order.ids.indices.contains(index) else { return }
            if order.ids[index] == selection { openRow(snapshot) } else { jump(to: order.ids[index], snapshot) }
        } else if let cursor = cursors[list], cursor.names.indices.contains(cursor.top + offset) {
            let name = cursor.names[cursor.top + offset]
            if name == cursor.selection { openRow(snapshot) } else { cursors[list]?.select(name) }
            if list == .events, cursors[list]?.index != 0 { isFollowing = false }
        }
    }
}

extension Area {
    func contains(x: Int, y: Int) -> Bool { x >= self.x && x < maxX && y >= self.y && y < maxY }
}
