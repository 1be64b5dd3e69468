/// A command and the keys for it.
package struct KeyBinding: Hashable, Sendable {
    /// Part of the screen that has the keyboard.
    package enum Context: CaseIterable, Hashable, Sendable {
        case overview
        case detail
        case help
        /// A text over the screen.
        case page
        /// JSON over the screen.
        case json
        case confirmation
        /// Something is chosen from a list.
        case picker
        /// A line is being typed.
        case prompt
    }
    /// Heading in the help.
    package enum Section: String, CaseIterable, Sendable {
        case move = "MOVE"
        case other = "OTHER"
        case look = "LOOK"
        case list = "LIST"
        case act = "ACT  (* asks first)"
        case replay = "REPLAY  (of a log)"
        case named = "BY NAME"

        /// With the place where its keys count.
        package var place: String {
            switch self {
            case .list: "LIST  (of requests)"
            case .look: "LOOK  (L in lists, R in a request)"
            default: rawValue
            }
        }
    }

    package var command: Command
    package var keys: [Key]
    package var contexts: Set<Context>
    /// `nil`: not in the help.
    package var section: Section?
    /// For the help; empty where the binding before speaks for this one too.
    package var meaning: String
    /// For the footer; `nil`: not there.
    package var hint: String?
}

/// A binding, and those that the help and the footer show with it: `+ -`.
package struct KeyGroup: Hashable, Sendable {
    package var head: KeyBinding
    package var partners: [KeyBinding] = []

    /// All keys, those of one kind together: `j k Down Up`; the names of commands that have none: `:chunk-size N`.
    package var allKeys: String {
        let bindings = [head] + partners
        guard bindings.contains(where: { !$0.keys.isEmpty }) else { return head.command.written }
        let longest = bindings.map(\.keys.count).max() ?? 0
        return (0..<longest).flatMap { index in
            bindings.filter { index < $0.keys.count }.map { $0.keys[index].name }
        }.joined(separator: " ")
    }

    package var firstKeys: String { ([head] + partners).compactMap(\.keys.first?.name).joined(separator: " ") }
}

