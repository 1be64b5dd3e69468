import Monitoring
import Synchronization
import TestSupport
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// A word of the proxy in front of answers.
struct NoticeTests {
    private static let notice = NoticeText.bytes(["memory is running short: 88 % used"])
    private static let text = "[llama-stream-top notice: memory is running short: 88 % used]\n\n"

    private func settings() -> TranslationSettings {
        var settings = TranslationSettings()
        settings.notice.text = Self.notice
        return settings
    }

    @Test func isWrittenLikeThis() {
        #expect(String(decoding: Self.notice, as: UTF8.self) == Self.text)
        // Whatever is said cannot look like the end of it, and stays short.
        let odd = NoticeText.bytes(["a]\n\nb", "\u{1F4A5}c", String(repeating: "x", count: 1000)])
        let shown = String(decoding: odd, as: UTF8.self)
        #expect(shown.hasPrefix("[llama-stream-top notice: ab; c; xxx"))
        #expect(shown.hasSuffix("x]\n\n") && odd.count < 450)
    }

    // MARK: In streams

    /// Byte by byte: a chunk of its own, behind the role and in front of the text, and nothing else is changed.
    @Test func comesInFrontOfAStream() throws {
        let answer = BackendSample.stream(["Hel", "lo"])
        let output = TranslationRun.output(
            of: answer, request: try BackendSample.request(tools: nil), settings: settings())
        let plain = TranslationRun.output(of: answer, request: try BackendSample.request(tools: nil))
        let chunk =
            #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","#
            + #""system_fingerprint":"b1","choices":[{"index":0,"delta":{"content":"[llama-stream-top notice: "#
            + #"memory is running short: 88 % used]\n\n"},"finish_reason":null}]}"# + "\n\n"
        let shown = String(decoding: output, as: UTF8.self)
        let place = try #require(shown.firstRange(of: chunk))
        #expect(shown[..<place.lowerBound].contains(#""role":"assistant""#))
        #expect(try StrictStreamReader(output).message.content == Self.text + "Hello")
        let rest = String(shown[..<place.lowerBound]) + shown[place.upperBound...]
        #expect(try StrictStreamReader(Array(rest.utf8)).message == StrictStreamReader(plain).message)
        #expect(
            rest.hasSuffix(BackendSample.text("lo") + BackendSample.chunk("{}", finish: "stop") + BackendSample.done))
    }

    @Test(
        arguments: [
            // Text for programs.
            ([#"{"a": 1}"#], nil), (["```json\n", "{}"], nil), ([" \n", "[1]"], nil), (["<thinking>x"], nil),
            // White space is not yet text.
            (["\n\n", " Hello"], "\n\n" + text + " Hello"), (["\n Hello"], text + "\n Hello"), ([" ", "\n"], nil),
        ] as [([String], String?)])
    func isForReadersOnly(deltas: [String], expected: String?) throws {
        let output = TranslationRun.output(
            of: BackendSample.stream(deltas), request: try BackendSample.request(tools: nil), settings: settings())
        #expect(try StrictStreamReader(output).message.content == expected ?? deltas.joined())
    }

    /// An answer of nothing but calls stays one, whether they are written as text or structured.
    @Test func callsGetNone() throws {
        let written = BackendSample.stream([
            "\n\n", "<tool_call>\n", #"{"name": "now", "arguments": {}}"#, "\n</tool_call>",
        ])
        let native =
            BackendSample.role
            + BackendSample.chunk(
                #"{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"now","arguments":"{}"}}]}"#)
            + BackendSample.chunk("{}", finish: "tool_calls") + BackendSample.done
        for answer in [written, native] {
            var run = TranslationRun(try BackendSample.request(), settings: settings())
            run.feed(Array(answer.utf8))
            let message = try StrictStreamReader(run.output).message
            #expect(message.calls.map(\.name) == ["now"])
            #expect(!message.content.contains("notice"))
            #expect(!run.translator.rewrites.contains("notice_text"))
        }
    }

    /// Whether it is told is decided only where there is a place for it.
    @Test(arguments: [([" ", "{}"], 0), ([" ", "Hel", "lo"], 1)])
    func isClaimedWithTheFirstText(deltas: [String], count: Int) throws {
        let claims = Claims()
        var settings = settings()
        settings.notice.claim = {
            claims.count.withLock { $0 += 1 }
            return false
        }
        let output = TranslationRun.output(
            of: BackendSample.stream(deltas), request: try BackendSample.request(tools: nil), settings: settings)
        #expect(try StrictStreamReader(output).message.content == deltas.joined())
        #expect(claims.count.withLock { $0 } == count)
    }

    private final class Claims: Sendable {
        let count = Mutex(0)
    }

    @Test func comesBetweenReasoningAndText() throws {
        let answer =
            BackendSample.role + BackendSample.text("hm", key: "reasoning_content") + BackendSample.text("Yes")
            + BackendSample.chunk("{}", finish: "stop") + BackendSample.done
        let output = TranslationRun.output(of: answer, request: try BackendSample.request(), settings: settings())
        let message = try StrictStreamReader(output).message
        #expect(message.reasoning == "hm")
        #expect(message.content == Self.text + "Yes")
    }

    /// The first event may say everything at once; each choice is an answer of its own.
    @Test func oneEventForAll() throws {
        let answer =
            BackendSample.chunk(#"{"role":"assistant","content":"Yes"}"#, finish: "stop")
            + BackendSample.chunk(#"{"role":"assistant","content":"No"}"#, finish: "stop", index: 1)
            + BackendSample.done
        let output = TranslationRun.output(of: answer, request: try BackendSample.request(), settings: settings())
        let choices = try StrictStreamReader(output).choices
        #expect(choices[0]?.content == Self.text + "Yes")
        #expect(choices[1]?.content == Self.text + "No")
        #expect(choices[0]?.finishReason == "stop")
    }

    // MARK: In whole answers

    private static let body =
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","#
        + #""content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#

    @Test func comesInFrontOfAWholeAnswer() throws {
        let request = try BackendSample.request(streams: false)
        var run = TranslationRun(request, contentType: "application/json", settings: settings())
        run.feed(Array(Self.body.utf8))
        #expect(run.text == Self.body.replacing("Hello", with: Self.text.replacing("\n", with: "\\n") + "Hello"))
        #expect(run.translator.rewrites == ["notice_text"])
    }

    @Test func comesInFrontOfASimulatedStream() throws {
        var run = TranslationRun(try BackendSample.request(), contentType: "application/json", settings: settings())
        run.feed(Array(Self.body.utf8))
        #expect(try StrictStreamReader(run.output).message.content == Self.text + "Hello")
    }

    @Test func comesInFrontOfAnAssembledAnswer() throws {
        var run = TranslationRun(try BackendSample.request(streams: false), settings: settings())
        run.feed(Array(BackendSample.stream(["Hel", "lo"]).utf8))
        let message = try JSONValue(parsing: run.output)["choices"]?.arrayValue?.first?["message"]
        #expect(message?["content"] == .string(Self.text + "Hello"))
        #expect(run.translator.rewrites == ["assembled", "notice_text"])
    }

    @Test func nothingIsTouchedInPassthrough() throws {
        var settings = settings()
        settings.translates = false
        let answer = BackendSample.stream(["Hello"])
        let output = TranslationRun.output(of: answer, request: try BackendSample.request(), settings: settings)
        #expect(output == Array(answer.utf8))
    }

    /// The monitor shows the word as the proxy's own, not as the model's.
    @Test func standsInTheTranscript() throws {
        var run = TranslationRun(try BackendSample.request(), settings: settings())
        Array((BackendSample.role + BackendSample.text("Hello")).utf8).withUnsafeBytes { bytes in
            var output: [UInt8] = []
            run.translator.receive(bytes, into: &output)
        }
        let delta = try #require(run.translator.takeProgress().transcript.first)
        #expect(delta.raw == Array("Hello".utf8))
        #expect(delta.parts.map(\.kind) == [.notice, .content])
        #expect(delta.parts.map(\.text) == [Self.text, "Hello"])
    }

    /// However the backend's bytes are cut, the client gets the same message.
    @Test func cutsMakeNoDifference() throws {
        let answers = [
            BackendSample.stream([
                "\n", "Hel", "lo ", "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>",
            ]),
            BackendSample.stream(["<", "b>"]), BackendSample.stream([" [llama-stream-top notice: ", "x]\n\n", "y"]),
        ]
        var random = SeededGenerator(seed: 5)
        let request = try BackendSample.request()
        for answer in answers {
            let whole = try StrictStreamReader(
                TranslationRun.output(of: answer, request: request, settings: settings()))
            for _ in 0..<60 {
                let cuts = (0..<8).map { _ in Int.random(in: 0...answer.utf8.count, using: &random) }
                let output = TranslationRun.output(of: answer, request: request, cuts: cuts, settings: settings())
                #expect(try StrictStreamReader(output).message == whole.message)
            }
        }
    }
}
