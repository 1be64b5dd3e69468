import Monitoring
import TUI
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct KeyBindingsTests {
    /// No key means two things in one place.
    @Test(arguments: KeyBinding.Context.allCases)
    func noConflicts(_ context: KeyBinding.Context) {
        var seen: [Key: Command] = [:]
        for binding in KeyBindings.all where binding.contexts.contains(context) {
            for key in binding.keys {
                #expect(seen[key] == nil, "\(key.name) is \(seen[key]?.rawValue ?? "") and \(binding.command.rawValue)")
                seen[key] = binding.command
            }
        }
    }

    /// Every command can be given: by a key, or else by its name.
    @Test(arguments: Command.allCases)
    func everyCommandCanBeGiven(_ command: Command) {
        let bindings = KeyBindings.all.filter { $0.command == command && !$0.contexts.isEmpty }
        #expect(!bindings.isEmpty)
        #expect(bindings.contains { !$0.keys.isEmpty || $0.section == .named })
    }

    @Test func tableIsLookedUpByPlace() {
        #expect(KeyTable.standard.command(for: .character("q"), in: .overview) == .quit)
        #expect(KeyTable.standard.command(for: .character("q"), in: .detail) == .back)
        #expect(KeyTable.standard.command(for: .character("y"), in: .overview) == .copy)
        #expect(KeyTable.standard.command(for: .character("y"), in: .confirmation) == .confirm)
    }

    /// The help names every key that is in the table for it, in full where the screen is small too.
    @Test(arguments: [80, 120]) func helpNamesEveryKey(columns: Int) {
        var snapshot = SampleSnapshots.quiet()
        // With the keys that mean something in a replay only.
        snapshot.replay = SampleSnapshots.replay
        var model = ScreenModel(snapshot: snapshot)
        _ = model.press(.character("?"))
        let text = model.render(size: Size(width: columns, height: 90)).lines.joined(separator: "\n")
        for group in KeyTable.standard.groups {
            #expect(text.contains(group.allKeys + " "), "\(group.allKeys)")
            #expect(text.contains(group.head.meaning), "\(group.head.meaning)")
        }
    }

    /// The README's list of keys is the table; RECORD_TEXTS=1 writes it anew.
    @Test func readmeHasTheTable() throws {
        var project = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { project.deleteLastPathComponent() }
        let file = project.appendingPathComponent("README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.firstRange(of: "<!-- keys: made from the table of bindings -->\n")).upperBound
        let end = try #require(text.firstRange(of: "<!-- end of keys -->")).lowerBound
        let table = Self.markdown(.standard)
        if ProcessInfo.processInfo.environment["RECORD_TEXTS"] == "1" {
            try (text[..<start] + table + text[end...]).write(to: file, atomically: false, encoding: .utf8)
            return
        }
        #expect(text[start..<end] == table)
    }

    private static func markdown(_ keys: KeyTable) -> String {
        let rows = KeyBinding.Section.allCases.flatMap { section in
            keys.groups.filter { $0.head.section == section }.map { group in
                let bindings = [group.head] + group.partners
                let names = bindings.map { "`\($0.command.rawValue)`" }.joined(separator: " ")
                let isNamed = bindings.allSatisfy(\.keys.isEmpty)
                let keys = isNamed ? ["`\(group.allKeys)`"] : group.allKeys.split(separator: " ").map { "`\($0)`" }
                return "| \(keys.joined(separator: " ")) | \(group.head.meaning) | \(names) |"
            }
        }
        return (["| keys | what they do | commands |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }
}
