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

    /// What a tab's text is made of, all of it: where two are equal, so are their texts.
    enum Source: Equatable {
        case summary(SummaryTab, width: Int)
        case messages(MessagesTab, width: Int)
        case tools(ToolsTab, width: Int)
        case timing(TimingTab, width: Int)
        case raw(RawTab, width: Int)
        case diff(DiffTab, width: Int)
        case answers(AnswersTab, width: Int)
        case rewrite(RewriteRows.Source?)
        case nothing

        /// Lays the text out; `former` may have parts of it already.
        func text(after former: TabText = .column([])) -> TabText {
            switch self {
            case .summary(let tab, let width): return .column(tab.rows(width: width))
            case .messages(let tab, let width): return .column(tab.rows(width: width))
            case .tools(let tab, let width): return .column(tab.rows(width: width))
            case .timing(let tab, let width): return .column(tab.rows(width: width))
            case .raw(let tab, let width): return .column(tab.rows(width: width))
            case .diff(let tab, let width): return .column(tab.rows(width: width))
            case .answers(let tab, let width): return .column(tab.rows(width: width))
            case .rewrite(let source):
                guard case .panes(let rows?) = former else { return .panes(source.map { RewriteRows($0) }) }
                return .panes(source.map { RewriteRows($0, after: rows) })
            case .nothing: return .column([])
            }
        }
    }
}

/// The open tab's text as it was laid out last.
///
/// Nearly all that a picture of a long text costs is its layout, and most pictures show the text of the one before at another
/// place. So it is kept with what it was made of, by value: what is drawn never depends on what was drawn before.
struct TextLayout {
    private var source: TabText.Source?
    private(set) var text = TabText.column([])
    /// The rows of the pattern that was looked for last, and the columns they were moved by.
    private var found: (pattern: String, column: Int, rows: [Int])?

    mutating func update(_ new: TabText.Source) {
        guard new != source else { return }
        text = new.text(after: text)
        source = new
        found = nil
    }

    /// The rows in which `pattern` can be read.
    mutating func matches(of pattern: String, on detail: DetailScreen, _ size: Size) -> [Int] {
        let column = detail.view.wraps ? 0 : detail.view.scroll.column
        if let found, found.pattern == pattern, found.column == column { return found.rows }
        let rows = detail.matches(of: pattern, in: text, size: size)
        found = (pattern, column, rows)
        return rows
    }
}
