import TUI
import TestSupport
import Testing

struct KeyTableTests {
    private func table(_ changes: [(Command, [String])]) throws -> KeyTable {
        try KeyTable(
            changes: changes.map { command, keys in KeyTable.Change(command, keys.compactMap(Key.init(name:))) })
    }

    @Test func otherKeysTakeThePlaceOfTheOld() throws {
        let table = try table([(.follow, ["b", "F2"])])
        #expect(table.command(for: .character("b"), in: .overview) == .follow)
        #expect(table.command(for: .function(2), in: .detail) == .follow)
        #expect(table.command(for: .character("F"), in: .overview) == nil)
        #expect(table.command(for: .character("Z"), in: .overview) == .freeze)
    }

    /// Two commands can change keys, and a key that has been given up is free.
    @Test func swapping() throws {
        let table = try table([(.follow, ["Z"]), (.freeze, ["F"])])
        #expect(table.command(for: .character("F"), in: .overview) == .freeze)
        #expect(table.command(for: .character("Z"), in: .overview) == .follow)
        #expect(
            try self.table([(.follow, []), (.freeze, ["F"])]).command(for: .character("F"), in: .overview) == .freeze)
    }

    @Test(arguments: [
        (Command.follow, "q", "back"), (.follow, "j", "down"), (.wrap, "h", "back"),
        (.purgeCache, "X", "cancel-request"),
        (.help, "q", "back"), (.giveUp, "a", "types itself"), (.complete, "Enter", "accept"),
        (.left, "b", "types itself"),
    ])
    func conflictsAreRefused(_ command: Command, _ key: String, _ words: String) {
        let problem = #expect(throws: KeyTable.Problem.self) { try table([(command, [key])]) }
        #expect(problem?.command == command)
        #expect(problem?.message.contains(words) == true, "\(problem?.message ?? "")")
    }

    /// A screen that cannot be left is refused.
    @Test(arguments: [Command.quit, .back, .closeHelp, .confirm, .decline, .accept, .giveUp])
    func someCommandsNeedAKey(_ command: Command) {
        #expect(throws: KeyTable.Problem.self) { try table([(command, [])]) }
    }

    /// Help and footer show the keys in force.
    @Test func helpAndFooterFollow() throws {
        var view = ViewState()
        view.keys = try table([(.follow, ["b"]), (.freeze, [])])
        let user = ScreenDriver(view: view)
        user.size = Size(width: 160, height: 50)
        #expect(user.look().lines.last?.contains("b follow") == true)
        #expect(user.look().lines.last?.contains("freeze") == false)
        user.press("?")
        #expect(user.text.contains(":freeze"))
    }

    /// Every key is read from its name.
    @Test func namesAreRead() {
        for key in Set(KeyBindings.all.flatMap(\.keys)) { #expect(Key(name: key.name) == key, "\(key.name)") }
        #expect(Key(name: "Ctrl-D") == .control("d"))
        #expect(Key(name: "C-d") == .control("d"))
        #expect(Key(name: "PageUp") == .pageUp)
        #expect(Key(name: "^I") == .tab)
        #expect(Key(name: "F12") == .function(12))
        for name in ["", "F0", "F13", "^1", "Ctrl-", "Foo", "\u{1B}", "jj"] {
            #expect(Key(name: name) == nil, "\(name)")
        }
    }

    /// Whatever keys commands are given: a table without conflicts, or a reason.
    @Test(arguments: 0..<8)
    func anyChanges(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let keys = Array(Set(KeyBindings.all.flatMap(\.keys))).sorted { $0.name < $1.name }
        var accepted = 0
        for _ in 0..<200 {
            let changes = (0..<Int.random(in: 1...2, using: &random)).map { _ in
                KeyTable.Change(
                    Command.allCases.randomElement(using: &random) ?? .help,
                    (0..<Int.random(in: 0...1, using: &random)).compactMap { _ in keys.randomElement(using: &random) })
            }
            guard let table = try? KeyTable(changes: changes) else { continue }
            accepted += 1
            for context in KeyBinding.Context.allCases {
                var seen: [Key: Command] = [:]
                for binding in table.bindings where binding.contexts.contains(context) {
                    for key in binding.keys {
                        #expect(seen[key] == nil || seen[key] == binding.command)
                        seen[key] = binding.command
                    }
                }
                for (key, command) in seen { #expect(table.command(for: key, in: context) == command) }
            }
        }
        #expect(accepted > 10)
    }
}
