import TestSupport
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// What must hold for every stream, with streams and cuts made up at random.
struct TranslationPropertyTests {
    private static let texts = [
        "Oslo", "", "a \"quoted\" word", "back\\slash", "line\nfeed\ttab", "Zürich 東京 🌦", "</tool_call>",
        "{\"a\": [1]}", "TOOL_CALL: {}", "<think>", "`code`", "👩‍👩‍👧\u{7F}",
    ]

    private func text(_ generator: inout SeededGenerator) -> String {
        Self.texts.randomElement(using: &generator) ?? ""
    }

    private func arguments(_ generator: inout SeededGenerator) -> JSONValue {
        .object([
            JSONMember(key: "path", value: .string(text(&generator))),
            JSONMember(key: "content", value: .string(text(&generator) + text(&generator))),
        ])
    }

    /// A call as a model writes it in one of the dialects.
    private func written(_ arguments: JSONValue, dialect: Int) -> String {
        switch dialect {
        case 0: return "<tool_call>\n{\"name\": \"write_file\", \"arguments\": \(arguments.jsonText)}\n</tool_call>"
        case 1: return "TOOL_CALL: {\"name\": \"write_file\", \"parameters\": \(arguments.jsonText)}"
        default:
            let parameters = (arguments.objectValue ?? []).map {
                "<parameter=\($0.key)>\n\($0.value.stringValue ?? "")\n</parameter>\n"
            }
            return "<tool_call>\n<function=write_file>\n\(parameters.joined())</function>\n</tool_call>"
        }
    }

    /// `text` in deltas cut between scalars.
    private func deltas(_ text: String, _ generator: inout SeededGenerator) -> [String] {
        var deltas: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...12, using: &generator)
            deltas.append(String(String.UnicodeScalarView(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return deltas
    }

    private func cuts(_ count: Int, _ generator: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in Int.random(in: 0...count, using: &generator) }
    }

    /// What goes in comes out, in whatever deltas and cuts, and the cuts change no byte.
    @Test(arguments: 0..<300) func callsComeThrough(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let dialect = Int.random(in: 0..<3, using: &generator)
        let wanted = (0..<Int.random(in: 1...3, using: &generator)).map { _ in arguments(&generator) }
        let calls = wanted.map { written($0, dialect: dialect) }.joined(separator: "\n")
        var answer = BackendSample.stream(deltas("Look.\n" + calls, &generator))
        if Bool.random(using: &generator) { answer = answer.replacing("\n\n", with: "\r\n\r\n") }
        if Bool.random(using: &generator) { answer = answer.replacing("data: ", with: "data:") }
        let request = try BackendSample.request()
        let output = TranslationRun.output(of: answer, request: request)
        let cut = TranslationRun.output(of: answer, request: request, cuts: cuts(answer.utf8.count, &generator))
        #expect(cut == output)
        let message = try StrictStreamReader(output).message
        #expect(message.content == "Look.")
        #expect(message.finishReason == "tool_calls")
        #expect(try message.calls.map { try JSONValue(parsing: Array($0.arguments.utf8)) } == wanted)
        #expect(message.calls.allSatisfy { $0.name == "write_file" })
    }

    /// The same through each way: streamed, simulated, assembled, whole.
    @Test(arguments: 0..<100) func allWaysSayTheSame(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 1000)
        let dialect = Int.random(in: 0..<3, using: &generator)
        let text = "Hm.\n" + written(arguments(&generator), dialect: dialect)
        let stream = BackendSample.stream(deltas(text, &generator))
        let body = BackendSample.completion(#"{"content":\#(JSONValue.string(text).jsonText)}"#)
        let streamed = try BackendSample.read(stream).message
        let simulated = try StrictStreamReader(
            TranslationRun.output(
                of: body, request: try BackendSample.request(), contentType: "application/json"))
        #expect(simulated.message == streamed)
        let whole = try BackendSample.request(streams: false)
        let assembled = TranslationRun.output(of: stream, request: whole)
        let translated = TranslationRun.output(of: body, request: whole, contentType: "application/json")
        for bytes in [assembled, translated] {
            let message = try JSONValue(parsing: bytes)["choices"]?.arrayValue?.first?["message"]
            #expect((message?["content"]?.stringValue ?? "") == streamed.content)
            let calls = message?["tool_calls"]?.arrayValue ?? []
            #expect(
                calls.map { $0["function"]?["arguments"]?.stringValue ?? "" } == streamed.calls.map(\.arguments))
        }
    }

