import Testing
import ToolCallParsing

@testable import ProxyEngine

/// A backend's JSON answer for a client that wants a stream.
struct StreamSimulatorTests {
    private func read(_ body: String, usage: Bool = false, chunkSize: Int = 50) throws -> StrictStreamReader {
        var settings = TranslationSettings()
        settings.chunkSize = chunkSize
        let output = TranslationRun.output(
            of: body, request: try BackendSample.request(usage: usage), contentType: "application/json",
            settings: settings)
        return try StrictStreamReader(output)
    }

    private func body(_ text: String, more: String = "") -> String {
        BackendSample.completion(#"{"role":"assistant","content":\#(JSONValue.string(text).jsonText)}"#, more: more)
    }

    @Test(arguments: WrittenMessage.samples, [1, 3, 50, 100_000])
    func streams(_ sample: WrittenMessage, chunkSize: Int) throws {
        sample.expect(try read(body(sample.text), chunkSize: chunkSize).message)
    }

    /// Deltas have so many characters as a reader sees them, and none is cut.
    @Test(arguments: [1, 2, 5]) func cutsBetweenCharacters(chunkSize: Int) throws {
        let text = "aé👩‍👩‍👧e\u{301}\r\n🇳🇴b\u{0}\u{200D}"
        let found = try read(body(text), chunkSize: chunkSize)
        #expect(found.message.content == text)
        let deltas = found.chunks.compactMap { $0["choices"]?.arrayValue?.first?["delta"]?["content"]?.stringValue }
        let expected = stride(from: 0, to: text.count, by: chunkSize).map {
            String(text.dropFirst($0).prefix(chunkSize))
        }
        #expect(deltas.filter { !$0.isEmpty } == expected)
    }

    @Test(arguments: [true, false]) func givesUsageWhereAsked(isAsked: Bool) throws {
        let more = #","usage":{"prompt_tokens":7,"completion_tokens":3},"timings":{"x":1}"#
        let found = try read(body("a", more: more), usage: isAsked)
        #expect((found.usage != nil) == isAsked)
        #expect(found.chunks.contains { $0["timings"]?["x"] == .number("1") })
    }

    /// What the proxy does not know comes with the end.
    @Test func keepsUnknownMembers() throws {
        let found = try read(
            BackendSample.completion(
                #"{"role":"assistant","content":"a","annotations":[1]}"#,
                choice: #","logprobs":{"content":[{"token":"a"}]},"stop_reason":7"#, more: #","provider":"p""#))
        let chunk = try #require(found.chunks.last)
        let choice = try #require(chunk["choices"]?.arrayValue?.first)
        #expect(chunk["provider"] == .string("p"))
        #expect(choice["logprobs"]?["content"]?.arrayValue?.count == 1)
        #expect(choice["stop_reason"] == .number("7"))
        #expect(choice["delta"]?["annotations"] == .array([.number("1")]))
    }

    @Test func streamsNativeCallsAndReasoning() throws {
        let found = try read(
            BackendSample.completion(
                #"{"content":null,"reasoning_content":"Hm.","tool_calls":[{"function":{"name":"now","arguments":{"x": 1}}}]}"#
            ))
        #expect(found.message.reasoning == "Hm.")
        #expect(found.message.calls == [.init(id: "call_made1", name: "now", arguments: #"{"x":1}"#)])
        #expect(found.message.finishReason == "tool_calls")
    }

    @Test func keepsChoicesApart() throws {
        let found = try read(
            #"{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"},{"index":1,"message":{"content":"b"},"finish_reason":"length"}]}"#
        )
        #expect(found.choices.mapValues(\.content) == [0: "a", 1: "b"])
        #expect(found.choices.mapValues(\.finishReason) == [0: "stop", 1: "length"])
    }
}
