import Testing
import ToolCallParsing

@testable import ProxyEngine

/// Answers that begin inside reasoning which the prompt has opened, and calls where no tools are declared.
struct ReasoningStartTests {
    private static let call = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
    private static let other = #"<tool_call>{"name": "set_config", "arguments": {"a": 1}}</tool_call>"#
    private static let thought = "Maybe \(call) or not.\n</think>\n\n\(other)"

    private struct Result {
        var content: String
        var reasoning: String
        var calls: [String]
        var began: Bool?
        var closedNothing: Bool
    }

    private func read(
        _ text: String, _ start: ReasoningStart, streams: Bool, finish: String = "stop", reasoning: String = ""
    ) throws -> Result {
        var settings = TranslationSettings()
        settings.reasoningStart = start
        let request = try BackendSample.request(streams: streams)
        let quoted = JSONValue.string(text).jsonText
        let separated = reasoning.isEmpty ? "" : #","reasoning_content":\#(JSONValue.string(reasoning).jsonText)"#
        var run = TranslationRun(
            request, contentType: streams ? "text/event-stream" : "application/json", settings: settings)
        let deltas = stride(from: 0, to: text.count, by: 5).map { start in String(text.dropFirst(start).prefix(5)) }
        let before = reasoning.isEmpty ? "" : BackendSample.text(reasoning, key: "reasoning_content")
        let answer =
            streams
            ? BackendSample.role + before + deltas.map { BackendSample.text($0) }.joined()
                + BackendSample.chunk("{}", finish: finish) + BackendSample.done
            : BackendSample.completion(#"{"content":\#(quoted)\#(separated)}"#, finish: finish)
        run.feed(Array(answer.utf8))
        let (began, closedNothing) = (run.translator.beganInReasoning, run.translator.closedNothing)
        guard !streams else {
            let choice = try #require(try StrictStreamReader(run.output).choices[0])
            return Result(
                content: choice.content, reasoning: choice.reasoning, calls: choice.calls.map(\.name), began: began,
                closedNothing: closedNothing)
        }
        let message = try JSONValue(parsing: run.output)["choices"]?.arrayValue?.first?["message"]
        let calls = message?["tool_calls"]?.arrayValue ?? []
        return Result(
            content: message?["content"]?.stringValue ?? "",
            reasoning: message?["reasoning_content"]?.stringValue ?? "",
            calls: calls.compactMap { $0["function"]?["name"]?.stringValue }, began: began, closedNothing: closedNothing
        )
    }

    /// A call in it is only thought about.
    @Test(arguments: [true, false], [ReasoningStart.assumed, .yes]) func isKnown(streams: Bool, start: ReasoningStart)
        throws
    {
        let found = try read(Self.thought, start, streams: streams)
        #expect(found.calls == ["set_config"] && found.content.isEmpty)
        #expect(found.reasoning.hasPrefix("Maybe"))
        if start == .assumed { #expect(found.began == true) }
    }

    /// A whole text shows it by itself; of a stream it is known for the next one.
    @Test func isLearnt() throws {
        #expect(try read(Self.thought, .unknown, streams: false).calls == ["set_config"])
        #expect(try read(Self.thought, .unknown, streams: false).began == true)
        let stream = try read("Hm.\n</think>\n\nHello.", .unknown, streams: true)
        #expect(stream.content == "Hm.Hello." && stream.began == true)
        #expect(try read("Hello.", .unknown, streams: true).began == nil)
    }

    /// A client that waits for the whole gets it right at once, although the backend streams.
    @Test func isSeenInAnAssembledAnswer() throws {
        var run = TranslationRun(try BackendSample.request(streams: false), isStreamWanted: false)
        run.feed(Array(BackendSample.stream(Self.thought.map(String.init)).utf8))
        let message = try JSONValue(parsing: run.output)["choices"]?.arrayValue?.first?["message"]
        #expect(
            message?["tool_calls"]?.arrayValue?.compactMap { $0["function"]?["name"]?.stringValue } == ["set_config"])
        #expect(message?["reasoning_content"]?.stringValue?.hasPrefix("Maybe") == true)
        #expect(run.translator.beganInReasoning == true)
    }

    /// What was taken for reasoning was the answer, which is not lost.
    @Test(arguments: [true, false]) func isNoneAfterAll(streams: Bool) throws {
        let found = try read("It is sunny.", .assumed, streams: streams)
        #expect(found.content == "It is sunny." && found.began == false)
        let cut = try read("So, first of all", .assumed, streams: streams, finish: "length")
        #expect(cut.reasoning == "So, first of all" && cut.content.isEmpty && cut.began == nil)
    }

    /// A backend that separates it itself leaves none in the text.
    @Test(arguments: [true, false]) func isSeparatedByTheBackend(streams: Bool) throws {
        let found = try read("Hello. \(Self.call)", .assumed, streams: streams, reasoning: "Hm.")
        #expect(found.content == "Hello. " || found.content == "Hello.")
        #expect(found.reasoning == "Hm." && found.calls == ["now"] && found.began == false)
    }

    @Test func endsWithACall() throws {
        let found = try read("I call it. \(Self.call)", .assumed, streams: true)
        #expect(found.calls == ["now"] && found.began == nil && found.closedNothing)
    }

    /// Somebody has said that it begins outside.
    @Test func isDenied() throws {
        #expect(try read(Self.thought, .no, streams: false).calls == ["now", "set_config"])
    }

    @Test func undeclaredCalls() throws {
        let text = "Let me see.\n" + Self.call
        var settings = TranslationSettings()
        let request = try BackendSample.request(tools: nil)
        func read() throws -> StrictStreamReader.Choice {
            let answer = BackendSample.stream(text.map(String.init))
            let output = TranslationRun.output(of: answer, request: request, settings: settings)
            return try #require(try StrictStreamReader(output).choices[0])
        }
        #expect(try read().content == text)
        settings.undeclaredCalls = .strong
        #expect(try read().calls.map(\.name) == ["now"] && read().content == "Let me see.")
        #expect(try read().finishReason == "tool_calls")
    }

    @Test(arguments: [
        (#""messages":[{"role":"user","content":"hi"}]"#, true),
        (#""messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"Well,"}]"#, false),
        (#""messages":[{"role":"user","content":"hi"}],"chat_template_kwargs":{"enable_thinking":false}"#, false),
        (#""chat_template_kwargs":{"enable_thinking":true},"messages":[{"role":"user","content":"hi"}]"#, true),
    ])
    func requestsThatOpenNone(body: String, mayOpen: Bool) throws {
        #expect(try ChatRequest(body: Array("{\(body)}".utf8)).mayOpenReasoning == mayOpen)
    }
}
