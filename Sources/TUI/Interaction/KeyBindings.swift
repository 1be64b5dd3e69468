/// Which keys do what, where. The help and the footer are made from it.
package struct KeyBinding: Hashable, Sendable {
    /// Part of the screen that has the keyboard.
    package enum Context: CaseIterable, Hashable, Sendable {
        case overview
        case detail
        case help
        case confirmation
    }
    /// Heading in the help.
    package enum Section: String, CaseIterable, Sendable {
        case move = "MOVE"
        case look = "LOOK"
        case act = "ACT"
        case other = "OTHER"
    }

    package var command: Command
    package var keys: [Key]
    package var contexts: Set<Context>
    package var section: Section?
    /// For the help.
    package var meaning: String
    /// For the footer; `nil`: not there.
    package var hint: String?
}

package enum KeyBindings {
    private static let everywhere: Set<KeyBinding.Context> = [.overview, .detail]
    private static let scrolling: Set<KeyBinding.Context> = [.overview, .detail, .help]

    /// The footer takes from the top of the table what fits.
    package static let all: [KeyBinding] = [
        bind(.open, [.enter, .character("l")], [.overview], .look, "open the request", hint: "open"),
        bind(.back, [.escape, .character("h"), .character("q")], [.detail], .look, "back to the list", hint: "back"),
        bind(.follow, [.character("F")], everywhere, .look, "follow the newest", hint: "follow"),
        bind(.freeze, [.character("Z")], everywhere, .look, "freeze the picture; recording goes on", hint: "freeze"),
        bind(.nextProblem, [.character("E")], everywhere, .move, "next problem", hint: "problem"),
        bind(.previousProblem, [.character("e")], everywhere, .move, "previous problem"),
        bind(.nextRunning, [.character("a")], everywhere, .move, "next running request"),
        bind(.nextTab, [.tab], [.detail], .look, "next tab", hint: "tab"),
        bind(.previousTab, [.backTab], [.detail], .look, "previous tab"),
        bind(.summaryTab, [.character("1")], [.detail], .look, "Summary"),
        bind(.rewriteTab, [.character("2")], [.detail], .look, "Rewrite"),
        bind(.wrap, [.character("w")], [.detail], .look, "wrap long lines, or cut them", hint: "wrap"),
        bind(.previousRequest, [.character("[")], [.detail], .move, "previous request"),
        bind(.nextRequest, [.character("]")], [.detail], .move, "next request"),
        bind(.cancelRequest, [.character("X")], everywhere, .act, "cancel the request *", hint: "cancel"),
        bind(.purgeCache, [.character("P")], everywhere, .act, "purge the backend's KV cache *", hint: "purge"),
        bind(.biggerChunks, [.character("+"), .character("=")], everywhere, .act, "bigger chunks"),
        bind(.smallerChunks, [.character("-")], everywhere, .act, "smaller chunks", hint: nil),
        bind(.moreConcurrent, [.character(")")], everywhere, .act, "more requests at a time"),
        bind(.fewerConcurrent, [.character("(")], everywhere, .act, "fewer requests at a time"),
        bind(.holdRequests, [.character("p")], everywhere, .act, "hold new requests, let them go"),
        bind(.up, [.character("k"), .up], scrolling, .move, "up"),
        bind(.down, [.character("j"), .down], scrolling, .move, "down"),
        bind(.first, [.character("g"), .home], scrolling, .move, "first"),
        bind(.last, [.character("G"), .end], scrolling, .move, "last"),
        bind(.halfPageUp, [.control("u")], scrolling, .move, "half a page up"),
        bind(.halfPageDown, [.control("d")], scrolling, .move, "half a page down"),
        bind(.pageUp, [.pageUp, .control("b")], scrolling, .move, "a page up"),
        bind(.pageDown, [.pageDown, .control("f")], scrolling, .move, "a page down"),
        bind(.left, [.left], [.detail], .move, "left, where lines are cut"),
        bind(.right, [.right], [.detail], .move, "right"),
        bind(.preview, [.character("v")], [.overview], .look, "preview on, off (wide screens)"),
        bind(.help, [.character("?"), .function(1)], everywhere, .other, "this help", hint: "help"),
        bind(.redraw, [.control("l")], scrolling, .other, "paint again"),
        bind(.suspend, [.control("z")], scrolling, .other, "suspend"),
        bind(
            .quit, [.character("q"), .control("c")], [.overview], .other, "quit; asks while requests run", hint: "quit"),
        bind(.quitNow, [.character("Q")], everywhere, .other, "quit now"),
        bind(.quit, [.control("c")], [.detail, .help], nil, "quit"),
        bind(.closeHelp, [.escape, .enter, .character("q"), .character("?"), .function(1)], [.help], nil, "close"),
        bind(.confirm, [.character("y")], [.confirmation], nil, "yes"),
        bind(.decline, [.character("n"), .escape, .character("q")], [.confirmation], nil, "no"),
    ]

    package static func command(for key: Key, in context: KeyBinding.Context) -> Command? {
        table[Place(key: key, context: context)]
    }

    private struct Place: Hashable {
        let key: Key
        let context: KeyBinding.Context
    }

    private static let table: [Place: Command] = {
        var table: [Place: Command] = [:]
        for binding in all {
            for context in binding.contexts {
                for key in binding.keys { table[Place(key: key, context: context)] = binding.command }
            }
        }
        return table
    }()

    private static func bind(
        _ command: Command, _ keys: [Key], _ contexts: Set<KeyBinding.Context>, _ section: KeyBinding.Section?,
        _ meaning: String, hint: String? = nil
    ) -> KeyBinding {
        KeyBinding(
            command: command, keys: keys, contexts: contexts, section: section, meaning: meaning, hint: hint)
    }
}
