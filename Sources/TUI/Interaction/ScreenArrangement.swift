import Monitoring

/// How the user has arranged the screen, as it is kept from one run to the next. What is not there stays as it was.
package struct ScreenArrangement: Codable, Equatable, Sendable {
    package var theme: String?
    package var filter: String?
    package var columns: [String]?
    /// A column, `running`; with a minus before it turned round.
    package var sort: String?
    package var list: Int?
    package var showsPreview: Bool?
    package var wraps: Bool?
    package var borders: PaneBorders?

    package init() {}

    package init(_ view: ViewState) {
        theme = view.theme.rawValue
        filter = view.filter.text
        columns = view.columns?.map(\.rawValue)
        sort = (view.sort.isInverted ? "-" : "") + (view.sort.column?.rawValue ?? Picker.standardOrder)
        list = view.list.rawValue
        showsPreview = view.showsPreview
        wraps = view.wraps
        borders = view.borders
    }

    /// Arranges `view` as it says. A theme and a filter that were asked for stay, and what this version does not know.
    package func apply(to view: inout ViewState) {
        if view.theme == .terminal, let name = theme.flatMap(Theme.Name.init(rawValue:)) { view.theme = name }
        if view.filter.wantsAll, let text = filter, let kept = try? RequestFilter(text) { view.filter = kept }
        let known = (columns ?? []).compactMap(RequestColumn.Kind.init(rawValue:))
        if !known.isEmpty { view.columns = known }
        if let sort { view.sort = Self.sort(sort) ?? view.sort }
        if let list = list.flatMap(ViewState.List.init(rawValue:)) { view.list = list }
        view.showsPreview = showsPreview ?? view.showsPreview
        view.wraps = wraps ?? view.wraps
        view.borders = borders ?? view.borders
    }

    private static func sort(_ text: String) -> RowSort? {
        let isInverted = text.hasPrefix("-")
        let name = String(isInverted ? text.dropFirst() : text[...])
        if name == Picker.standardOrder { return RowSort(nil, isInverted: isInverted) }
        return RequestColumn.Kind(rawValue: name).map { RowSort($0, isInverted: isInverted) }
    }
}
