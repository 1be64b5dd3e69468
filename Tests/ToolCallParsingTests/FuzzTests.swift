import Foundation
import Testing
import ToolCallParsing

/// Soup of markers, quotes, braces and text: nothing may trap, get lost, or depend on the cuts.
struct FuzzTests {
    private static let pieces = [
        "<tool_call>", "</tool_call>", "<function=now>", "<function=search>", "</function>", "<parameter=query>",
        "</parameter>",
        "TOOL_CALL:", "\nTOOL_CALL: ", "{", "}", "[", "]", "\"", "'", ":", ",", "\\", "\\n", "\\u12", "\n", " ", "\t",
        "`", "```", "~~~",
        "{\"name\": \"now\", \"arguments\": {}}", "\"name\":", "\"arguments\":", "\"search\"", "\"query\":",
        "\"{\\\"query\\\": 1}\"",
        "<think>", "</think>", "[THINK]", "<|im_end|>", "<tool_response>", "</tool_response>", "<|\"|>", "//", "/*",
        "*/", "True", "1.5", "word",
        "é", "東", "🌦", "<", ">", "=",
    ]

    /// Everything that means something to any dialect.
    private static let markers: [String] = {
        var markers: Set<String> = []
        for dialect in Dialect.all {
            markers.formUnion(dialect.openers.map(\.marker) + dialect.closers)
            // The pieces of an example, cut where its words and tags are.
            var piece = ""
            for character in dialect.example {
                if "<>{}[]()|\n ,:".contains(character) {
                    if !piece.isEmpty { markers.insert(piece) }
                    markers.insert(String(character))
                    piece = ""
                } else {
                    piece.append(character)
                }
            }
        }
        for section in ReasoningSection.all { markers.formUnion([section.opener, section.closer]) }
        return markers.sorted() + Dialect.all.map(\.example)
    }()

    private static func soup(_ seed: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(seed) &* 7919)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
            if Int.random(in: 0..<40, using: &generator) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &generator))
            } else {
                let source = seed % 2 == 0 ? pieces : markers
                bytes += Array((source.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<12) func everythingIsAccountedFor(_ block: Int) {
        for seed in block * 100..<(block + 1) * 100 { check(seed) }
    }

    /// Texts that once depended on their cuts.
    @Test(arguments: [
        "<function=now>{ </think><function=search>~~~", "<function=now>{/*</parameter>TOOL_CALL:",
        "a" + String(repeating: " ", count: 1200) + "</think>b",
        "to=<｜DSML｜invoke name=<|end|>",
        "now\n{}~~~`/*1.5<tool_call></tool_response>>>\"search\"\t",
    ])
    func anyCutGivesTheSame(_ text: String) {
        let bytes = Array(text.utf8)
        for options in Self.options {
            let parser = ModelOutputParser(tools: ParserSample.tools, options: options)
            let whole = ParsedTrace(bytes, parser: parser)
            for cut in 0...bytes.count {
                let trace = ParsedTrace(bytes, cuts: [cut], parser: parser)
                guard trace == whole else {
                    Issue.record("cut at \(cut): \(trace) instead of \(whole)")
                    return
                }
            }
        }
    }

    /// `FUZZ_SECONDS=3600 swift test --filter FuzzTests`: as long as one likes, with other seeds each time.
    @Test(.enabled(if: seconds > 0, "set FUZZ_SECONDS to run it")) func forALongTime() {
        let end = ContinuousClock.now + .seconds(Self.seconds)
        var seed = Int.random(in: 0..<Int(Int32.max))
        var count = 0
        while ContinuousClock.now < end {
            check(seed)
            seed += 1
            count += 1
        }
        print("fuzzed: \(count) texts in \(Self.seconds) s, up to seed \(seed)")
    }

    private static let seconds = Int(ProcessInfo.processInfo.environment["FUZZ_SECONDS"] ?? "") ?? 0

    private func check(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let text = Self.soup(seed)
        let parser = Self.parsers[seed % 5 == 0 ? 1 : 0][seed % 7 == 0 ? 1 : 0]
        let whole = ParsedTrace(text, parser: parser)
        var position = 0
        for span in whole.coverage {
            #expect(span.lowerBound == position, "seed \(seed)")
            position = span.upperBound
        }
        #expect(position == text.count, "seed \(seed)")
        let cuts = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
            Int.random(in: 0...text.count, using: &generator)
        }
        if ParsedTrace(text, cuts: cuts, parser: parser) != whole {
            Issue.record("seed \(seed) depends on its cuts: \(String(decoding: text, as: UTF8.self))")
        }
        for (number, call) in whole.calls.enumerated() {
            let isJSON = (try? JSONValue(parsing: call.arguments))?.objectValue != nil
            let isLeftOpen = whole.isLeftOpen(number)
            #expect(isJSON != isLeftOpen, "seed \(seed): \(call.arguments) of \(String(decoding: text, as: UTF8.self))")
        }
    }

    /// With the options, outside and inside reasoning.
    private static let parsers = options.map { options in
        [false, true].map { startsInReasoning in
            var options = options
            options.startsInReasoning = startsInReasoning
            return ModelOutputParser(tools: ParserSample.tools, options: options)
        }
    }

    private static let options = [
        ParserOptions(), ParserOptions(dialects: Dialect.all, isPinned: true),
    ]
}
