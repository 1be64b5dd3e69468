package import ProxyEngine

/// The screen between frames: what it shows and how. Takes snapshots and keys, gives grids; knows no clock, no terminal.
package struct ScreenModel: Sendable {
    package var view: ViewState
    /// What is on the screen; behind `newest` while the picture is frozen.
    package private(set) var shown: MonitorSnapshot
    package private(set) var newest: MonitorSnapshot
    /// Saves laying a text out again; never seen in a picture.
    private var layout = TextLayout()

    package init(view: ViewState = ViewState(), snapshot: MonitorSnapshot) {
        self.view = view
        shown = snapshot
        newest = snapshot
        receive(snapshot, secondsSinceKey: .infinity)
    }

    /// Takes a newer state. `secondsSinceKey`: since the user last pressed a key.
    package mutating func receive(_ snapshot: MonitorSnapshot, secondsSinceKey: Double) {
        newest = snapshot
        view.isReplay = snapshot.replay != nil
        guard view.isFrozen else {
            show(snapshot, mayMove: secondsSinceKey >= RowOrder.quietSeconds)
            return
        }
        let last = shown.requests.first?.id ?? RequestID(rawValue: 0)
        view.backlog = snapshot.requests.count { $0.id > last }
        // A request that is opened now has not been in the picture yet.
        guard let detail = snapshot.detail else { return }
        let isCompared = shown.detail?.comparison?.previous == detail.comparison?.previous
        if shown.detail?.id != detail.id || !isCompared { shown.detail = detail }
    }

    package mutating func point(_ event: MouseEvent, size: Size) {
        let sort = view.sort
        view.point(event, view.isFrozen ? shown : newest, size: size)
        if view.sort != sort { show(shown, mayMove: true) } else { keepSelection(former: view.order.ids) }
    }

    package mutating func press(_ key: Key) -> ViewCommand? {
        let wasFrozen = view.isFrozen
        let (filter, sort) = (view.filter, view.sort)
        let command = view.press(key, view.isFrozen ? shown : newest)
        if case .control(let order) = command { expect(order) }
        if wasFrozen, !view.isFrozen {
            view.backlog = 0
            show(newest, mayMove: true)
        } else if view.filter != filter || view.sort != sort {
            show(shown, mayMove: true)
        } else {
            keepSelection(former: view.order.ids)
        }
        return command
    }

    /// Lays out and draws. Only remembers where the scrolled parts stand.
    package mutating func render(size: Size) -> CellGrid {
        view.settle(shown, size: size, &layout)
        return Screen.render(shown, view, size: size, text: layout.text)
    }

    /// Shows a new setting before the engine confirms it, so that a key pressed twice goes two steps.
    private mutating func expect(_ order: ControlCommand) {
        switch order {
        case .setChunkSize(let size): newest.settings.chunkSize = size
        case .setMaxConcurrent(let limit):
            // How many slots there are the engine will say.
            guard let limit else { return }
            (newest.settings.maxConcurrent, newest.settings.concurrencySource) = (limit, .set)
        case .pause: newest.settings.isPaused = true
        case .resume: newest.settings.isPaused = false
        case .setStreamMode(let mode):
            // Which one is configured the engine will say.
            newest.settings.streamMode = mode?.rawValue ?? StreamMode.auto.rawValue
        case .purgeCache, .drainBackend, .undrainBackend, .cancelRequest, .resendRequest, .reload: return
        }
        shown.settings = newest.settings
    }

    private mutating func show(_ snapshot: MonitorSnapshot, mayMove: Bool) {
        shown = snapshot
        let former = view.order.ids
        if !view.tags.isEmpty { view.tags.formIntersection(snapshot.requests.map(\.id)) }
        view.order.update(
            snapshot.requests, filter: view.filter, sort: view.sort,
            in: RequestFilter.Context(now: snapshot.now, tagged: view.tags), mayMove: mayMove)
        keepSelection(former: former)
        view.updateCursors(snapshot, mayMove: mayMove)
    }

    /// In the list the selection is on a row: the newest, its own, or the one nearest to where it was.
    private mutating func keepSelection(former: [RequestID]) {
        guard view.screen == .overview || view.selection == nil else { return }
        let ids = view.order.ids
        if view.isFollowing {
            view.selection = ids.max()
        } else if let selection = view.selection {
            if !ids.contains(selection) { view.selection = view.order.neighbour(of: selection, in: former) }
        } else {
            view.selection = ids.first
        }
    }
}
