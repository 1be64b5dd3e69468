import Foundation
import Testing
import ToolCallParsing

/// What a client is handed was written by the model, or is no JSON.
enum Law {
    /// Whether all strings of the arguments stand in the text, escaped in one way or another.
    static func holds(for arguments: String, of text: String) -> Bool {
        guard let value = try? JSONValue(parsing: arguments) else { return true }
        let plain = text + unescaped(text) + unescaped(unescaped(text))
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

/// Arguments that are no JSON: what the model wrote, from one place on to another. What was handed out before the damage was
/// seen is JSON already, so that quotes, escapes and the markup of the grammar may be written otherwise.
struct AsWritten {
    /// Words of the grammar's markup, which arguments are unwrapped from.
    private let markup: Set<String>
    private let text: [String]

    init(_ text: String, markup pieces: [WrittenPiece]) {
        let roles: [WrittenPiece.Role] = [.marker, .tag, .closer, .name, .space, .quote]
        markup = Set(pieces.filter { roles.contains($0.role) }.flatMap { Self.words($0.text) })
        self.text = Self.words(text)
    }

    /// Whether the words of the arguments follow each other in the text, nothing left out but markup.
    func holds(for arguments: String) -> Bool {
        let words = Self.words(arguments)
        return words.isEmpty || text.indices.contains { stands(words, at: $0) }
    }

    private func stands(_ words: [String], at start: Int) -> Bool {
        var rest = words[...]
        for word in text[start...] {
            guard let next = rest.first else { return true }
            if word == next {
                rest.removeFirst()
            } else if rest.count == words.count || !markup.contains(word) {
                return false
            }
        }
        return rest.isEmpty
    }

    /// Letters, digits and brackets: what no repair changes.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in Law.unescaped(text) {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
        }
        return word.isEmpty ? words : words + [word.lowercased()]
    }
}

/// The law as a property: whatever is damaged, wherever the text is cut.
struct LawTests {
    @Test(arguments: CallGrammar.all.map(\.name)) func holdsForAnyDamage(_ name: String) throws {
        let grammar = try #require(CallGrammar.all.first { $0.name == name })
        for damage in Damage.allCases {
            for seed in 0..<(CallGrammar.others.contains { $0.name == name } ? 3 : 8) {
                guard let sample = DamageTests.sample(grammar, damage, seed: seed + 5000) else { continue }
                var generator = SeededGenerator(seed: UInt64(seed))
                let bytes = Array(sample.text.utf8)
                let whole = ParsedTrace(bytes, parser: DamageTests.parser)
                let asWritten = AsWritten(sample.text, markup: sample.pieces)
                for call in whole.calls {
                    let isHeld =
                        (try? JSONValue(parsing: call.arguments)) == nil
                        ? asWritten.holds(for: call.arguments) : Law.holds(for: call.arguments, of: sample.text)
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
