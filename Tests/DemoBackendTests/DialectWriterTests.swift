import TestSupport
import Testing
import ToolCallParsing

@testable import DemoBackend

/// Calls made up at random, written as a model's template writes them, cut at random: what goes in must come out.
struct DialectWriterTests {
    private static let texts = [
        "Oslo", "", "a \"quoted\" word", "back\\slash", "line\nfeed\ttab", "Zürich 東京 🌦", "{\"a\": [1]}",
        "x < y && z > 1",
        "<b>bold</b>", "print('x', \"y\")", "a, b}", "👩‍👩‍👧", "`code`", "it's", "# no comment", "a]b)c", "\u{7F}\u{200D}",
        "</div>", "1", "true", "null", "&lt;",
    ]
    /// Where strings are quoted, they may hold anything.
    private static let markers =
        Dialect.all.flatMap { $0.openers.map(\.marker) + $0.closers } + [
            "<think>", "</think>", "<|im_end|>", "```\nfence\n```", "\nTOOL_CALL: {}",
        ]

    /// Makes up calls whose values survive being written by `writer`.
    private struct Maker {
        var generator: SeededGenerator
        let writer: DialectWriter

        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

        mutating func text() -> String {
            let isQuoted = writer.values == .any
            return (0..<number(1...2)).map { _ in
                let list = isQuoted && number(0...3) == 0 ? DialectWriterTests.markers : DialectWriterTests.texts
                return list.randomElement(using: &generator) ?? ""
            }.joined()
        }

        mutating func value(depth: Int) -> DemoValue {
            if writer.values == .nestedText { return .string("text " + text()) }
            return switch number(0...(depth < 3 ? 6 : 4)) {
            case 0: .bool(Bool.random(using: &generator))
            case 1: .integer(number(-9...9999))
            case 2: .number([0.5, -3.25, 1e10, 1e-7][number(0...3)])
            case 3: .string(text())
            case 4: depth > 0 ? .null : .string(text())
            case 5: .array((0..<number(0...3)).map { _ in value(depth: depth + 1) })
            default: object(depth: depth + 1)
            }
        }

        mutating func object(depth: Int) -> DemoValue {
            .object((0..<number(0...3)).map { ("key_\($0)", value(depth: depth)) })
        }

        mutating func call() -> DemoCall {
            var members: [(key: String, value: DemoValue)] = []
            for key in ["s", "t", "n", "x", "b", "o", "l"] where Bool.random(using: &generator) {
                let value: DemoValue
                switch key {
                case "n": value = .integer(number(-9...9999))
                case "x": value = .number(Double(number(-99...99)) + 0.5)
                case "b": value = .bool(Bool.random(using: &generator))
                case "o": value = object(depth: 1)
                case "l": value = .array((0..<number(0...3)).map { _ in self.value(depth: 1) })
                default: value = .string(text())
                }
                members.append((key, value))
            }
            return DemoCall(name: Bool.random(using: &generator) ? "make" : "set_it_up", arguments: .object(members))
        }

        mutating func cuts(_ count: Int) -> [Int] { (0..<number(0...20)).map { _ in number(0...count) } }
    }

    @Test(arguments: DialectWriter.all.map(\.id)) func whatGoesInComesOut(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let options = ReadAnswer.options(for: id)
        for seed in 0..<120 {
            var maker = Maker(generator: SeededGenerator(seed: UInt64(seed)), writer: writer)
            let calls = (0..<(writer.takesSeveral ? maker.number(1...3) : 1)).map { _ in maker.call() }
            let words = writer.takesWords && Bool.random(using: &maker.generator) ? "Let me see." : ""
            let text = writer.answer(words, calls)
            let answer = ReadAnswer(text, cuts: maker.cuts(text.utf8.count), options: options)
            #expect(answer.repairs.isEmpty, "seed \(seed):\n\(text)")
            #expect(answer.content == words, "seed \(seed):\n\(text)")
            #expect(answer.calls.map(\.name) == calls.map(\.name), "seed \(seed):\n\(text)")
            for (call, wanted) in zip(answer.calls, calls) {
                let arguments = try? JSONValue(parsing: call.arguments)
                #expect(
                    arguments == (try JSONValue(parsing: wanted.arguments.json)),
                    "seed \(seed): \(call.arguments) of\n\(text)")
            }
        }
    }
}
