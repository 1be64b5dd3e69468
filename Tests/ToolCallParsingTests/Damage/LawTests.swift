import Foundation
import Testing
import ToolCallParsing

/// What a client is handed was written by the model, or is no JSON.
enum Law {
    /// Whether all strings of the arguments stand in the text, escaped in one way or another.
    static func holds(for arguments: String, of text: String) -> Bool {
        guard let value = try? JSONValue(parsing: arguments) else { return true }
        let plain = text + unescaped(text)
        return strings(of: value).allSatisfy { $0.isEmpty || plain.contains($0) }
    }

    private static func strings(of value: JSONValue) -> [String] {
        switch value {
        case .object(let members): members.flatMap { [$0.key] + strings(of: $0.value) }
        case .array(let elements): elements.flatMap(strings)
        case .string(let text): [text]
        case .number(let literal): [literal]
        case .null, .bool: []
        }
    }

    private static func unescaped(_ text: String) -> String {
        [("\\n", "\n"), ("\\t", "\t"), ("\\\"", "\""), ("\\\\", "\\")].reduce(text) { text, pair in
            text.replacingOccurrences(of: pair.0, with: pair.1)
        }
    }
}

/// The law as a property: whatever is damaged, wherever the text is cut.
struct LawTests {
    @Test(arguments: CallGrammar.all.map(\.name)) func holdsForAnyDamage(_ name: String) throws {
        let grammar = try #require(CallGrammar.all.first { $0.name == name })
        for damage in Damage.allCases {
            for seed in 0..<(CallGrammar.others.contains { $0.name == name } ? 8 : 30) {
                guard let sample = DamageTests.sample(grammar, damage, seed: seed + 5000) else { continue }
                var generator = SeededGenerator(seed: UInt64(seed))
                let bytes = Array(sample.text.utf8)
                let whole = ParsedTrace(bytes, tools: DamageTests.tools)
                for call in whole.calls where !Law.holds(for: call.arguments, of: sample.text) {
                    Issue.record("\(sample.text)\n\(call.arguments)")
                }
                let cuts = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                    Int.random(in: 0...bytes.count, using: &generator)
                }
                for cuts in [cuts, Array(1..<max(2, bytes.count))]
                where ParsedTrace(bytes, cuts: cuts, tools: DamageTests.tools) != whole {
                    Issue.record(
                        "depends on its cuts: \(sample.text)\n\(ParsedTrace(bytes, cuts: cuts, tools: DamageTests.tools))\n-- whole:\n\(whole)"
                    )
                }
            }
        }
    }
}
