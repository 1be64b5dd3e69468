import Testing
import ToolCallParsing

@testable import WireFormats

/// Whatever a backend answers, every protocol says the same of it: texts, reasoning, calls, their order, usage and end.
struct AnyProtocolTests {
    /// A random answer, and the chunks in which a backend tells it.
    struct Sample {
        var answer = Answer()
        var stream = ""

        private static let texts = [
            "Hello", " ", "a \"quoted\" \\ word\n", "Zürich 東京 🌦", "{\"x\":1}", "</tool_call>", "\u{1}\t",
            "data: x\n\n",
        ]

        init(_ generator: inout Lehmer) {
            var chunks: [JSONValue] = []
            for _ in 0...generator.next(4) {
                var text = (0...generator.next(3)).map { _ in Self.texts[generator.next(Self.texts.count)] }
                let kind = generator.next(3)
                // Text that is white space only is not told behind a call.
                if kind == 1 { text.insert("I say", at: 0) }
                switch kind {
                case 0: add(.reasoning(text.joined()), text.map { ("reasoning_content", .string($0)) }, &chunks)
                case 1: add(.text(text.joined()), text.map { ("content", .string($0)) }, &chunks)
                default: addCall(text.joined(), &generator, &chunks)
                }
            }
            answer.finish = answer.hasCalls ? .calls : generator.next(4) == 0 ? .length : .stop
            let reason = answer.hasCalls ? "tool_calls" : answer.finish == .length ? "length" : "stop"
            var usage = Usage()
            (usage.prompt, usage.completion) = (generator.next(1000), generator.next(1000))
            answer.usage = usage
            chunks.append(
                .members([
                    (
                        "choices",
                        .array([
                            .members([
                                ("index", .integer(0)), ("delta", .object([])), ("finish_reason", .string(reason)),
                            ])
                        ])
                    )
                ]))
            chunks.append(
                .members([
                    ("choices", .array([])),
                    (
                        "usage",
                        .members([
                            ("prompt_tokens", .integer(usage.prompt)),
                            ("completion_tokens", .integer(usage.completion)),
                        ])
                    ),
                ]))
            stream = AnswerSamples.stream(chunks.map(\.jsonText) + ["[DONE]"])
        }

        private mutating func add(_ part: Answer.Part, _ deltas: [(String, JSONValue)], _ chunks: inout [JSONValue]) {
            switch (answer.parts.last, part) {
            case (.text(let before), .text(let text)): answer.parts[answer.parts.count - 1] = .text(before + text)
            case (.reasoning(let before), .reasoning(let text)):
                answer.parts[answer.parts.count - 1] = .reasoning(before + text)
            default: answer.parts.append(part)
            }
            for (key, value) in deltas { chunks.append(Self.chunk(.members([(key, value)]))) }
        }

        private mutating func addCall(_ text: String, _ generator: inout Lehmer, _ chunks: inout [JSONValue]) {
            let number = answer.parts.count
            let arguments = JSONValue.members([("text", .string(text)), ("n", .array([.integer(number), .null]))])
                .jsonText
            answer.parts.append(.call(.init(id: "call_\(number)", name: "tool_\(number)", arguments: arguments)))
            var rest = Substring(arguments)
            chunks.append(Self.call(number, head: true, ""))
            while !rest.isEmpty {
                let piece = rest.prefix(1 + generator.next(20))
                chunks.append(Self.call(number, head: false, String(piece)))
                rest = rest.dropFirst(piece.count)
            }
        }

        private static func call(_ number: Int, head: Bool, _ arguments: String) -> JSONValue {
            chunk(
                .members([
                    (
                        "tool_calls",
                        .array([
                            .members([
                                ("index", .integer(number)), ("id", head ? .string("call_\(number)") : nil),
                                (
                                    "function",
                                    .members([
                                        ("name", head ? .string("tool_\(number)") : nil),
                                        ("arguments", .string(arguments)),
                                    ])
                                ),
                            ])
                        ])
                    )
                ]))
        }

        private static func chunk(_ delta: JSONValue) -> JSONValue {
            .members([("choices", .array([.members([("index", .integer(0)), ("delta", delta)])]))])
        }
    }

    /// Numbers that are the same in each run.
    struct Lehmer {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    static func cut(_ text: String, _ generator: inout Lehmer) -> [ArraySlice<UInt8>] {
        var rest = Array(text.utf8)[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            pieces.append(rest.prefix(1 + generator.next(90)))
            rest = rest.dropFirst(pieces[pieces.count - 1].count)
        }
        return pieces
    }

    @Test(arguments: 0..<200) func allSayTheSame(_ seed: Int) throws {
        var generator = Lehmer(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let sample = Sample(&generator)
        let pieces = Self.cut(sample.stream, &generator)
        let context = AnswerSamples.context()
        var collector = AnswerCollector()
        for batch in AnswerSamples.read(pieces) { collector.take(batch) }
        let collected = collector.collected()
        #expect(collected == sample.answer)

        #expect(
            try StrictReaders.messages(stream: AnswerSamples.write(pieces, with: MessagesStreamWriter(context)))
                == sample.answer)
        #expect(try StrictReaders.messages(whole: MessagesWholeWriter.body(collected, context)) == sample.answer)
        #expect(
            try StrictReaders.responses(stream: AnswerSamples.write(pieces, with: ResponsesStreamWriter(context)))
                == sample.answer)
        #expect(try StrictReaders.responses(whole: ResponsesWholeWriter.body(collected, context)) == sample.answer)
        #expect(
            try StrictReaders.ollama(stream: AnswerSamples.write(pieces, with: OllamaStreamWriter(.chat, context)))
                == sample.answer)
    }

    /// An answer that was cut anywhere ends with an error in every protocol, and never with a trap.
    @Test(arguments: 0..<40) func whatBreaksOffIsAnError(_ seed: Int) {
        var generator = Lehmer(state: UInt64(seed) &+ 7)
        let sample = Sample(&generator)
        let bytes = Array(sample.stream.utf8)
        let part = bytes[..<generator.next(max(1, bytes.count - 400))]
        for wire in WireProtocol.all {
            let written = AnswerSamples.write([part], with: wire.streamWriter(AnswerSamples.context()))
            #expect(written.contains("broke off"))
        }
    }
}
