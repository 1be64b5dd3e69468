import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct StreamTranslationEndingTests {
    static let usage = BackendSample.usage
    static let end = BackendSample.chunk("{}", finish: "stop")

    /// A usage chunk where asked, none where not.
    @Test(arguments: [true, false]) func givesUsageWhereAsked(isAsked: Bool) throws {
        let answer = BackendSample.role + BackendSample.text("a") + Self.end + Self.usage + BackendSample.done
        let found = try BackendSample.read(answer, usage: isAsked)
        #expect((found.usage != nil) == isAsked)
        #expect(found.usage.map { $0["total_tokens"] == .number("10") } ?? true)
        var run = TranslationRun(try BackendSample.request(usage: isAsked))
        run.feed(Array(answer.utf8))
        #expect(run.translator.outcome(status: 200).usage == TokenUsage(prompt: 7, completion: 3))
    }

    /// Usage in other places than OpenAI's: beside the finish reason, or in each chunk.
    @Test(arguments: [true, false], [true, false]) func movesUsage(isInEach: Bool, isAsked: Bool) throws {
        let more = #","usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}"#
        let text = BackendSample.chunk(#"{"content":"a"}"#, more: isInEach ? more : #","usage":null"#)
        let answer = BackendSample.role + text + BackendSample.chunk("{}", finish: "stop", more: more)
        let found = try BackendSample.read(answer + BackendSample.done, usage: isAsked)
        #expect(found.message.content == "a")
        #expect((found.usage != nil) == isAsked)
    }

    private static let timings = #","timings":{"prompt_n":5,"predicted_n":3,"predicted_per_second":20.5}"#

    /// Timings come once, with the end or the usage, and are known to the monitor.
    @Test(arguments: [true, false], ["end", "usage", "both"])
    func givesTimingsOnce(isAsked: Bool, place: String) throws {
        let end = BackendSample.chunk("{}", finish: "stop", more: place == "usage" ? "" : Self.timings)
        let usage = place == "end" ? Self.usage : Self.usage.replacing("}}\n", with: "}\(Self.timings)}\n")
        let answer = BackendSample.role + BackendSample.text("a") + end + usage + BackendSample.done
        let found = try BackendSample.read(answer, usage: isAsked)
        #expect(found.chunks.contains { $0["timings"]?["predicted_n"] == .number("3") })
        var run = TranslationRun(try BackendSample.request(usage: isAsked))
        run.feed(Array(answer.utf8))
        #expect(run.translator.outcome(status: 200).usage.decodeRate == 20.5)
    }

    /// Without `[DONE]` but with the finish reason a stream is whole.
    @Test func doesNotNeedDone() throws {
        let found = try BackendSample.read(BackendSample.role + BackendSample.text("a") + Self.end)
        #expect(found.message.finishReason == "stop" && found.error == nil)
    }

    /// Without the finish reason but with `[DONE]` too.
    @Test func doesNotNeedAFinishReason() throws {
        let call = BackendSample.text(#"<tool_call>{"name": "now", "arguments": {}"#)
        let found = try BackendSample.read(BackendSample.role + call + BackendSample.done)
        #expect(found.message.calls.map(\.arguments) == ["{}"])
        #expect(found.message.finishReason == "tool_calls")
    }

    /// A stream that breaks off: what was held comes out, then an error, then the end; no call is completed.
    @Test(arguments: [
        UpstreamEnding.complete,
        .failed(
            ProxyError(status: 504, type: "backend_error", code: "backend_timeout", message: "late", side: .backend)),
    ])
    func endsABrokenStream(_ ending: UpstreamEnding) throws {
        let text = try BackendSample.read(BackendSample.role + BackendSample.text("a <tool_c"), ending: ending)
        #expect(text.message.content == "a <tool_c")
        #expect(text.message.finishReason == nil)
        let code = ending == .complete ? "backend_broke_off" : "backend_timeout"
        #expect(text.error?["code"] == .string(code))
        let call = BackendSample.text(#"<tool_call>{"name": "write_file", "arguments": {"path": "a"#)
        let found = try BackendSample.read(BackendSample.role + call, ending: ending)
        #expect(found.message.calls.map(\.arguments) == [#"{"path": "a"#])
        #expect(found.message.content.isEmpty)
        #expect(found.error != nil)
    }

    @Test func tellsOfAnEmptyStream() throws {
        #expect(try BackendSample.read("").error?["code"] == .string("backend_broke_off"))
        #expect(try BackendSample.read(BackendSample.done).error?["code"] == .string("backend_empty_stream"))
    }

    /// Errors in the stream, as llama-server (old and new), vLLM and mlx_lm.server write them.
    @Test(arguments: [
        #"data: {"error":{"code":500,"message":"boom","type":"server_error"}}"#, #"data: {"error":"boom"}"#,
        #"error: {"code":500,"message":"boom","type":"server_error"}"#, "event: error\ndata: {\"message\":\"boom\"}",
        "event: error\ndata: {\"error\":{\"message\":\"boom\"}}", "error: boom",
    ])
    func passesErrorsOn(_ error: String) throws {
        let answer = BackendSample.role + BackendSample.text("a<") + error + "\n\n" + BackendSample.done
        let found = try BackendSample.read(answer)
        #expect(found.message.content == "a<")
        #expect(found.error?["message"] == .string("boom"))
        var run = TranslationRun(try BackendSample.request())
        run.feed(Array(answer.utf8))
        #expect(run.translator.failure?.message == "boom")
    }

    @Test func namesAnOverflow() throws {
        let found = try BackendSample.read(
            #"data: {"error":{"code":400,"message":"m","type":"exceed_context_size_error","n_ctx":8}}"# + "\n\n")
        #expect(found.error?["code"] == .string("context_length_exceeded"))
        #expect(found.error?["backend_code"] == .number("400"))
        #expect(found.error?["n_ctx"] == .number("8"))
    }
}
