import Foundation
import Testing
import ToolCallParsing

/// What a client is handed was written by the model, or is no JSON.
enum Law {
    /// Whether all strings of the arguments stand in the text, escaped in one way or another.
    static func holds(for arguments: String, of text: String) -> Bool {
        guard let value = try? JSONValue(parsing: arguments) else { return true }
        let plain = text + unescaped(text) + unescaped(unescaped(text)) + ungrouped(text)
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

    /// Numbers without what sets their thousands apart.
    private static func ungrouped(_ text: String) -> String {
        text.replacing(/(\d)[,_](?=\d{3})/) { $0.output.1 }
    }

    static func unescaped(_ text: String) -> String {
        var plain = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                plain.append(["n": "\n", "t": "\t"][character] ?? character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                plain.append(character)
            }
        }
        return plain
    }
}

/// The law as a property: whatever is damaged, wherever the text is cut.
struct LawTests {
    @Test(arguments: CallGrammar.all.map(\.name)) func holdsForAnyDamage(_ name: String) throws {
        let grammar = try #require(CallGrammar.all.first { $0.name == name })
        for damage in Damage.allCases {
            for seed in 0..<(CallGrammar.others.contains { $0.name == name } ? 3 : 6) {
                guard let sample = DamageTests.sample(grammar, damage, seed: seed + 5000) else { continue }
                var generator = SeededGenerator(seed: UInt64(seed))
                let bytes = Array(sample.text.utf8)
                let whole = ParsedTrace(bytes, parser: DamageTests.parser)
                let asWritten = AsWritten(sample.text, markup: sample.pieces)
                for (number, call) in whole.calls.enumerated() {
                    let isHeld =
                        (try? JSONValue(parsing: call.arguments)) == nil
                        ? asWritten.holds(
                            for: call.arguments, upTo: whole.endOfArguments(of: number), isCut: whole.isCutOff(number))
                        : Law.holds(for: call.arguments, of: sample.text)
                    if !isHeld { Issue.record("\(sample.text)\n\(call.arguments)") }
                }
                let cuts = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                    Int.random(in: 0...bytes.count, using: &generator)
                }
                // Byte by byte costs most, and finds most in texts that share nothing.
                for cuts in seed % 3 == 0 ? [cuts, Array(1..<max(2, bytes.count))] : [cuts] {
                    let trace = ParsedTrace(bytes, cuts: cuts, parser: DamageTests.parser)
                    if trace != whole {
                        Issue.record("depends on its cuts: \(sample.text)\n\(trace)\n-- whole:\n\(whole)")
                    }
                }
            }
        }
    }
}
