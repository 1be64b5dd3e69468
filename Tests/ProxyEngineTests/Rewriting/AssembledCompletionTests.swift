import Testing
import ToolCallParsing

@testable import ProxyEngine

/// A backend's stream for a client that wants one body.
struct AssembledCompletionTests {
    private func body(_ answer: String, ending: UpstreamEnding = .complete) throws -> JSONValue {
        let request = try BackendSample.request(streams: false)
        return try JSONValue(parsing: TranslationRun.output(of: answer, request: request, ending: ending))
    }

    @Test(arguments: WrittenMessage.samples) func assembles(_ sample: WrittenMessage) throws {
        let value = try body(
            BackendSample.stream(sample.text.map(String.init)).replacing(
                BackendSample.done, with: BackendSample.usage + BackendSample.done))
        #expect(value["object"] == .string("chat.completion"))
        #expect(value["id"] == .string("chatcmpl-1"))
        #expect(value["created"] == .number("1700000000"))
        #expect(value["usage"]?["total_tokens"] == .number("10"))
        #expect(value["system_fingerprint"] == .string("b1"))
        sample.expect(choice: value["choices"]?.arrayValue?.first)
        #expect(value["choices"]?.arrayValue?.first?["message"]?["role"] == .string("assistant"))
    }

    @Test func collectsNativeCallsLogprobsAndTimings() throws {
        let logprobs = (1...2).map {
            BackendSample.chunk(#"{"content":"a"}"#, choice: #","logprobs":{"content":[\#($0)]}"#)
        }
        let answer =
            logprobs.joined() + BackendSample.chunk(StreamTranslationCallsTests.head)
            + BackendSample.chunk(StreamTranslationCallsTests.more)
            + BackendSample.chunk(StreamTranslationCallsTests.rest)
            + BackendSample.chunk("{}", finish: "stop", more: #","timings":{"x":1}"#) + BackendSample.done
        let value = try body(answer)
        let choice = try #require(value["choices"]?.arrayValue?.first)
        #expect(value["timings"]?["x"] == .number("1"))
        #expect(choice["logprobs"]?["content"] == .array([.number("1"), .number("2")]))
        #expect(choice["finish_reason"] == .string("tool_calls"))
        let call = choice["message"]?["tool_calls"]?.arrayValue?.first
        #expect(call?["id"] == .string("call_a"))
        #expect(call?["function"]?["arguments"] == .string(#"{"x":1}"#))
    }

    /// The token that ends an answer has an entry and no text.
    @Test func keepsTheEndTokensLogprobs() throws {
        func entry(_ token: String) -> String { #","logprobs":{"content":[{"token":"\#(token)"}]}"# }
        let answer =
            BackendSample.chunk(#"{"content":"a"}"#, choice: entry("a"))
            + BackendSample.chunk("{}", finish: "stop", choice: entry("<end>")) + BackendSample.done
        let choice = try #require(try body(answer)["choices"]?.arrayValue?.first)
        let tokens = choice["logprobs"]?["content"]?.arrayValue?.compactMap { $0["token"]?.stringValue }
        #expect(tokens == ["a", "<end>"])
    }

    @Test func keepsTheNameOfReasoning() throws {
        let answer = BackendSample.role + BackendSample.text("Hm.", key: "reasoning") + BackendSample.text("a")
        let value = try body(answer + BackendSample.chunk("{}", finish: "stop") + BackendSample.done)
        #expect(value["choices"]?.arrayValue?.first?["message"]?["reasoning"] == .string("Hm."))
    }

    /// A whole answer that is not whole is an error, with the backend's status where it gives one.
    @Test(
        arguments: zip(
            [
                "", #"data: {"error":{"code":503,"message":"m"}}"# + "\n\n",
                #"data: {"error":{"code":7,"message":"m"}}"#,
            ],
            [502, 503, 502]))
    func fails(_ end: String, _ status: Int) throws {
        var run = TranslationRun(try BackendSample.request(streams: false))
        run.feed(Array((BackendSample.role + BackendSample.text("a") + end).utf8))
        #expect(run.translator.headAtFinish.status == status)
        #expect(run.translator.failure != nil)
        #expect(try JSONValue(parsing: run.output)["error"]?["message"]?.stringValue?.isEmpty == false)
    }
}
