package import Monitoring

/// The screen between frames: what it shows and how. Takes snapshots and keys, gives grids; knows no clock, no terminal.
package struct ScreenModel: Sendable {
    package var view: ViewState
    /// What is on the screen; behind `newest` while the picture is frozen.
    package private(set) var shown: MonitorSnapshot
    package private(set) var newest: MonitorSnapshot
    /// Saves laying a text out again; never seen in a picture.
    private var layout = TextLayout()
    private var workUnderWay: Set<TextWork.Kind> = []
    /// Settings that keys have ordered, until the engine says so too.
    private var expected: [(order: ControlCommand, since: Double)] = []

    package init(view: ViewState = ViewState(), snapshot: MonitorSnapshot) {
        self.view = view
        shown = snapshot
        newest = snapshot
        receive(snapshot, secondsSinceKey: .infinity)
    }

    /// Takes a newer state. `secondsSinceKey`: since the user last pressed a key.
    package mutating func receive(_ snapshot: MonitorSnapshot, secondsSinceKey: Double) {
        newest = snapshot
        meetExpectations()
        view.isReplay = snapshot.replay != nil
        guard view.isFrozen else {
            show(newest, mayMove: secondsSinceKey >= RowOrder.quietSeconds)
            return
        }
        let last = shown.requests.first?.id ?? RequestID(rawValue: 0)
        view.backlog = snapshot.requests.count { $0.id > last }
        // A request that is opened now has not been in the picture yet.
        guard let detail = snapshot.detail else { return }
        let isCompared = shown.detail?.comparison?.previous == detail.comparison?.previous
        let isBeside = shown.otherDetail?.id == snapshot.otherDetail?.id
        guard shown.detail?.id != detail.id || !isCompared || !isBeside else { return }
        (shown.detail, shown.otherDetail) = (detail, snapshot.otherDetail)
    }

    /// The request with which the open one is compared, or beside whose answer its own stands; `nil`: none was chosen.
    package var comparedWith: RequestID? {
        view.tab == .answers ? view.otherAnswer(view.isFrozen ? shown : newest) : view.comparedWith
    }

    /// Takes what came out of an editor.
    package mutating func take(edited text: String, from former: String, of id: RequestID) {
        view.take(edited: text, from: former, of: id, newest)
    }

    package mutating func point(_ event: MouseEvent, size: Size) {
        let sort = view.sort
        view.point(event, view.isFrozen ? shown : newest, size: size)
        if view.sort != sort { show(shown, mayMove: true) } else { keepSelection(former: view.order.ids) }
    }

    /// The requests whose prompts and answers are to be looked through now; `nil`: none.
    package mutating func nextLookup() -> (patterns: [BodyPattern], ids: [RequestID])? {
        view.lookup.next(shown.requests).map { (view.lookup.patterns, $0) }
    }

    /// Takes what was found in them.
    package mutating func take(_ progress: BodyProgress) {
        if view.lookup.take(progress) { show(shown, mayMove: true) }
    }

    /// What is to be read elsewhere now; `nil`: nothing, or it is under way.
    package mutating func nextTextWork() -> TextWork? {
        let wanted = [view.dialectQuestion.map(TextWork.trial), layout.wanted.map(TextWork.search)]
        let next = wanted.lazy.compactMap(\.self).first { !workUnderWay.contains($0.kind) }
        if let next { workUnderWay.insert(next.kind) }
        return next
    }

    package mutating func take(_ result: TextWork.Result) {
        workUnderWay.remove(result.kind)
        switch result {
        case .search(let found): layout.take(found)
        case .trial(let id, let page): view.show(page, of: id)
        }
    }

    /// Takes text that was pasted, which are no keys.
    package mutating func paste(_ text: String) {
        let filter = view.filter
        view.paste(text)
        if view.filter != filter { show(shown, mayMove: true) } else { keepSelection(former: view.order.ids) }
    }

    package mutating func press(_ key: Key) -> ViewCommand? {
        let wasFrozen = view.isFrozen
        let (filter, sort) = (view.filter, view.sort)
        let command = view.press(key, view.isFrozen ? shown : newest)
        if case .control(let order) = command { view.expect(order, newest) }
        if case .control(let order) = command, order.isSetting {
            expected.removeAll { $0.order.act.isSame(as: order.act) }
            expected.append((order, newest.now))
            newest.settings.expect(order)
            shown.settings = newest.settings
        }
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

    /// Seconds of the engine's clock after which it has decided otherwise.
    private static let patience = 3.0

    /// A new setting is shown before the engine confirms it, so that a key pressed twice goes two steps; a snapshot that is
    /// older than the order does not take it back.
    private mutating func meetExpectations() {
        expected.removeAll { item in
            var wanted = newest.settings
            wanted.expect(item.order)
            return wanted == newest.settings || abs(newest.now - item.since) > Self.patience
        }
        for item in expected { newest.settings.expect(item.order) }
    }

    private mutating func show(_ snapshot: MonitorSnapshot, mayMove: Bool) {
        shown = snapshot
        view.lookup.want(view.filter.bodyPatterns)
        let former = view.order.ids
        if !view.tags.isEmpty { view.tags.formIntersection(snapshot.requests.map(\.id)) }
        view.order.update(
            snapshot.requests, filter: view.filter, sort: view.sort,
            in: RequestFilter.Context(now: snapshot.now, tagged: view.tags, bodies: view.lookup.findings),
            mayMove: mayMove)
        keepSelection(former: former)
        view.updateCursors(snapshot, mayMove: mayMove)
        view.showAwaited(snapshot)
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

extension LiveSettings {
    /// As they are to be when `order` has been carried out, as far as that is known.
    fileprivate mutating func expect(_ order: ControlCommand) {
        switch order {
        case .setChunkSize(let size): chunkSize = size
        // How many slots there are, and which mode is configured, the engine will say.
        case .setMaxConcurrent(let limit?): (maxConcurrent, concurrencySource) = (limit, .set)
        case .setStreamMode(let mode?): streamMode = mode.rawValue
        case .setStreamMode(nil): if isReportOnly { streamMode = StreamMode.auto.rawValue }
        case .pause: isPaused = true
        case .resume: isPaused = false
        case .setMaxConcurrent(nil), .purgeCache, .drainBackend, .undrainBackend, .cancelRequest, .resendRequest,
            .holdSession, .resumeSession, .reload:
            break
        }
    }
}

extension OperatorAct {
    /// Both set the same thing.
    fileprivate func isSame(as other: OperatorAct) -> Bool {
        let holds: Set<OperatorAct> = [.hold, .resume]
        return self == other || holds.contains(self) && holds.contains(other)
    }
}
