import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct StreamTranslationTests {
    private func read(_ answer: String, tools: String? = BackendSample.tools) throws -> StrictStreamReader {
        try BackendSample.read(answer, tools: tools)
    }

    /// What needs no change comes out to the byte.
    @Test(arguments: [nil, BackendSample.tools]) func passesText(tools: String?) throws {
        let answer = BackendSample.stream(["Hello", " ", "wörld 🌦", "\n\"quoted\"", " <b> { [x] TOOL"])
        let output = TranslationRun.output(of: answer, request: try BackendSample.request(tools: nil))
        #expect(String(decoding: output, as: UTF8.self) == answer)
        #expect(try read(answer, tools: tools).message.content == "Hello wörld 🌦\n\"quoted\" <b> { [x] TOOL")
    }

    /// The same message, in whatever deltas the text comes.
    @Test(arguments: WrittenMessage.samples, [1, 2, 3, 7, 1000])
    func translatesText(_ sample: WrittenMessage, deltaSize: Int) throws {
        let scalars = Array(sample.text.unicodeScalars)
        let deltas = stride(from: 0, to: scalars.count, by: deltaSize).map { start in
            String(String.UnicodeScalarView(scalars[start..<min(start + deltaSize, scalars.count)]))
        }
        sample.expect(try read(BackendSample.stream(deltas)).message)
    }

    /// A call is told while it is still being written.
    @Test func streamsArguments() throws {
        var run = TranslationRun(try BackendSample.request())
        run.feed(Array(BackendSample.role.utf8), ending: nil)
        run.feed(Array(BackendSample.text(#"<tool_call>{"name": "write_file", "arguments": {"con"#).utf8), ending: nil)
        // A declaration has a name, too: the first key shows that this is none.
        #expect(!run.text.contains("write_file"))
        run.feed(Array(BackendSample.text(#"tent": "abc"#).utf8), ending: nil)
        #expect(run.text.contains(#""name":"write_file","arguments":"""#))
        #expect(run.text.contains("abc"))
        #expect(run.translator.takeCalls().isEmpty)
        run.feed(Array(BackendSample.text(#"def"}}</tool_call>"#).utf8), ending: nil)
        run.feed(Array((BackendSample.chunk("{}", finish: "stop") + BackendSample.done).utf8))
        let calls = run.translator.takeCalls()
        #expect(calls.map(\.arguments) == [#"{"content": "abcdef"}"#])
        #expect(calls.map(\.dialect) == ["hermes-json"])
        #expect(run.translator.rewrites == ["tool_calls=hermes-json;n=1"])
    }

    /// A model that calls without closing its reasoning, behind a backend that separates reasoning: there is no other answer.
    @Test(arguments: ["reasoning_content", "reasoning"], [true, false])
    func findsTheCallInReasoningThatIsAll(key: String, isWhole: Bool) throws {
        let text = "Let me see.\n<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>"
        let pieces = (isWhole ? [text] : text.map(String.init)).map { BackendSample.text($0, key: key) }
        let blank = BackendSample.text("\n\n")
        let end = BackendSample.chunk("{}", finish: "stop") + BackendSample.done
        for answer in [pieces.joined() + end, pieces.joined() + blank + end] {
            let message = try read(BackendSample.role + answer).message
            #expect(message.reasoning == text)
            #expect(message.calls.map(\.name) == ["now"])
            #expect(message.finishReason == "tool_calls")
            var run = TranslationRun(try BackendSample.request())
            run.feed(Array((BackendSample.role + answer).utf8))
            #expect(run.translator.takeCalls().first?.finding?.isInReasoning == true)
        }
        // Without tools nobody wants a call, and a name that is none of them is no call.
        #expect(try read(pieces.joined() + end, tools: nil).message.calls.isEmpty)
        let other = BackendSample.text(text.replacing("now", with: "later"), key: key)
        #expect(try read(other + end).message.finishReason == "stop")
    }

    /// A whole answer is read in the same way.
    @Test func findsTheCallInAWholeAnswersReasoning() throws {
        let message =
            #"{"role":"assistant","content":null,"reasoning_content":"So: <tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>"}"#
        let output = TranslationRun.output(
            of: BackendSample.completion(message), request: try BackendSample.request(streams: false),
            contentType: "application/json")
        let answer = try JSONValue(parsing: Array(output))
        let choice = try #require(answer["choices"]?.arrayValue?.first)
        #expect(choice["message"]?["tool_calls"]?.arrayValue?.count == 1)
        #expect(choice["message"]?["reasoning_content"]?.stringValue?.hasPrefix("So: ") == true)
        #expect(choice["finish_reason"]?.stringValue == "tool_calls")
    }

    /// Reasoning that the backend separated passes, under the name that it came with.
    @Test(arguments: ["reasoning_content", "reasoning"]) func passesReasoning(key: String) throws {
        let call = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        let pieces = [
            BackendSample.text("Let ", key: key), BackendSample.text(call, key: key), BackendSample.text("Done."),
        ]
        let end = BackendSample.chunk("{}", finish: "stop") + BackendSample.done
        let plain = BackendSample.role + pieces.joined() + end
        #expect(try BackendSample.output(plain) == plain)
        // The role in every delta makes each event be written anew.
        let repeated = plain.replacing("\"delta\":{\"\(key)", with: "\"delta\":{\"role\":\"assistant\",\"\(key)")
        #expect(try BackendSample.output(repeated).contains("{\"\(key)\":\"Let \"}"))
        for answer in [plain, repeated] {
            let message = try read(answer).message
            #expect(message.reasoning == "Let " + call)
            #expect(message.calls.isEmpty && message.content == "Done." && message.finishReason == "stop")
        }
    }

    /// mlx_lm.server writes the role into each delta; others leave it out.
    @Test(arguments: [#"{"role":"assistant","content":"#, #"{"content":"#, #"{"role":"","content":"#])
    func tellsTheRoleOnce(start: String) throws {
        let answer = ["a", "b", "c"].map { BackendSample.chunk(start + "\"\($0)\"}") }.joined()
        let end = BackendSample.chunk("{}", finish: "stop") + BackendSample.done
        #expect(try read(answer + end).message.content == "abc")
    }

    /// The role stands in the first delta, also where that says nothing else.
    @Test func tellsTheRoleFirst() throws {
        let answer = BackendSample.chunk("{}") + BackendSample.role + BackendSample.text("a")
        #expect(
            try read(answer + BackendSample.chunk("{}", finish: "stop") + BackendSample.done).message.content == "a")
    }

    /// An empty finish reason is none.
    @Test func takesAnEmptyFinishReasonForNone() throws {
        let pieces = ["a", "b"].map { BackendSample.chunk("{\"content\":\"\($0)\"}", finish: "") }.joined()
        let message = try read(pieces + BackendSample.chunk("{}", finish: "stop") + BackendSample.done).message
        #expect(message.content == "ab")
        #expect(message.finishReason == "stop")
        #expect(try read(pieces + BackendSample.done).message.finishReason == "stop")
    }

    /// What comes for a choice after its end is not told.
    @Test func endsAChoiceOnce() throws {
        let end = BackendSample.chunk("{}", finish: "stop")
        let late = BackendSample.chunk("{}", finish: "stop", choice: #","x":1"#) + BackendSample.text("late")
        let answer = BackendSample.role + BackendSample.text("a") + end + late + BackendSample.done
        #expect(try read(answer).message.content == "a")
    }

    @Test(
        arguments: zip(
            ["stop", "eos", "eos_token", "end_turn", "length", "content_filter", "tool_calls"],
            ["stop", "stop", "stop", "stop", "length", "content_filter", "stop"]))
    func givesOpenAIsFinishReasons(backend: String, client: String) throws {
        let answer = BackendSample.stream(["a"], finish: backend)
        #expect(try read(answer).message.finishReason == client)
    }

    /// Identity that is missing or changes is made one.
    @Test(arguments: [
        (#""id":"chatcmpl-1","#, ""), (#""id":"chatcmpl-1","#, #""id":"","#), (#""id":"chatcmpl-1","#, #""id":null,"#),
        (#""created":1700000000,"#, ""), (#""created":1700000000,"#, #""created":null,"#), (#""model":"m","#, ""),
        (#""model":"m","#, #""model":null,"#), (#""object":"chat.completion.chunk""#, #""object":"chat.completion""#),
    ])
    func givesOneIdentity(_ change: (String, String)) throws {
        let answer = BackendSample.stream(["a", "b"]).replacing(change.0, with: change.1)
        #expect(try read(answer).message.content == "ab")
    }

    @Test func keepsTheFirstIdentity() throws {
        let logprobs = #","logprobs":{"content":[1]}"#
        let answer =
            BackendSample.role + BackendSample.text("a").replacing("chatcmpl-1", with: "chatcmpl-2")
            + BackendSample.chunk(#"{"content":"b"}"#, choice: logprobs, more: #","timings":{"x":1}"#)
            .replacing("1700000000", with: "1700000001") + BackendSample.chunk("{}", finish: "stop")
            + BackendSample.done
        let found = try read(answer)
        #expect(found.message.content == "ab")
        #expect(found.chunks.contains { $0["timings"]?["x"] == .number("1") })
        #expect(found.chunks.contains { $0["choices"]?.arrayValue?.first?["logprobs"]?["content"] != nil })
    }

    /// Members that the proxy does not know stay, whether an event passes or is written anew.
    @Test(arguments: ["a", "<tool_call>"]) func keepsUnknownMembers(text: String) throws {
        let chunk = BackendSample.chunk(
            #"{"content":"\#(text)","odd":[1]}"#, choice: #","logprobs":{"content":[{"token":"x"}]}"#,
            more: #","timings":{"predicted_n":1},"provider":"p""#)
        let end = BackendSample.chunk("{}", finish: "stop", choice: #","stop_reason":7"#) + BackendSample.done
        let found = try read(BackendSample.role + chunk + end)
        #expect(found.message.content == text)
        let choices = found.chunks.compactMap { $0["choices"]?.arrayValue?.first }
        #expect(choices.count { $0["logprobs"]?["content"] != nil } == 1)
        #expect(choices.count { $0["delta"]?["odd"] != nil } == 1)
        #expect(choices.last?["stop_reason"] == .number("7"))
        #expect(found.chunks.count { $0["timings"] != nil && $0["provider"] == .string("p") } == 1)
        #expect(found.chunks.allSatisfy { $0["system_fingerprint"] == .string("b1") })
    }

    /// Several choices: each has its own parser, its own calls and its own end.
    @Test(arguments: [true, false]) func keepsChoicesApart(inOneEvent: Bool) throws {
        let call = #"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#
        func event(_ first: String, _ second: String, finish: String = "null", more: String = "") -> String {
            let elements = [first, second].enumerated().map { index, text in
                #"{"index":\#(index),"delta":{"content":"\#(text)"},"finish_reason":\#(finish),"logprobs":{"at":\#(index)}}"#
            }
            let events = inOneEvent ? [elements.joined(separator: ",")] : elements
            return events.map {
                #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[\#($0)]\#(more)}"#
                    + "\n\n"
            }.joined()
        }
        let escaped = call.replacing("\"", with: "\\\"")
        let cut = escaped.index(escaped.startIndex, offsetBy: 7)
        let answer =
            event("x", String(escaped[..<cut])) + event("", String(escaped[cut...]))
            + event("y", " ", finish: "\"stop\"", more: #","timings":{"x":1}"#)
        let found = try read(answer + BackendSample.done)
        #expect(found.choices[0]?.content == "xy")
        #expect(found.choices[0]?.finishReason == "stop")
        #expect(found.choices[1]?.calls.map(\.name) == ["now"])
        #expect(found.choices[1]?.finishReason == "tool_calls")
        for index in 0...1 {
            let choices = found.chunks.compactMap { $0["choices"]?.arrayValue?.first }
            #expect(choices.contains { $0["logprobs"]?["at"] == .number("\(index)") })
        }
        #expect(found.chunks.contains { $0["timings"] != nil })
    }

    /// llama-server's progress of reading the prompt is for the monitor.
    @Test func takesPromptProgress() throws {
        var run = TranslationRun(try BackendSample.request())
        let progress = #","prompt_progress":{"total":100,"cache":10,"processed":50,"time_ms":3}"#
        let chunk = BackendSample.chunk(#"{"role":"assistant","content":null}"#, more: progress)
        run.feed(Array((": keepalive 20/80\n\n").utf8), ending: nil)
        #expect(run.translator.takeProgress().prefill == PrefillProgress(processed: 20, total: 80))
        run.feed(Array((chunk + chunk).utf8), ending: nil)
        #expect(run.translator.takeProgress().prefill == PrefillProgress(processed: 50, total: 100, cached: 10))
        #expect(!run.translator.hasFirstToken)
        run.feed(Array(BackendSample.stream(["a"]).utf8))
        #expect(run.translator.hasFirstToken)
        #expect(!run.text.contains("prompt_progress"))
        let found = try StrictStreamReader(run.output)
        #expect(found.comments == [": keepalive 20/80"])
        #expect(found.message.content == "a")
    }

    /// A client that asks for it gets it.
    @Test func showsPromptProgressWhereAsked() throws {
        let body = #"{"model":"m","stream":true,"return_progress":true,"messages":[{"role":"user","content":"hi"}]}"#
        var run = TranslationRun(try ChatRequest(body: Array(body.utf8)))
        let progress = #","prompt_progress":{"total":100,"cache":10,"processed":50,"time_ms":3}"#
        let chunk = BackendSample.chunk(#"{"role":"assistant","content":null}"#, more: progress)
        run.feed(
            Array(
                (chunk + BackendSample.text("a") + BackendSample.chunk("{}", finish: "stop") + BackendSample.done).utf8)
        )
        #expect(run.text.contains("prompt_progress"))
        #expect(try StrictStreamReader(run.output).message.content == "a")
    }
}
