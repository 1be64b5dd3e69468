/// The keys in force: those of ``KeyBindings``, but for the commands that the user has given others.
package struct KeyTable: Equatable, Sendable {
    /// A command and the keys that it is to have instead of its own.
    package struct Change: Hashable, Sendable {
        package var command: Command
        package var keys: [Key]
        package init(_ command: Command, _ keys: [Key]) {
            self.command = command
            self.keys = keys
        }
    }

    /// Why keys cannot be changed so.
    package struct Problem: Error, Equatable, Sendable {
        /// The command that is at fault.
        package var command: Command
        package var message: String
    }

    package let changes: [Change]
    /// The footer takes from the top what fits.
    package let bindings: [KeyBinding]
    /// The bindings of the help, each with those that have no words of their own.
    package let groups: [KeyGroup]
    private let commands: [Place: Command]

    private struct Place: Hashable {
        let key: Key
        let context: KeyBinding.Context
    }

    package static let standard = KeyTable()

    private init() {
        changes = []
        bindings = KeyBindings.all
        groups = Self.grouped(bindings)
        commands = Self.table(bindings)
    }

    /// Of several changes of one command the last one counts.
    package init(changes: [Change]) throws(Problem) {
        let keys = Dictionary(changes.map { ($0.command, $0.keys) }) { _, last in last }
        self.changes = Command.allCases.compactMap { command in keys[command].map { Change(command, $0) } }
        bindings = KeyBindings.all.map { binding in
            var binding = binding
            // Where a command has a name only, because its key means something else there, it stays so.
            if let own = keys[binding.command], !binding.keys.isEmpty || binding.section != nil { binding.keys = own }
            return binding
        }
        for change in self.changes { try Self.check(change, in: bindings) }
        groups = Self.grouped(bindings)
        commands = Self.table(bindings)
    }

    /// The first key of a command, or its name.
    package func name(of command: Command) -> String {
        bindings.first { $0.command == command && !$0.keys.isEmpty }?.keys.first?.name ?? command.written
    }

    package func command(for key: Key, in context: KeyBinding.Context) -> Command? {
        commands[Place(key: key, context: context)]
    }

    /// Without these a screen could not be left.
    private static let indispensable: Set<Command> = [
        .quit, .back, .closeHelp, .closePicker, .confirm, .decline, .accept, .giveUp,
    ]

    private static func check(_ change: Change, in bindings: [KeyBinding]) throws(Problem) {
        let name = change.command.rawValue
        if change.keys.isEmpty, indispensable.contains(change.command) {
            throw Problem(command: change.command, message: "\(name) needs a key")
        }
        for binding in bindings where binding.command == change.command {
            for key in binding.keys {
                if case .character = key, binding.contexts.contains(.prompt) {
                    throw Problem(command: change.command, message: "\(key.name) types itself where \(name) is used")
                }
                let rival = bindings.first {
                    $0.command != change.command && $0.keys.contains(key)
                        && !$0.contexts.isDisjoint(with: binding.contexts)
                }
                guard let rival else { continue }
                throw Problem(
                    command: change.command,
                    message: "\(key.name) is the key of \(rival.command.rawValue), which needs another one then")
            }
        }
    }

    private static func grouped(_ bindings: [KeyBinding]) -> [KeyGroup] {
        var groups: [KeyGroup] = []
        for binding in bindings where binding.section != nil {
            if binding.meaning.isEmpty, let last = groups.indices.last {
                groups[last].partners.append(binding)
            } else {
                groups.append(KeyGroup(head: binding))
            }
        }
        return groups
    }

    private static func table(_ bindings: [KeyBinding]) -> [Place: Command] {
        var table: [Place: Command] = [:]
        for binding in bindings {
            for context in binding.contexts {
                for key in binding.keys { table[Place(key: key, context: context)] = binding.command }
            }
        }
        return table
    }
}
