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

    /// Every command has a key.
    @Test(arguments: Command.allCases)
    func everyCommandHasAKey(_ command: Command) {
        #expect(KeyBindings.all.contains { $0.command == command && !$0.keys.isEmpty && !$0.contexts.isEmpty })
    }

    @Test func tableIsLookedUpByPlace() {
        #expect(KeyBindings.command(for: .character("q"), in: .overview) == .quit)
        #expect(KeyBindings.command(for: .character("q"), in: .detail) == .back)
        #expect(KeyBindings.command(for: .character("y"), in: .overview) == nil)
        #expect(KeyBindings.command(for: .character("y"), in: .confirmation) == .confirm)
    }

    /// The help names every key that is in the table for it.
    @Test func helpNamesEveryKey() {
        var model = ScreenModel(snapshot: SampleSnapshots.quiet())
        _ = model.press(.character("?"))
        let text = model.render(size: Size(width: 120, height: 60)).lines.joined(separator: "\n")
        for group in KeyBindings.groups {
            #expect(text.contains(group.allKeys + " "), "\(group.allKeys)")
            #expect(text.contains(group.head.meaning), "\(group.head.meaning)")
        }
    }

    /// The README's list of keys is whole.
    @Test func readmeNamesEveryKey() throws {
        var project = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { project.deleteLastPathComponent() }
        let text = try String(contentsOf: project.appendingPathComponent("README.md"), encoding: .utf8)
        for group in KeyBindings.groups {
            let keys = group.allKeys.split(separator: " ").map { "`\($0)`" }.joined(separator: " ")
            #expect(text.contains(keys), "\(keys)")
        }
    }
}
