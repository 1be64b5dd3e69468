import Monitoring
import TUI

extension SettingType where Value == RequestFilter {
    static var filter: SettingType {
        let expected = "a filter like agent:aider (bad | near) ttft>2s"
        return SettingType(
            expected,
            read: { input throws(SettingProblem) in
                guard let text = input.scalar else { throw SettingProblem(expected: expected) }
                do throws(FilterProblem) {
                    return try RequestFilter(text)
                } catch {
                    throw SettingProblem(expected: "\(expected); \(error.description)")
                }
            },
            write: { YAMLText.quoted($0.text) })
    }
}

extension SettingType where Value == KeyTable {
    static var keys: SettingType {
        let expected = "a map of commands with their keys, like {follow: b, freeze: [z, F2]}"
        return SettingType(
            expected,
            read: { input throws(SettingProblem) in
                guard case .map(let entries) = input.shape else { throw SettingProblem(expected: expected) }
                let changes = try entries.map { entry throws(SettingProblem) in try KeyReading.change(entry) }
                do throws(KeyTable.Problem) {
                    return try KeyTable(changes: changes)
                } catch {
                    let entry = entries.last { $0.key == error.command.rawValue }
                    throw SettingProblem(
                        expected: "keys without conflict; \(error.message)", part: entry?.value,
                        place: error.command.rawValue)
                }
            },
            write: { table in
                let pairs = table.changes.map { change in
                    let keys = change.keys.map { "\"" + KeyReading.escaped($0.name) + "\"" }
                    return change.command.rawValue + ": " + (keys.isEmpty ? "none" : YAMLText.list(keys))
                }
                return "{" + pairs.joined(separator: ", ") + "}"
            })
    }
}

/// Commands and keys as people write them.
enum KeyReading {
    static func change(_ entry: SettingEntry) throws(SettingProblem) -> KeyTable.Change {
        guard let command = Command(rawValue: entry.key) else {
            let nearest = NearestName.of(entry.key, among: Command.allCases.map(\.rawValue))
            let hint = nearest.map { "; is \($0) meant?" } ?? ""
            throw SettingProblem(expected: "the name of a command\(hint)", part: .text(entry.key))
        }
        return KeyTable.Change(command, try keys(entry.value, of: command))
    }

    /// A key, a list of keys, or `none`. A comma is a key, and separates none.
    private static func keys(_ input: SettingInput, of command: Command) throws(SettingProblem) -> [Key] {
        switch input.shape {
        case .scalar("none"): return []
        case .scalar(let text):
            guard let key = Key(name: text) else {
                throw SettingProblem(
                    expected: "a key like f, Space, ^D, F5, PgUp, or none", part: input, place: command.rawValue)
            }
            return [key]
        case .list(let items):
            var all: [Key] = []
            for item in items { all += try keys(item, of: command) }
            return all
        case .null, .map:
            throw SettingProblem(expected: "a key or a list of keys", part: input, place: command.rawValue)
        }
    }

    static func escaped(_ name: String) -> String {
        name.map { $0 == "\\" || $0 == "\"" ? "\\" + String($0) : String($0) }.joined()
    }
}
