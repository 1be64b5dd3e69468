package import Monitoring

/// What the user looks at: everything on the screen that does not come from the proxy.
package struct ViewState: Equatable, Sendable {
    package enum Tab: Int, CaseIterable, Sendable {
        case summary = 1
        case messages
        case tools
        case rewrite
        case timing
        case raw
        case diff
        /// Only where there are two to show.
        case answers

        package var title: String {
            switch self {
            case .summary: "Summary"
            case .messages: "Messages"
            case .tools: "Tools"
            case .rewrite: "Rewrite"
            case .timing: "Timing"
            case .raw: "Raw"
            case .diff: "Diff"
            case .answers: "Answers"
            }
        }

        /// Its text grows at the end while the request runs.
        package var growsAtEnd: Bool { self == .rewrite || self == .raw }
    }
    /// How much of each message and tool is shown.
    package enum Folding: CaseIterable, Sendable {
        /// A line each.
        case lines
        /// The beginning of each text.
        case heads
        case all

        package var next: Folding {
            switch self {
            case .lines: .heads
            case .heads: .all
            case .all: .lines
            }
        }
    }
    package enum Screen: Equatable, Sendable {
        case overview
        case detail(RequestID)
    }
    package enum Overlay: Equatable, Sendable {
        case help(top: Int)
        case confirmation(Confirmation)
        case picker(Picker)
        case page(TextPage)
        case json(JSONPage)
    }

    package var screen = Screen.overview
    /// The one that the overview shows.
    package var list = List.requests
    /// The list from which a row's requests were opened.
    package var cameFrom: List?
    /// The filter by which they were listed.
    package var filterOfRow: String?
    package var overlay: Overlay?
    /// A line that is being typed, over everything else.
    package var prompt: Prompt?
    package var tab = Tab.rewrite
    /// The row, by request; `nil` while there is none.
    package var selection: RequestID?
    /// The selection goes to each new request.
    package var isFollowing = true
    /// The picture stands still.
    package var isFrozen = false
    /// Requests that have come since the picture was frozen.
    package var backlog = 0
    package var order = RowOrder()
    /// Which requests are listed.
    package var filter = RequestFilter.all
    package var sort = RowSort()
    /// What the filter looks for in prompts and answers.
    package var lookup = BodyLookup()
    /// The columns that the user wants; `nil`: as many as fit.
    package var columns: [RequestColumn.Kind]?
    /// Requests that the user has marked.
    package var tags: Set<RequestID> = []
    /// What the user has written beside requests.
    package var notes: [RequestID: String] = [:]
    /// Problems that the user has seen.
    package var seenProblems = ProblemCounts()
    package var search: PaneSearch?
    package var history = PromptHistory()
    package var keys = KeyTable.standard
    /// Index of the request list's first visible row.
    package var listTop = 0
    /// Of the other lists.
    package var cursors: [List: ListCursor] = [:]
    package var scroll = DetailScroll()
    /// Of the rewrite tab's panes to each other.
    package var rewrite = RewriteScrolls()
    package var wraps = true
    package var folding = Folding.heads
    /// The rewrite tab shows arguments as they were sent, the raw tab whole events.
    package var showsRawArguments = false
    package var showsPreview = true
    package var borders = PaneBorders()
    /// A request that was sent again in another way, whose answer is to be shown when it has come in.
    package var awaited: AwaitedResend?
    /// What is asked of all dialects, until there is an answer.
    package var dialectQuestion: DialectQuestion?
    /// What was written in an editor and could not be sent.
    package var draft: Draft?
    /// What came of the last command; shown until the next key or until it is old.
    package var message: Message?

    package var symbols = Symbols.unicode
    package var theme = Theme.Name.terminal
    /// The terminal reports the mouse, instead of selecting text with it.
    package var usesMouse = false
    package var isReadOnly = false
    package var program = ProgramFacts()
    /// A recording is shown.
    package var isReplay = false
    /// Seconds that local time is ahead of UTC.
    package var utcOffsetSeconds = 0

    /// Rows of the scrolled part, as of the last layout.
    package var pageRows = 1
    /// The border that can be moved, as of the last layout.
    package var border: PaneBorders.Movable?
    /// Columns of the list, as of the last layout.
    package var shownColumns: [RequestColumn.Kind] = []

    package init() {}

    package struct Message: Equatable, Sendable {
        package var text: String
        package var isProblem: Bool
        package init(_ text: String, isProblem: Bool = false) {
            self.text = text
            self.isProblem = isProblem
        }
    }

    /// Part of the screen that has the keyboard.
    package var context: KeyBinding.Context {
        if prompt != nil { return .prompt }
        return switch overlay {
        case .help: .help
        case .confirmation: .confirmation
        case .picker: .picker
        case .page: .page
        case .json: .json
        case nil: baseContext
        }
    }

    /// The same without what stands over it.
    package var baseContext: KeyBinding.Context { screen == .overview ? .overview : .detail }

    /// What the keys scroll: a pane of its own, or all that is shown.
    package var activeScroll: DetailScroll {
        get { hasFreePanes ? rewrite.scrolls[rewrite.focus] ?? scroll : scroll }
        set {
            if hasFreePanes, rewrite.scrolls[rewrite.focus] != nil {
                rewrite.scrolls[rewrite.focus] = newValue
            } else {
                scroll = newValue
            }
        }
    }

    /// The panes of the rewrite tab are shown, each scrolled by itself.
    package var hasFreePanes: Bool { tab == .rewrite && screen != .overview && !rewrite.isLocked }

    /// The request whose text is wanted.
    package func wantedDetail(size: Size) -> RequestID? {
        switch screen {
        case .detail(let id): id
        case .overview:
            list != .requests || OverviewLayout(size: size, view: self).preview.isEmpty ? nil : selection
        }
    }
}

/// Where a long text stands in its window.
package struct DetailScroll: Equatable, Sendable {
    package var top = 0
    package var column = 0
    /// Stays at the end while the text grows.
    package var sticksToEnd = true
    /// Rows there were when it was unstuck, or first laid out; for the count of new ones.
    package var rowsSeen: Int?
    /// Rows and visible rows, as of the last layout.
    package var rows = 0
    package var visible = 1

    package init() {}

    package var maximumTop: Int { max(0, rows - visible) }
    /// Rows that came since the user left the end.
    package var newRows: Int { sticksToEnd ? 0 : max(0, rows - (rowsSeen ?? rows)) }

    package mutating func move(by count: Int) {
        let target = min(max(0, (sticksToEnd ? maximumTop : top) + count), maximumTop)
        if target < maximumTop {
            if sticksToEnd { rowsSeen = rows }
            sticksToEnd = false
        } else if count > 0 {
            sticksToEnd = true
        }
        top = target
    }

    package mutating func moveToStart() {
        if sticksToEnd { rowsSeen = rows }
        sticksToEnd = maximumTop == 0
        top = 0
    }

    package mutating func moveToEnd() {
        top = maximumTop
        sticksToEnd = true
    }

    /// Takes up the size of the text and of its window.
    package mutating func settle(rows: Int, visible: Int) {
        if rowsSeen == nil, rows > 0 { rowsSeen = rows }
        self.rows = rows
        self.visible = max(1, visible)
        top = sticksToEnd ? maximumTop : min(top, maximumTop)
    }
}
