package import ProxyEngine

/// Where the parts of the overview stand. What matters least goes first as the room shrinks: preview, graphs, footer,
/// then everything above the list folds into two lines; the problem counters and the memory warning go last.
package struct OverviewLayout: Equatable, Sendable {
    package enum Stage: Sendable {
        /// Four lines: counters and how to see more.
        case tiny
        /// Two lines of counters and a list.
        case small
        /// Everything.
        case full
    }
    package private(set) var stage: Stage
    package private(set) var head = Area(x: 0, y: 0, width: 0, height: 0)
    /// What the smallest screen says besides.
    package private(set) var hint = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var banner = Area(x: 0, y: 0, width: 0, height: 0)
    /// What an operator has ordered for every client.
    package private(set) var bar = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var graphRows = GraphRows()
    package private(set) var meters = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var backends = Area(x: 0, y: 0, width: 0, height: 0)
    /// What the slots of the only backend do.
    package private(set) var slots = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var rule = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var columns = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var rows = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var preview = Area(x: 0, y: 0, width: 0, height: 0)
    /// What is known of the selected row of the other lists: in the place of the preview, or below the list.
    package private(set) var factsRule = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var facts = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var lowerRule = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var events = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var problem = Area(x: 0, y: 0, width: 0, height: 0)
    package private(set) var footer = Area(x: 0, y: 0, width: 0, height: 0)

    /// Widths from which there is a preview, and a wider list beside it.
    private static let previewWidth = 120
    private static let wideWidth = 150
    private static let listWidths = (narrow: 80, wide: 96)
    /// Height from which the graphs stay above lists with facts below them, and rows that leave room for facts.
    private static let tallHeight = 34
    /// Height from which there is a line for slots.
    private static let slotsHeight = 22
    private static let rowsWithFacts = 12

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
        stage = size.width < 72 || size.height < 16 ? .small : .full
        footer = rest.removeBottom(1)
        problem = rest.removeBottom(size.height >= 12 ? 1 : 0)
        events = rest.removeBottom(stage == .small || size.height < 28 ? 0 : size.height < 44 ? 3 : 5)
        head = rest.removeTop(stage == .small ? 2 : 1)
        bar = rest.removeTop(snapshot.map { OperatorBar(snapshot: $0, view: view).words != nil } == true ? 1 : 0)
        banner = rest.removeTop(Self.bannerRows(size, snapshot))
        if stage == .small {
            columns = rest.removeTop(size.height >= 14 || view.list != .requests ? 1 : 0)
            rows = rest
            return
        }
        let isPlain = view.list == .requests || size.height >= Self.tallHeight
        graphRows = GraphRows(height: size.height, isPlain: isPlain)
        meters = rest.removeTop(graphRows.total)
        let proxies = snapshot?.proxies?.count ?? 0
        let count = proxies > 1 ? proxies : snapshot?.backends.count ?? 1
        backends = rest.removeTop(size.height < 19 || !isPlain ? 0 : min(max(1, count), max(1, size.height / 8)))
        if !backends.isEmpty, size.height >= Self.slotsHeight, proxies < 2, snapshot?.hasOneBackendWithSlots == true {
            slots = rest.removeTop(1)
        }
        rule = rest.removeTop(1)
        lowerRule = rest.removeBottom(1)
        if size.width >= (view.list == .requests ? Self.previewWidth : Self.wideWidth), view.showsPreview {
            var left = rest.removeLeft(size.width < Self.wideWidth ? Self.listWidths.narrow : Self.listWidths.wide)
            preview = rest
            columns = left.removeTop(1)
            rows = left
            if view.list != .requests { facts = preview.inset(left: 2, right: 1) }
        } else {
            columns = rest.removeTop(1)
            if view.list != .requests, rest.height >= Self.rowsWithFacts, view.showsPreview {
                facts = rest.removeBottom(rest.height / 2)
                factsRule = rest.removeBottom(1)
                facts = facts.inset(left: 1, right: 1)
            }
            rows = rest
        }
    }

    private static func bannerRows(_ size: Size, _ snapshot: MonitorSnapshot?) -> Int {
        guard let banner = snapshot?.banner, !banner.isEmpty else { return 0 }
        let needed = TextWrap.rows(Array(banner.utf8), width: size.width - 2).count
        return min(needed, size.height < 12 ? 1 : size.height < 24 ? 2 : 3)
    }
}

/// How many rows the graphs above the list have.
package struct GraphRows: Equatable, Sendable {
    /// Each of generation and prefill; 0: the numbers share one line.
    package var rates = 0
    /// 0: only in numbers.
    package var latency = 0
    /// 0: a meter of this moment instead.
    package var memory = 0

    package init() {}

    /// `isPlain`: nothing but the list wants the height.
    init(height: Int, isPlain: Bool) {
        guard height >= 19, isPlain else { return }
        rates = height < 34 ? 1 : height < 44 ? 2 : 3
        guard height >= 34 else { return }
        latency = height < 54 ? 1 : 2
        memory = 2
    }

    /// With the lines that have no graph.
    var total: Int { max(1, 2 * rates) + latency + max(1, memory) + 1 }
}

extension MonitorSnapshot {
    fileprivate var hasOneBackendWithSlots: Bool {
        backends.count == 1 && replay == nil && backends[0].cache?.slots.isEmpty == false
    }
}