    /// Text that is no call comes out to the byte, and little of it is held.
    @Test(arguments: 0..<150) func textComesThrough(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 2000)
        let pieces = ["<", "tool", "_call", "TOOL_CALL", ":", "{", "}", "\n", " ", "ä", "🌦", "\"", "\\", "[", "`", "a"]
        let text = "x" + (0..<80).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "x"
        let answer = BackendSample.stream(deltas(text, &generator))
        var run = TranslationRun(try BackendSample.request())
        run.feed(Array(answer.utf8), cuts: Array(0..<answer.utf8.count))
        let message = try StrictStreamReader(run.output).message
        #expect(message.calls.isEmpty)
        #expect(message.content == text)
        #expect(run.mostHeld <= text.utf8.count)
    }

    /// Whatever is damaged on the way, nothing traps, and the client gets an ordered stream.
    @Test(arguments: 0..<400) func survivesDamage(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 3000)
        let call = written(arguments(&generator), dialect: Int.random(in: 0..<3, using: &generator))
        var bytes = Array(
            (BackendSample.stream(deltas("a\n" + call, &generator)) + StreamTranslationCallsTests.head
                + BackendSample.usage).utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) where bytes.count > 1 {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 40))
            default: bytes.removeSubrange(place...)
            }
        }
        for streams in [true, false] {
            for type in ["text/event-stream", "application/json"] {
                var run = TranslationRun(try BackendSample.request(streams: streams), contentType: type)
                run.feed(bytes, cuts: cuts(bytes.count, &generator))
                if streams && type == "text/event-stream" {
                    #expect(run.output.suffix(14).elementsEqual("data: [DONE]\n\n".utf8))
                } else if !streams && type == "text/event-stream" {
                    #expect((try? JSONValue(parsing: run.output)) != nil)
                }
            }
        }
    }

    /// The same for a body.
    @Test(arguments: 0..<300) func survivesDamagedBodies(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 4000)
        let call = written(arguments(&generator), dialect: Int.random(in: 0..<3, using: &generator))
        var bytes = Array(
            BackendSample.completion(
                #"{"content":\#(JSONValue.string(call).jsonText),"tool_calls":[{"function":{"name":"now"}}]}"#,
                more: #","usage":{"prompt_tokens":1}"#
            ).utf8)
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = bytes.randomElement(using: &generator) ?? 0
        }
        for streams in [true, false] {
            var run = TranslationRun(
                try BackendSample.request(streams: streams), contentType: "application/json", isCommitted: streams)
            run.feed(bytes)
            guard streams else { continue }
            #expect(run.output.suffix(14).elementsEqual("data: [DONE]\n\n".utf8))
        }
    }

    /// Random bytes.
    @Test(arguments: 0..<200) func survivesNoise(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 5000)
        let words = [
            "data: ", "{", "}", "[", "]", "\"choices\":", "\"delta\":", "\"content\":", "\"", ",", ":", "\n", "\r", "1",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<200 {
            if Bool.random(using: &generator) {
                bytes += Array((words.randomElement(using: &generator) ?? "").utf8)
            } else {
                bytes.append(.random(in: 0...255, using: &generator))
            }
        }
        for type in ["text/event-stream", "application/json"] {
            var run = TranslationRun(try BackendSample.request(), contentType: type, isCommitted: true)
            run.feed(bytes, cuts: cuts(bytes.count, &generator))
            #expect(run.output.suffix(14).elementsEqual("data: [DONE]\n\n".utf8))
        }
    }

    /// A call that never tells its name is held up to a bound, and is text then.
    @Test func boundsWhatIsHeld() throws {
        let filler = String(repeating: "x", count: 64 * 1024)
        let text = [#"<tool_call>{"arguments": {"x": ""#] + Array(repeating: filler, count: 40)
        let stream = BackendSample.stream(text)
        var run = TranslationRun(try BackendSample.request())
        run.feed(Array(stream.utf8), cuts: Array(stride(from: 0, to: stream.utf8.count, by: 10_000)))
        #expect(run.mostHeld > 1 << 19 && run.mostHeld < 3 << 19)
        #expect(try StrictStreamReader(run.output).message.content == text.joined())
    }

    /// Nesting does not end the process.
    @Test(arguments: [
        #"data: {"error":@}"#, #"data: {"choices":[{"index":0,"delta":{"x":@,"role":"user"}}]}"#,
        #"data: {"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"name":"now","arguments":@}}]}}]}"#,
        #"data: {"choices":[{"index":0,"delta":{"content":"a"}}],"prompt_progress":@}"#, "error: @", "data: @",
        #"data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":@,"timings":@}"#,
    ])
    func survivesDepth(_ event: String) throws {
        let nested = String(repeating: #"{"a":["#, count: 20_000) + String(repeating: "]}", count: 20_000)
        let bytes = Array((event.replacing("@", with: nested) + "\n\n").utf8)
        for streams in [true, false] {
            var run = TranslationRun(try BackendSample.request(streams: streams))
            run.feed(bytes)
            #expect(!run.output.isEmpty)
        }
        var body = TranslationRun(try BackendSample.request(), contentType: "application/json", isCommitted: true)
        body.feed(Array(bytes.dropFirst(6)))
        #expect(body.output.suffix(14).elementsEqual("data: [DONE]\n\n".utf8))
    }
}
