import Testing
import ToolCallParsing

@testable import ProxyEngine

struct LostGenerationTests {
    static let text = #"Looking. <tool_call>{"name": "get_weather", "arguments": {"city": "Oslo"}}</tool_call>"#

    /// As llama-server writes it.
    static func error(_ text: String = Self.text, at position: Int = 0) -> String {
        let message = JSONValue.string("Failed to parse input at pos \(position): \(text)").jsonText
        return #"{"error":{"code":500,"message":\#(message),"type":"server_error"}}"#
    }

    @Test(arguments: [true, false], [true, false])
    func isDelivered(streams: Bool, isCommitted: Bool) throws {
        guard streams || !isCommitted else { return }
        var run = TranslationRun(
            try BackendSample.request(streams: streams), contentType: "application/json", status: 500,
            isCommitted: isCommitted)
        run.feed(Array(Self.error().utf8))
        #expect(run.translator.failure == nil)
        #expect(run.translator.rewrites.first == "rescued")
        if !isCommitted { #expect(run.translator.headAtFinish.status == 200) }
        if streams {
            let read = try StrictStreamReader(run.output)
            #expect(read.message.content == "Looking.")
            #expect(read.message.calls.map(\.name) == ["get_weather"])
            #expect(read.message.finishReason == "tool_calls")
        } else {
            let choice = try JSONValue(parsing: run.output)["choices"]?.arrayValue?.first
            #expect(choice?["finish_reason"] == .string("tool_calls"))
            #expect(choice?["message"]?["tool_calls"]?.arrayValue?.count == 1)
        }
    }

    /// The error comes inside the stream, after text that has been sent.
    @Test func isDeliveredInTheStream() throws {
        let read = try BackendSample.read(
            BackendSample.role + BackendSample.text("First. ") + "data: " + Self.error(at: 7) + "\n\n")
        #expect(read.message.content == "First. Looking.")
        #expect(read.message.calls.map(\.name) == ["get_weather"])
        #expect(read.error == nil && read.message.finishReason == "tool_calls")
    }

    @Test(arguments: [
        "Failed to parse input at pos 3", "Failed to parse input at pos x: a", "Failed to parse input at pos : a",
        "Failed to parse input at pos 3: ", "failed", "",
    ])
    func otherErrorsStay(_ message: String) throws {
        let body = #"{"error":{"message":\#(JSONValue.string(message).jsonText)}}"#
        var run = TranslationRun(try BackendSample.request(), contentType: "application/json", status: 500)
        run.feed(Array(body.utf8))
        #expect(run.text == body)
        #expect(run.translator.headAtFinish.status == 500 && run.translator.failure != nil)
    }

    /// A backend that talks of tools and streams in what it lost does not refuse to stream.
    @Test func isNoRefusal() {
        let body = Self.error("I stream the tool's output")
        #expect(!StreamPlan.isRefusal(status: 500, body: body.utf8))
        #expect(StreamPlan.isRefusal(status: 500, body: "Cannot use tools with stream".utf8))
    }
}
