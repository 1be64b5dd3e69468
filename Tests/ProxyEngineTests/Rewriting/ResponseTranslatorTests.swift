import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct ResponseTranslatorTests {
    static let late = ProxyError(
        status: 504, type: "backend_error", code: "backend_timeout", message: "late", side: .backend)
    static let json = "application/json"

    private func run(
        _ answer: String, streams: Bool = true, contentType: String = "text/event-stream", status: Int = 200,
        isCommitted: Bool = false, ending: UpstreamEnding = .complete, translates: Bool = true
    ) throws -> TranslationRun {
        var settings = TranslationSettings()
        settings.translates = translates
        var run = TranslationRun(
            try BackendSample.request(streams: streams), contentType: contentType, status: status,
            isCommitted: isCommitted, settings: settings)
        run.feed(Array(answer.utf8), ending: ending)
        return run
    }

    @Test(arguments: [true, false]) func tellsTheHead(streams: Bool) throws {
        var translator = ResponseTranslator(
            request: try BackendSample.request(streams: streams), settings: TranslationSettings(),
            isStreamWanted: streams, newCallID: { "call_1" })
        let head = translator.begin(status: 200, contentType: "Text/Event-Stream; charset=utf-8", isCommitted: false)
        let type = streams ? "text/event-stream" : "application/json"
        #expect(head == TranslatedHead(status: 200, contentType: type, streams: streams))
    }

    @Test func marksWhatItDid() throws {
        let call = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        let body = BackendSample.completion(#"{"content":\#(JSONValue.string(call).jsonText)}"#)
        let simulated = try run(body, contentType: Self.json).translator
        #expect(simulated.rewrites == ["simulated", "tool_calls=hermes-json;n=1"])
        #expect(simulated.headAtFinish == TranslatedHead(status: 200, contentType: "text/event-stream", streams: true))
        #expect(
            try run(BackendSample.stream([call, call]), streams: false).translator.rewrites
                == ["assembled", "tool_calls=hermes-json;n=2"])
        #expect(try run(BackendSample.stream(["a"])).translator.rewrites.isEmpty)
    }

    /// An error of the backend goes on as it is.
    @Test(arguments: [
        #"{"error":{"message":"no model","type":"not_found","code":404}}"#, #"{"detail":"Not Found"}"#, "<html>", "",
    ])
    func passesErrors(_ body: String) throws {
        for streams in [true, false] {
            let run = try run(body, streams: streams, contentType: Self.json, status: 404)
            #expect(run.text == body)
            #expect(run.translator.headAtFinish.status == 404)
            #expect(run.translator.failure?.side == .backend)
        }
    }

    /// Where the stream has been opened, every end is an event and `[DONE]`.
    @Test(
        arguments: [
            (#"{"error":{"message":"boom"}}"#, json, 500, UpstreamEnding.complete, "boom"),
            (#"{"error":"boom"}"#, json, 200, .complete, "boom"), ("boom", "text/plain", 502, .complete, "boom"),
            (#"{"object":"odd"}"#, json, 200, .complete, "odd"), ("", json, 200, .failed(late), "late"),
            (#"{"choices":[]}"#, json, 200, .complete, "choices"),
            ("x", "text/event-stream", 200, .failed(late), "late"),
        ])
    func endsAnOpenedStream(_ sample: (String, String, Int, UpstreamEnding, String)) throws {
        let run = try run(
            sample.0, contentType: sample.1, status: sample.2, isCommitted: true, ending: sample.3)
        let found = try StrictStreamReader(run.output)
        #expect(found.error?["message"]?.stringValue?.contains(sample.4) == true)
        #expect(run.translator.failure != nil)
    }

    /// An overflow of the context is told as clients know it.
    @Test(arguments: [
        #"{"error":{"code":400,"message":"m","type":"exceed_context_size_error"}}"#,
        #"{"error":{"code":400,"message":"This model's maximum context length is 8 tokens","type":"BadRequestError"}}"#,
        #"{"error":{"message":"request (9 tokens) exceeds the available context size (8 tokens)"}}"#,
        #"{"error":"Context size has been exceeded."}"#,
    ])
    func namesAnOverflow(_ body: String) throws {
        let run = try run(body, contentType: Self.json, status: 400)
        #expect(try JSONValue(parsing: run.output)["error"]?["code"] == .string("context_length_exceeded"))
    }

    /// A body without an end is given up in time.
    @Test func boundsABody() throws {
        var run = TranslationRun(try BackendSample.request(streams: false), contentType: Self.json)
        let piece = [UInt8](repeating: 0x20, count: 8 << 20)
        for _ in 0..<9 { run.feed(piece, ending: nil) }
        run.feed([])
        #expect(run.translator.failure?.code == "backend_answer_too_long")
        #expect(run.output.count < 1000)
    }

    /// Passthrough: to the byte, but seen.
    @Test(arguments: [true, false]) func passesThrough(streams: Bool) throws {
        let answer = "data:{\"choices\" : [ ] }\r\n\r\n" + BackendSample.stream(["<tool_call>"]) + "data: not json\n\n"
        let run = try run(answer, streams: streams, translates: false)
        #expect(run.text == answer)
        #expect(run.translator.hasFirstToken)
        #expect(run.translator.rewrites.isEmpty)
    }

    /// What would have been rewritten is known, and the client's text is whole.
    @Test(arguments: [true, false]) func notesWhatItLeaves(streams: Bool) throws {
        let call = #"<tool_call>{"name": "now", "arguments": {"x": 1,}}</tool_call>"#
        let text = "<think>hm</think>Let me see. " + call
        let answer =
            streams
            ? BackendSample.stream(text.map(String.init))
            : BackendSample.completion(#"{"content":\#(JSONValue.string(text).jsonText)}"#)
        var run = try run(
            answer, streams: streams, contentType: streams ? "text/event-stream" : Self.json, translates: false)
        #expect(run.text == answer)
        #expect(run.mostHeld == 0)
        let calls = run.translator.takeCalls()
        #expect(calls.map(\.name) == ["now"])
        #expect(calls.first?.isLeftInText == true && calls.first?.dialect == "hermes-json")
        #expect(calls.first?.arguments == #"{"x": 1}"# && calls.first?.repairs.count == 1)
        #expect(run.translator.rewrites.isEmpty)
        let outcome = run.translator.outcome(status: 200)
        #expect(outcome.finishReason == "stop")
        if !streams {
            #expect(
                outcome.progress.transcript.first?.parts == [
                    TranscriptPart(.content, text: text, span: 0..<text.utf8.count)
                ])
        }
    }

    /// Without tools, or where they are forbidden, nothing is a call.
    @Test func translatesOnlyWhereThereAreTools() throws {
        let answer = BackendSample.stream([#"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#, "<think>a"])
        let forbidden = BackendSample.tools + #","tool_choice":"none""#
        let none = TranslationRun.output(of: answer, request: try BackendSample.request(tools: nil))
        #expect(String(decoding: none, as: UTF8.self) == answer)
        let found = try BackendSample.read(answer, tools: forbidden)
        #expect(found.message.calls.isEmpty)
    }

    @Test(arguments: zip(ReasoningMode.allCases, [false, true, false])) func separatesReasoning(
        mode: ReasoningMode, separates: Bool
    ) throws {
        var settings = TranslationSettings()
        settings.reasoning = mode
        let answer = BackendSample.stream(["<think>a</think>b"])
        let output = TranslationRun.output(
            of: answer, request: try BackendSample.request(tools: nil), settings: settings)
        let message = try StrictStreamReader(output).message
        #expect(message.reasoning == (separates ? "a" : ""))
        #expect(message.content == (separates ? "b" : "<think>a</think>b"))
    }

    /// What has been taken is not taken again, and all pieces together are the whole.
    @Test func tellsTheTranscriptOnce() throws {
        var run = TranslationRun(try BackendSample.request())
        var transcript = Transcript()
        let text = #"a<tool_call>{"name": "now", "arguments": {"x": 1}}</tool_call>"#
        for byte in BackendSample.stream(text.map(String.init)).utf8 {
            var output: [UInt8] = []
            [byte].withUnsafeBytes { run.translator.receive($0, into: &output) }
            for delta in run.translator.takeProgress().transcript { transcript.append(delta) }
        }
        run.feed([])
        let outcome = run.translator.outcome(status: 200)
        for delta in outcome.progress.transcript { transcript.append(delta) }
        #expect(String(decoding: transcript.raw, as: UTF8.self) == text)
        #expect(transcript.parts.first == TranscriptPart(.content, text: "a", span: 0..<1))
        #expect(transcript.parts.contains { $0.text == #"{"x": 1}"# })
        #expect(outcome.finishReason == "tool_calls" && outcome.backendFinishReason == "stop")
    }
}
