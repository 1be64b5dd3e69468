package import Monitoring

/// Where the parts of the overview stand. What matters least goes first as the room shrinks: preview, boxes, footer, then
/// everything above the list folds into two lines; the problem counters and the memory warning go last.
package struct OverviewLayout: Equatable, Sendable {
    package enum Stage: Sendable {
        /// Four lines: counters and how to see more.
        case tiny
        /// Two lines of counters and a list.
        case small
        /// Three lines, with small graphs, and a list.
        case compact
        /// Boxes with graphs, and the list in one.
        case framed
    }
    package private(set) var stage: Stage
    package private(set) var head = Area.none
    /// What the smallest screen says besides.
    package private(set) var hint = Area.none
    package private(set) var banner = Area.none
    /// What an operator has ordered for every client.
    package private(set) var bar = Area.none
    /// Graphs and numbers.
    package private(set) var meters = Area.none
    /// A line for each backend, or for each proxy that is watched.
    package private(set) var backends = Area.none
    /// What the slots of the only backend do.
    package private(set) var slots = Area.none
    /// Around the list.
    package private(set) var frame = Area.none
    /// The line with the names of the lists.
    package private(set) var rule = Area.none
    package private(set) var columns = Area.none
    package private(set) var rows = Area.none
    package private(set) var previewFrame = Area.none
    package private(set) var preview = Area.none
    /// What is known of the selected row of the other lists: in the place of the preview, or below the list.
    package private(set) var factsRule = Area.none
    package private(set) var facts = Area.none
    package private(set) var events = Area.none
    package private(set) var problem = Area.none
    package private(set) var footer = Area.none
    /// Between the list and what is known of its selected row; `nil`: there is none, or no room to move it.
    package private(set) var border: PaneBorders.Movable?

    /// From where on there are boxes.
    private static let framed = Size(width: 100, height: 28)
    /// From where on something stands beside the list.
    private static let wideWidth = 150
    /// Heights from which a wide screen has one line more, lists leave room for facts, and the boxes have room to grow.
    private static let slotsHeight = 19
    private static let tallHeight = 44
    private static let highHeight = 54
    private static let rowsWithFacts = 12
    /// What a moved border leaves to both sides: columns of list and preview, rows of list and facts.
    private static let leastColumns = (list: 60, preview: 24)
    private static let leastRows = (list: 4, facts: 4)

    package init(size: Size, view: ViewState, snapshot: MonitorSnapshot? = nil) {
        var rest = Area(size)
        if size.width < 40 || size.height < 8 {
            stage = .tiny
            head = rest.removeTop(2)
            if size.height < 6 {
                hint = rest
            } else {
                footer = rest.removeBottom(1)
                rows = rest
            }
            return
        }
        let isFramed = size.width >= Self.framed.width && size.height >= Self.framed.height
        stage = size.width < 72 || size.height < 16 ? .small : isFramed ? .framed : .compact
        footer = rest.removeBottom(1)
        problem = rest.removeBottom(size.height >= 12 ? 1 : 0)
        // Their own list has all of them.
        let hasEvents = stage == .framed && view.list != .events
        events = rest.removeBottom(hasEvents ? (size.height < Self.tallHeight ? 3 : 5) : 0)
        head = rest.removeTop(stage == .small ? 2 : 1)
        bar = rest.removeTop(snapshot.map { OperatorBar(snapshot: $0, view: view).words != nil } == true ? 1 : 0)
        banner = rest.removeTop(Self.bannerRows(size, snapshot))
        if stage == .small {
            columns = rest.removeTop(size.height >= 14 || view.list != .requests ? 1 : 0)
            rows = rest
            return
        }
        meters = rest.removeTop(
            isFramed ? (size.height < Self.tallHeight ? 6 : size.height < Self.highHeight ? 7 : 8) : 1)
        placeBackends(size, snapshot, &rest)
        if isFramed { placeFrames(size, view, rest) } else { placeList(view, rest) }
    }

    /// With one backend its slots stand there in its place.
    private mutating func placeBackends(_ size: Size, _ snapshot: MonitorSnapshot?, _ rest: inout Area) {
        guard size.height >= Self.slotsHeight else { return }
        let proxies = snapshot?.proxies?.count ?? 0
        if proxies < 2, snapshot?.hasOneBackendWithSlots == true {
            slots = rest.removeTop(1)
            return
        }
        let count = proxies > 1 ? proxies : snapshot?.backends.count ?? 1
        backends = rest.removeTop(min(max(1, count), max(1, size.height / 8)))
    }

    private mutating func placeList(_ view: ViewState, _ area: Area) {
        var rest = area
        rule = rest.removeTop(1)
        columns = rest.removeTop(1)
        if view.list != .requests, rest.height >= Self.rowsWithFacts, view.showsPreview {
            facts = rest.removeBottom(rest.height - heightOfList(rest.height, facts: rest.height / 2, view))
            factsRule = rest.removeBottom(1)
            facts = facts.inset(left: 1, right: 1)
        }
        rows = rest
    }

    private mutating func placeFrames(_ size: Size, _ view: ViewState, _ area: Area) {
        var rest = area
        let isBeside = size.width >= Self.wideWidth
        if view.showsPreview, isBeside {
            let natural = size.width * 5 / 8
            border = PaneBorders.Movable(
                .preview, natural: natural,
                room: (Self.leastColumns.list, size.width - Self.leastColumns.preview))
            frame = rest.removeLeft(natural + view.borders.moved(border))
            previewFrame = rest
        } else if view.list != .requests, area.height >= Self.rowsWithFacts + 4, view.showsPreview {
            previewFrame = rest.removeBottom(
                rest.height - heightOfList(rest.height, facts: rest.height * 2 / 5, view))
            frame = rest
        } else {
            frame = rest
        }
        preview = Frame.inner(previewFrame).inset(left: 1, right: 1)
        rule = frame.isEmpty ? frame : frame.row(0)
        var inner = Frame.inner(frame)
        columns = inner.removeTop(1)
        rows = inner
        guard view.list != .requests else { return }
        facts = preview
        preview = .none
    }

    /// Of so many rows, of which the facts have `facts` by themselves.
    private mutating func heightOfList(_ rows: Int, facts: Int, _ view: ViewState) -> Int {
        border = PaneBorders.Movable(
            .facts, natural: rows - facts, room: (Self.leastRows.list, rows - Self.leastRows.facts))
        return rows - facts + view.borders.moved(border)
    }

    private static func bannerRows(_ size: Size, _ snapshot: MonitorSnapshot?) -> Int {
        guard let banner = snapshot?.banner, !banner.isEmpty else { return 0 }
        let needed = TextWrap.rows(Array(banner.utf8), width: size.width - 2).count
        return min(needed, size.height < 12 ? 1 : size.height < 24 ? 2 : 3)
    }
}

extension Area {
    /// Nowhere.
    static let none = Area(x: 0, y: 0, width: 0, height: 0)
}

extension BackendReport {
    fileprivate var isFine: Bool { state == .up && drainReason == nil && circuit == nil }
}

extension MonitorSnapshot {
    /// Of a backend that is not simply up its own line is shown, which says so.
    fileprivate var hasOneBackendWithSlots: Bool {
        backends.count == 1 && replay == nil && backends[0].cache?.slots.isEmpty == false && backends[0].isFine
    }
}
