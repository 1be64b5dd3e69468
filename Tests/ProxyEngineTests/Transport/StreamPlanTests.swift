import Monitoring
import Testing

@testable import ProxyEngine

struct StreamPlanTests {
    private func ask(
        _ mode: StreamMode, stream: Bool, tools: Bool = true, kind: BackendKind = .openAI, refuses: Bool = false,
        assemble: AssembleMode = .automatic
    ) -> StreamPlan {
        StreamPlan.ask(
            mode: mode, assemble: assemble, wantsStream: stream, hasTools: tools, kind: kind,
            refusesStreamedTools: refuses)
    }

    @Test func asksForWhatTheModeSays() {
        #expect(ask(.passthrough, stream: true).upstream == .unchanged)
        #expect(ask(.buffered, stream: true).upstream == .unstreamed)
        #expect(ask(.live, stream: true) == StreamPlan(upstream: .streamed, mayRepeatUnstreamed: false))
        #expect(ask(.auto, stream: true) == StreamPlan(upstream: .streamed, mayRepeatUnstreamed: true))
        #expect(ask(.auto, stream: true, tools: false).mayRepeatUnstreamed == false)
        #expect(ask(.auto, stream: true, refuses: true).upstream == .unstreamed)
    }

    /// llama-server misses that a client left an unstreamed answer, so it is asked for a stream.
    @Test func assemblesWhereCancellingNeedsIt() {
        #expect(ask(.auto, stream: false, kind: .llamaServer).upstream == .streamed)
        #expect(ask(.auto, stream: false, kind: .llamaServer, assemble: .never).upstream == .unstreamed)
        #expect(ask(.auto, stream: false, kind: .vllm).upstream == .unstreamed)
        #expect(ask(.buffered, stream: false, kind: .llamaServer).upstream == .unstreamed)
    }

    @Test(arguments: [
        (500, #"{"error":"Cannot use tools with stream"}"#, true),
        (400, "Streaming is not supported together with tool calling", true),
        (400, "function calls need stream=false", true),
        (400, "tools: field required", false),
        (200, "tools with stream", false),
    ])
    func recognisesARefusal(status: Int, body: String, expected: Bool) {
        #expect(StreamPlan.isRefusal(status: status, body: body.utf8) == expected)
    }
}
