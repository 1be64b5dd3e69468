import Testing
import ToolCallParsing

/// Calls made up at random, written as a model's template writes them, cut at random: what goes in must come out.
struct GeneratedCallTests {
    private static let texts = [
        "Oslo", "", "a \"quoted\" word", "back\\slash", "line\nfeed\ttab", "Zürich 東京 🌦", "</tool_call>", "<tool_call>",
        "{\"a\": [1]}",
        "TOOL_CALL: {}", "</parameter", "<think>", "print('x', \"y\")", "a, b}", "👩‍👩‍👧", "`code`", "```\nfence\n```",
        "\u{7F}\u{200D}",
    ]

    private func value(_ generator: inout SeededGenerator, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .number(["0", "-7", "3.25", "1e10", "-0.5E-3"].randomElement(using: &generator) ?? "0")
        case 3, 4: .string(text(&generator))
        case 5: .array((0..<Int.random(in: 0...3, using: &generator)).map { _ in value(&generator, depth: depth + 1) })
        default: object(&generator, depth: depth + 1)
        }
    }

    private func text(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...2, using: &generator)).map { _ in Self.texts.randomElement(using: &generator) ?? "" }
            .joined()
    }

    private func object(_ generator: inout SeededGenerator, depth: Int = 0) -> JSONValue {
        .object(
            (0..<Int.random(in: 0...3, using: &generator)).map { number in
                JSONMember(key: "key \(number)", value: value(&generator, depth: depth))
            })
    }

    private func cuts(_ count: Int, _ generator: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...20, using: &generator)).map { _ in Int.random(in: 0...count, using: &generator) }
    }

    private func check(
        _ text: String, content: String, calls: [(String, JSONValue)], _ generator: inout SeededGenerator
    ) throws {
        let bytes = Array(text.utf8)
        let trace = ParsedTrace(bytes, cuts: cuts(bytes.count, &generator))
        #expect(trace.content == content, "\(text)")
        #expect(trace.calls.map(\.name) == calls.map(\.0), "\(text)")
        for (found, wanted) in zip(trace.calls, calls) {
            #expect(try JSONValue(parsing: found.arguments) == wanted.1, "\(text)")
        }
        #expect(trace.repairs.isEmpty, "\(text)\n\(trace)")
        #expect(trace == ParsedTrace(bytes), "\(text)")
    }

    @Test(arguments: 0..<300) func hermes(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let calls = (0..<Int.random(in: 1...3, using: &generator)).map { _ in ("set_config", object(&generator)) }
        let content = Bool.random(using: &generator) ? "Let me see." : ""
        let blocks = calls.map { #"<tool_call>\#n{"name": "\#($0.0)", "arguments": \#($0.1.jsonText)}\#n</tool_call>"# }
        try check(
            content + (content.isEmpty ? "" : "\n") + blocks.joined(separator: "\n"), content: content, calls: calls,
            &generator)
    }

    @Test(arguments: 0..<300) func toolCallLine(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 1000)
        let calls = (0..<Int.random(in: 1...3, using: &generator)).map { _ in ("set_config", object(&generator)) }
        let lines = calls.map { #"TOOL_CALL: {"name": "\#($0.0)", "arguments": \#($0.1.jsonText)}"# }
        try check("Look.\n" + lines.joined(separator: "\n"), content: "Look.", calls: calls, &generator)
    }

    @Test(arguments: 0..<300) func qwen3Coder(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 2000)
        let calls = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            (
                "write_file",
                JSONValue.object([
                    JSONMember(key: "path", value: .string(text(&generator))),
                    JSONMember(key: "content", value: .string(text(&generator))),
                ])
            )
        }
        let blocks = calls.map { name, arguments in
            let parameters = (arguments.objectValue ?? []).map {
                "<parameter=\($0.key)>\n\($0.value.stringValue ?? "")\n</parameter>\n"
            }
            return "<tool_call>\n<function=\(name)>\n\(parameters.joined())</function>\n</tool_call>"
        }
        try check("Look.\n" + blocks.joined(separator: "\n"), content: "Look.", calls: calls, &generator)
    }
}
