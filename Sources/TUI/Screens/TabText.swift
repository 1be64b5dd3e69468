/// The text of a tab, laid out for the room that it has.
enum TabText {
    case column([DetailRow])
    /// The rewrite tab's; `nil` while its text is not known.
    case panes(RewriteRows?)

    var count: Int {
        switch self {
        case .column(let rows): rows.count
        case .panes(let rows): rows?.count ?? 0
        }
    }
}
