import TestSupport
import Testing
import ToolCallParsing

@testable import DemoBackend

/// What may befall a call, for every dialect: how models write it, and where it is none.
struct DialectCaseTests {
    private let example = DemoCall(name: "make", arguments: .object([("s", .string("Oslo"))]))
    private let second = DemoCall(name: "set_it_up", arguments: .object([("t", .string("b")), ("n", .integer(-7))]))

    /// Reads whole, byte by byte and in random cuts, which all must give the same.
    private func read(_ text: String, _ options: ParserOptions) -> ReadAnswer {
        let parser = ModelOutputParser(tools: ReadAnswer.tools, options: options)
        let whole = ReadAnswer(text, parser: parser)
        let count = text.utf8.count
        #expect(ReadAnswer(text, cuts: Array(0..<count), parser: parser) == whole, "\(text)")
        var generator = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            let cuts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                Int.random(in: 0...count, using: &generator)
            }
            guard ReadAnswer(text, cuts: cuts, parser: parser) == whole else {
                Issue.record("cuts \(cuts) matter: \(text)")
                break
            }
        }
        return whole
    }

    /// The answer holds just these calls.
    private func expect(
        _ calls: [DemoCall], content: String = "", reasoning: String = "", in text: String, _ writer: DialectWriter
    ) throws {
        let answer = read(text, ReadAnswer.options(for: writer.id))
        #expect(answer.content == content, "\(text)\n\(answer)")
        #expect(answer.reasoning == reasoning, "\(text)\n\(answer)")
        #expect(answer.calls.map(\.name) == calls.map(\.name), "\(text)\n\(answer)")
        #expect(
            answer.calls.allSatisfy { call in
                call.dialect == writer.id || call.arguments == "{}" && Self.sharingEmptyCalls.contains(writer.id)
            }, "\(answer)")
        for (call, wanted) in zip(answer.calls, calls) {
            #expect(
                try JSONValue(parsing: call.arguments) == JSONValue(parsing: wanted.arguments.json),
                "\(text)\n\(answer)")
        }
    }

    /// Without arguments their calls are another dialect's as well.
    private static let sharingEmptyCalls: Set = ["telechat4"]

    /// The text is content, to the byte.
    private func expectText(_ text: String, pinned: Bool = false, _ writer: DialectWriter) {
        let options = pinned ? ReadAnswer.pinned(writer.id) : ReadAnswer.options(for: writer.id)
        let answer = read(text, options)
        #expect(answer.content == text && answer.calls.isEmpty, "\(text)\n\(answer)")
    }

    @Test(arguments: DialectWriter.all.map(\.id)) func calls(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        func check(_ value: DemoValue) throws {
            let call = DemoCall(name: "make", arguments: value)
            try expect([call], in: writer.answer("", [call]), writer)
        }
        try check(example.arguments)
        try check(.object([]))
        try check(
            .object([
                ("n", .integer(3)), ("x", .number(-2.5)), ("b", .bool(true)), ("o", .object([("k", .string("v"))])),
                ("l", .array([.string("a"), .string("b")])),
            ]))
        try check(
            .object([
                ("o", .object([("k", .object([("in", .array([.string("x"), .string("y, z")]))]))])),
                ("l", .array([.object([("p", .string("q"))]), .object([("p", .string(""))])])),
            ]))
        try check(.object([("s", .string("Zürich 東京 🌦 👩‍👩‍👧 é")), ("t", .string("“naïve” – café"))]))
        try check(.object([("s", .string("if (a < b) { print(\"x\"); }\n\treturn [1, 2] // 'why'\n# no"))]))
        try check(.object([("s", .string("1")), ("t", .string("true"))]))
    }

    @Test(arguments: DialectWriter.all.filter(\.takesSeveral).map(\.id)) func severalCalls(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        try expect([example, second], in: writer.answer("", [example, second]), writer)
        try expect([second, example, second], in: writer.answer("", [second, example, second]), writer)
    }

    @Test(arguments: DialectWriter.all.filter(\.takesWords).map(\.id)) func wordsBefore(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let words = "Let me see: 2 < 3, {a} and [b]."
        try expect([example], content: words, in: writer.answer(words, [example]), writer)
    }

    /// A literal that ends the turn belongs to no content.
    @Test(arguments: DialectWriter.all.map(\.id), ["<|im_end|>", "<|eot_id|>", "</s>", "\n"])
    func endOfTurn(_ id: String, _ literal: String) throws {
        let writer = try #require(DialectWriter.named(id))
        try expect([example], in: writer.answer("", [example]) + literal, writer)
    }

    /// Dialects whose answers are rows of messages show reasoning in their own way.
    private static let plain = DialectWriter.all.map(\.id).filter { id in
        !DialectWriter.framed.contains { $0.id == id }
    }

    @Test(arguments: plain) func reasoningBefore(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let text = "<think>\nI have to call it.\n</think>\n\n" + writer.answer("", [example])
        try expect([example], reasoning: "I have to call it.", in: text, writer)
    }

    /// In these a call ends the reasoning, closed or not.
    private static let endsReasoning: Set = ["kimi-k2", "plamo3"]

    /// A call in reasoning that closes was only thought about.
    @Test(arguments: plain) func inClosedReasoning(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let thought = "Like this:\n" + writer.answer("", [example])
        let answer = read("<think>\n\(thought)\n</think>\n\nNo.", ReadAnswer.options(for: id))
        if Self.endsReasoning.contains(id) {
            #expect(answer.calls.map(\.name) == ["make"] && answer.reasoning == "Like this:", "\(answer)")
        } else {
            #expect(answer.calls.isEmpty && answer.content == "No." && thought.hasPrefix(answer.reasoning), "\(answer)")
        }
    }

    /// One in reasoning that never closes was meant, unless its marker counts only at the start of the answer.
    @Test(arguments: plain) func inOpenReasoning(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let answer = read("<think>\nI call it.\n" + writer.answer("", [example]), ReadAnswer.options(for: id))
        if writer.takesWords && !Self.quiet.contains(id) {
            #expect(answer.calls.map(\.name) == ["make"] && answer.reasoning == "I call it.", "\(answer)")
        } else {
            #expect(answer.calls.isEmpty && answer.content.isEmpty, "\(answer)")
        }
    }

    /// Marked by what ordinary text holds, so that thinking about calls would make some.
    private static let quiet: Set = [
        "fenced-json", "inline-json", "gemma3-tool-code", "tool-call-line", "react", "calling-tool",
    ]

    /// Markers that no ordinary text holds make a call of any name; after others it has to be declared.
    private static let strong: Set = [
        "granite-array", "internlm-plugin", "gigachat", "apertus", "mistral-json", "mistral-v11",
        "lmstudio-tool-request",
        "cohere-action", "qwen-agent", "seed-oss", "iquest-q1", "minimax-m2", "solar-open2", "k2-horizon", "step3",
        "minimax-m3", "lfm2", "functiongemma", "gemma4", "deepseek-v3-r1", "deepseek-v31", "dsml", "gigachat35",
        "kimi-k2", "kimi-k3", "plamo3", "iquest-coder-v2", "openpangu", "functionary-v2",
    ]

    /// Dialects whose markers make a well-formed call of any name one.
    private static let unmistakable = strong.union([
        "hermes-json", "minimax-m1", "tool-calls-array", "functools", "function-tag-json", "tool-call-line",
        "qwen3-coder-xml", "glm-xml", "hy4", "hy3-xml", "plain-invoke", "olmo3", "telechat4", "hyperclova-x",
        "mirothinker", "step-audio2", "cwm", "ornith", "minimax-arrows",
    ])

    @Test(arguments: plain) func undeclaredNames(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let call = DemoCall(name: "nobody_knows", arguments: example.arguments)
        let text = writer.answer("", [call])
        if Self.unmistakable.contains(id) { return try expect([call], in: text, writer) }
        // Its marker goes, whatever follows.
        if id == "llama-builtin" { return expectText(String(text.dropFirst("<|python_tag|>".count)), writer) }
        expectText(text, writer)
    }

    /// In Markdown's code a call is only shown, unless its marker is a special token.
    @Test(arguments: plain.filter { !strong.contains($0) }, ["```", "```python", "~~~xml", "````"])
    func inFences(_ id: String, fence: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let block = writer.answer("", [example])
        // A fence inside a fence of the same kind would end it.
        guard !block.contains("```") || fence == "````" || fence.hasPrefix("~") else { return }
        // A call that fills a fence by itself is the dialect of such fences.
        if fence == "```" && !writer.takesWords { return }
        expectText("Write it like this:\n\(fence)\n\(block)\n\(fence.prefix { "`~".contains($0) })\nAll right?", writer)
    }

    /// Markers that are only talked about.
    @Test(arguments: DialectWriter.all.map(\.id)) func markersInProse(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let dialect = try #require(Dialect.all.first { $0.id.rawValue == id })
        for marker in Set(dialect.openers.map(\.marker)) where !marker.isEmpty && !Self.vanishing.contains(marker) {
            expectText("The marker \(marker) begins a call, and \(marker)s are many.", writer)
            expectText("`\(marker)` begins a call.", writer)
            expectText("See \(marker)<b>bold</b>, <i>x</i> & <a href=\"x\">y</a> \(marker).", writer)
        }
    }

    /// They go even if nothing follows, since the model did not mean them as text.
    private static let vanishing: Set = ["<|python_tag|>", "<|python_start|>", "<|open|>tools<|sep|>"]

    /// Even if only this dialect may come, an ordinary answer stays as it is.
    @Test(
        arguments: DialectWriter.all.map(\.id),
        [
            #"{"city": "Oslo", "days": [1, 2]}"#, "{}", "[1, 2, 3]", "[]", "[[x]] (see [1])", "make(s=1)\n",
            "f(x) = [make]",
            "```json\n{\"a\": 1}\n```", "<html><body>make</body></html>", "Action: none", "make",
            "def make(s):\n    return s",
        ])
    func ordinaryAnswers(_ id: String, text: String) throws {
        expectText(text, pinned: true, try #require(DialectWriter.named(id)))
    }

    /// Where the text ends inside a string, the arguments end there too, and are no JSON.
    @Test(arguments: DialectWriter.all.map(\.id)) func cutOff(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let text = writer.answer("", [DemoCall(name: "make", arguments: .object([("s", .string("Osloffjord"))]))])
        let end = try #require(text.firstRange(of: "Oslo")).upperBound
        let cut = String(text[..<end])
        let answer = read(cut, ReadAnswer.options(for: id))
        guard let call = answer.calls.first else { return #expect(answer.content == cut, "\(answer)") }
        // Text that is a parameter as a whole ends with its turn.
        let arguments = try? JSONValue(parsing: call.arguments)
        #expect(arguments == nil || arguments?["s"] == .string("Oslo") && call.arguments.hasSuffix("\"}"), "\(answer)")
        #expect(answer.content.isEmpty)
    }

    /// What stands behind Qwen-Agent's last marker is the result.
    private static let takesWordsAfter = plain.filter { id in
        id != "qwen-agent" && DialectWriter.all.contains { $0.id == id && $0.takesWords }
    }

    @Test(arguments: takesWordsAfter) func wordsAfter(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        let text = writer.answer("", [example]) + "\n\nThat was it."
        let answer = read(text, ReadAnswer.options(for: id))
        #expect(answer.calls.map(\.name) == ["make"] && answer.content == "That was it.", "\(answer)")
    }
}