/// Which keys do what, where, unless the user says otherwise: the table from which ``KeyTable`` makes the help, the footer
/// and the README's list.
package enum KeyBindings {
    private static let everywhere: Set<KeyBinding.Context> = [.overview, .detail]
    private static let scrolling: Set<KeyBinding.Context> = [.overview, .detail, .help, .page, .json]
    private static let moving: Set<KeyBinding.Context> = [.overview, .detail, .help, .page, .json, .picker]

    /// The footer takes from the top of the table what fits.
    package static let all: [KeyBinding] = [
        bind(.replayPause, [.character(";")], everywhere, .replay, "pause, go on", hint: "pause"),
        bind(.replayStep, [.character(".")], everywhere, .replay, "step to the next end", hint: "step"),
        bind(.replayBack, [.character(",")], everywhere, .replay, "back to the last end"),
        bind(.replayFaster, [.character("}")], everywhere, .replay, "faster, slower", hint: "speed"),
        bind(.replaySlower, [.character("{")], everywhere, .replay),
        bind(.open, [.enter, .character("l")], [.overview], .look, "open the row", hint: "open"),
        bind(.back, [.escape, .character("h"), .character("q")], [.detail], .look, "back to the list", hint: "back"),
        bind(.back, [.escape, .character("h")], [.overview], nil),
        bind(.filter, [.character("/")], [.overview], .list, "list only what fits", hint: "filter"),
        bind(.clearFilter, [.character("\\")], [.overview], .list, "list everything"),
        bind(.nextTab, [.tab], [.detail], .look, "next, previous tab", hint: "tab"),
        bind(.previousTab, [.backTab], [.detail], .look),
        bind(.nextTab, [.tab], [.overview], .look, "next, previous list", hint: "list"),
        bind(.previousTab, [.backTab], [.overview], .look),
        bind(.requests, [.character("1")], [.overview], .look, "the five lists"),
        bind(.sessions, [.character("2")], [.overview], .look),
        bind(.tools, [.character("3")], [.overview], .look),
        bind(.events, [.character("4")], [.overview], .look),
        bind(.models, [.character("5")], [.overview], .look),
        bind(.search, [.character("/")], [.detail, .help], .look, "search in the text", hint: "search"),
        bind(.nextMatch, [.character("n")], [.detail, .help], .look, "next, previous match"),
        bind(.previousMatch, [.character("N")], [.detail, .help], .look),
        bind(.summaryTab, [.character("1")], [.detail], .look, "Summary ... Diff"),
        bind(.messagesTab, [.character("2")], [.detail], .look),
        bind(.toolsTab, [.character("3")], [.detail], .look),
        bind(.rewriteTab, [.character("4")], [.detail], .look),
        bind(.timingTab, [.character("5")], [.detail], .look),
        bind(.rawTab, [.character("6")], [.detail], .look),
        bind(.diffTab, [.character("7")], [.detail], .look),
        bind(.answersTab, [.character("8")], [.detail], .look, "two answers"),
        bind(.follow, [.character("F")], everywhere, .look, "follow the newest", hint: "follow"),
        bind(.freeze, [.character("Z")], everywhere, .look, "freeze, but record", hint: "freeze"),
        bind(.sort, [.character("s")], [.overview], .list, "sort by a column", hint: "sort"),
        bind(.nextSort, [.character(">")], [.overview], .list, "by the next, previous"),
        bind(.previousSort, [.character("<")], [.overview], .list),
        bind(.invert, [.character("I")], [.overview], .list, "the other way round"),
        bind(.columns, [.character("c")], [.overview], .list, "choose columns"),
        bind(.nextProblem, [.character("E")], everywhere, .move, "next, previous problem", hint: "problem"),
        bind(.previousProblem, [.character("e")], everywhere, .move),
        bind(.problemsSeen, [.character("S")], everywhere, .move, "problems are seen"),
        bind(.cancelRequest, [.character("X")], everywhere, .act, "cancel the request *", hint: "cancel"),
        bind(.purgeCache, [.character("P")], everywhere, .act, "purge the KV cache *", hint: "purge"),
        bind(.purgeSlot, [.control("p")], everywhere, .act, "purge one slot *"),
        bind(.drainBackend, [.character("D")], everywhere, .act, "drain the backend *"),
        bind(.tag, [.character(" ")], [.overview], .list, "tag the request", hint: "tag"),
        bind(.export, [.character("x")], [.overview], .list, "export what is listed"),
        bind(.copy, [.character("y")], [.overview], .list, "copy: a menu"),
        bind(.untagAll, [.character("U")], [.overview], .list, "untag all"),
        bind(.note, [.character("M")], everywhere, .list, "mark with a comment"),
        bind(.down, [.character("j"), .down], moving, .move, "down, up"),
        bind(.up, [.character("k"), .up], moving, .move),
        bind(.first, [.character("g"), .home], moving, .move, "first, last"),
        bind(.last, [.character("G"), .end], moving, .move),
        bind(.halfPageDown, [.control("d")], scrolling, .move, "half a page"),
        bind(.halfPageUp, [.control("u")], scrolling, .move),
        bind(.pageDown, [.pageDown, .control("f")], scrolling, .move, "a page"),
        bind(.pageDown, [.character(" ")], [.help, .page, .json], nil),
        bind(.pageUp, [.pageUp, .control("b")], scrolling, .move),
        bind(.left, [.left], [.detail], .move, "sideways where cut"),
        bind(.right, [.right], [.detail], .move),
        bind(.fold, [.character("o")], [.detail], .look, "unfold, fold texts", hint: "fold"),
        bind(.json, [.character("J")], [.detail], .look, "its JSON, to fold", hint: "JSON"),
        bind(.foldNode, [.enter, .character("z")], [.json], .look, "fold a node of it"),
        bind(.foldAll, [.character("Z")], [.json], .look, "fold all of it"),
        bind(.left, [.left], [.json], nil),
        bind(.right, [.right], [.json], nil),
        bind(.copy, [.character("y")], [.detail, .page, .json], .look, "copy: a menu", hint: "copy"),
        bind(.export, [.character("x")], [.detail], .look, "export to a file", hint: "export"),
        bind(.saveCase, [.character("f")], [.detail, .page], .look, "save text as test case", hint: "case"),
        bind(.saveCase, [.character("f")], [.overview], nil),
        bind(.tryDialects, [.character("R")], [.detail], .look, "try every dialect", hint: "re-parse"),
        bind(.resend, [.character("r")], [.detail], .act, "send it again *", hint: "resend"),
        bind(.resend, [.character("r")], [.overview], nil),
        bind(.resendElsewhere, [.character("B")], everywhere, .act, "send it elsewhere"),
        bind(.edit, [.character("i")], [.detail], .act, "edit and send *"),
        bind(.wrap, [.character("w")], [.detail], .look, "wrap long lines or cut", hint: "wrap"),
        bind(.lockScroll, [.character("=")], [.detail], .look, "panes scroll together", hint: "lock scroll"),
        bind(.biggerChunks, [.character("+")], everywhere, .act, "chunk size", hint: "chunk"),
        bind(.biggerChunks, [.character("=")], [.overview], nil),
        bind(.smallerChunks, [.character("-")], everywhere, .act),
        bind(.fewerConcurrent, [.character("(")], everywhere, .act, "requests at a time", hint: "at a time"),
        bind(.moreConcurrent, [.character(")")], everywhere, .act),
        bind(.holdRequests, [.character("p")], everywhere, .act, "hold new requests", hint: "hold"),
        bind(.holdSession, [.character("H")], everywhere, .act, "hold one session *"),
        bind(.reportOnly, [.character("m")], everywhere, .act, "report only, rewrite"),
        bind(.nextRunning, [.character("a")], everywhere, .move, "next running request", hint: "running"),
        bind(.nextRequest, [.character("]")], everywhere, .move, "turns of the session", hint: "session"),
        bind(.previousRequest, [.character("[")], everywhere, .move),
        bind(.preview, [.character("v")], [.overview], .look, "preview (wide screens)", hint: "preview"),
        bind(.narrower, [.shiftLeft], everywhere, .look, "move a pane's border"),
        bind(.wider, [.shiftRight], everywhere, .look),
        bind(.commandLine, [.character(":")], everywhere, .other, "a command by name", hint: "command"),
        bind(.help, [.character("?"), .function(1)], everywhere, .other, "this help", hint: "help"),
        bind(.theme, [.character("t")], everywhere, .other, "next theme"),
        bind(.replayStart, [], everywhere, .named, "the log once more"),
        bind(.mouse, [], everywhere, .named, "mouse on, off"),
        bind(.nextPane, [], [.detail], .named, "scrolls the next pane"),
        bind(.chunkSize, [], everywhere, .named, "characters in a chunk"),
        bind(.maxConcurrent, [], everywhere, .named, "requests at a time"),
        bind(.streamMode, [], everywhere, .named, "how answers stream"),
        bind(.undrainBackend, [], everywhere, .named, "end its draining"),
        bind(.dump, [], everywhere, .named, "the screen as text"),
        bind(.bind, [], everywhere, .named, "bind another key"),
        bind(.redraw, [.control("l")], scrolling, .other, "paint again"),
        bind(.suspend, [.control("z")], scrolling, .other, "suspend, the proxy too"),
        bind(.quit, [.character("q"), .control("c")], [.overview], .other, "quit (asks if busy)", hint: "quit"),
        bind(.quit, [.control("c")], [.detail, .help, .page, .json, .picker], nil),
        bind(.open, [], [.detail], nil),
        bind(.filter, [], [.detail], nil),
        bind(.sort, [], [.detail], nil),
        bind(.columns, [], [.detail], nil),
        bind(.clearFilter, [], [.detail], nil),
        bind(.quitNow, [.character("Q")], everywhere, .other, "quit now"),
        bind(.closePage, [.escape, .enter, .character("q"), .character("h"), .character("R")], [.page], nil),
        bind(.closePage, [.escape, .character("q"), .character("h"), .character("J")], [.json], nil),
        bind(.closeHelp, [.escape, .enter, .character("q"), .character("?"), .function(1)], [.help], nil),
        bind(.confirm, [.character("y")], [.confirmation], nil),
        bind(.choose, [.enter, .character("l")], [.picker], nil),
        bind(.toggle, [.character(" ")], [.picker], nil),
        bind(.invert, [.character("I")], [.picker], nil),
        bind(.closePicker, [.escape, .character("q"), .character("h")], [.picker], nil),
        bind(.accept, [.enter], [.prompt], nil),
        bind(.giveUp, [.escape, .control("c")], [.prompt], nil),
        bind(.complete, [.tab], [.prompt], nil),
        bind(.completeBackward, [.backTab], [.prompt], nil),
        bind(.earlierLine, [.up, .control("p")], [.prompt], nil),
        bind(.laterLine, [.down, .control("n")], [.prompt], nil),
        bind(.left, [.left, .control("b")], [.prompt], nil),
        bind(.right, [.right, .control("f")], [.prompt], nil),
        bind(.first, [.home, .control("a")], [.prompt], nil),
        bind(.last, [.end, .control("e")], [.prompt], nil),
        bind(.deleteBackward, [.backspace], [.prompt], nil),
        bind(.deleteForward, [.delete, .control("d")], [.prompt], nil),
        bind(.deleteWord, [.control("w")], [.prompt], nil),
        bind(.deleteToStart, [.control("u")], [.prompt], nil),
        bind(.decline, [.character("n"), .escape, .character("q")], [.confirmation], nil),
    ]

    private static func bind(
        _ command: Command, _ keys: [Key], _ contexts: Set<KeyBinding.Context>, _ section: KeyBinding.Section?,
        _ meaning: String = "", hint: String? = nil
    ) -> KeyBinding {
        KeyBinding(
            command: command, keys: keys, contexts: contexts, section: section, meaning: meaning, hint: hint)
    }
}
