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
    /// Goes up with each new text.
    private var version = 0
    /// What was found last.
    private var found: LongSearch.Found?
    /// What has come from elsewhere since the last picture.
    private var delivered: LongSearch.Found?
    /// What is to be looked for elsewhere; `nil`: nothing.
    private(set) var wanted: LongSearch?

    mutating func update(_ new: TabText.Source) {
        guard new != source else { return }
        text = new.text(after: text)
        source = new
        version += 1
    }

    mutating func clear() {
        let version = version
        self = TextLayout()
        self.version = version + 1
    }

    /// Nothing is looked for any more.
    mutating func stopSearching() { (wanted, delivered) = (nil, nil) }

    /// Whether that was what is wanted now the next picture will tell.
    mutating func take(_ found: LongSearch.Found) { (delivered, wanted) = (found, nil) }

    /// The rows in which `pattern` can be read; `nil`: the text is long, and somebody has yet to look.
    mutating func matches(of pattern: String, on detail: DetailScreen, _ size: Size) -> [Int]? {
        wanted = nil
        let question = LongSearch.Question(
            pattern: pattern, column: detail.view.wraps ? 0 : detail.view.scroll.column, id: detail.id,
            tab: detail.view.tab, size: size, version: version)
        if let found, found.question == question { return found.rows }
        // A text that grows faster than it is read is answered for as far as it went.
        if let delivered {
            found = delivered
            self.delivered = nil
            if delivered.question.isAbout(question) { return delivered.rows.filter { $0 < text.count } }
        }
        let search = LongSearch(question: question, screen: detail, text: text, candidates: candidates(question))
        guard search.isShort else {
            wanted = search
            return nil
        }
        found = search.run()
        return found?.rows
    }

    /// Each row with `needle` is one of those with `need`.
    private func candidates(_ question: LongSearch.Question) -> [Int]? {
        guard let found, question.pattern.hasPrefix(found.question.pattern) else { return nil }
        var former = found.question
        former.pattern = question.pattern
        return former == question ? found.rows : nil
    }
}
