package import Monitoring

/// Everything that a key can do, by name.
package enum Command: String, CaseIterable, Sendable {
    case up
    case down
    case first
    case last
    case halfPageUp = "half-page-up"
    case halfPageDown = "half-page-down"
    case pageUp = "page-up"
    case pageDown = "page-down"
    case left
    case right
    case nextProblem = "next-problem"
    case previousProblem = "previous-problem"
    case problemsSeen = "problems-seen"
    case nextRunning = "next-running"

    case open
    case back
    case nextTab = "next-tab"
    case previousTab = "previous-tab"
    case requests
    case sessions
    case tools
    case events
    case models
    case summaryTab = "summary-tab"
    case messagesTab = "messages-tab"
    case toolsTab = "tools-tab"
    case rewriteTab = "rewrite-tab"
    case timingTab = "timing-tab"
    case rawTab = "raw-tab"
    case diffTab = "diff-tab"
    case answersTab = "answers-tab"
    case nextRequest = "next-request"
    case previousRequest = "previous-request"

    case sort
    case nextSort = "next-sort"
    case previousSort = "previous-sort"
    case invert
    case columns
    case tag
    case untagAll = "untag-all"
    case note
    case search
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case follow
    case freeze
    case wrap
    case fold
    case lockScroll = "lock-scroll"
    case nextPane = "next-pane"
    case copy
    case export
    case saveCase = "save-case"
    case tryDialects = "try-dialects"
    case closePage = "close-page"
    case json
    case foldNode = "fold-node"
    case foldAll = "fold-all"
    case preview
    case narrower
    case wider

    case cancelRequest = "cancel-request"
    case resend
    case resendElsewhere = "resend-elsewhere"
    case edit
    case purgeCache = "purge-cache"
    case purgeSlot = "purge-slot"
    case drainBackend = "drain-backend"
    case undrainBackend = "undrain-backend"
    case biggerChunks = "bigger-chunks"
    case smallerChunks = "smaller-chunks"
    case moreConcurrent = "more-concurrent"
    case fewerConcurrent = "fewer-concurrent"
    case holdRequests = "hold-requests"
    case holdSession = "hold-session"
    case reportOnly = "report-only"
    case chunkSize = "chunk-size"
    case maxConcurrent = "max-concurrent"
    case streamMode = "stream-mode"

    case replayPause = "replay-pause"
    case replayStep = "replay-step"
    case replayFaster = "replay-faster"
    case replaySlower = "replay-slower"
    case replayBack = "replay-back"
    case replayStart = "replay-start"

    case filter
    case clearFilter = "clear-filter"
    case commandLine = "command-line"
    case bind

    case dump

    case help
    case theme
    case mouse
    case redraw
    case suspend
    case quit
    case quitNow = "quit-now"

    case confirm
    case decline
    case closeHelp = "close-help"

    case choose
    case toggle
    case closePicker = "close-picker"

    case accept
    case giveUp = "give-up"
    case complete
    case completeBackward = "complete-backward"
    case earlierLine = "earlier-line"
    case laterLine = "later-line"
    case deleteBackward = "delete-backward"
    case deleteForward = "delete-forward"
    case deleteWord = "delete-word"
    case deleteToStart = "delete-to-start"

    /// Whether it is about which requests are listed and how, and so leads to their list.
    package var arrangesRequests: Bool {
        switch self {
        case .sort, .nextSort, .previousSort, .invert, .columns, .filter, .clearFilter, .untagAll: true
        default: false
        }
    }

    /// What it does to a replay; `nil`: it has nothing to do with one.
    package var replayOrder: ReplayOrder? {
        switch self {
        case .replayPause: .togglePause
        case .replayStep: .step
        case .replayFaster: .faster
        case .replaySlower: .slower
        case .replayBack: .stepBack
        case .replayStart: .restart
        default: nil
        }
    }

    /// Whether it changes what the proxy does, which a read-only screen refuses.
    package var changesEngine: Bool {
        switch self {
        case .cancelRequest, .resend, .resendElsewhere, .edit, .purgeCache, .purgeSlot, .drainBackend, .undrainBackend,
            .biggerChunks,
            .smallerChunks,
            .moreConcurrent, .fewerConcurrent, .holdRequests, .holdSession, .reportOnly, .chunkSize, .maxConcurrent,
            .streamMode:
            true
        default: false
        }
    }
}
