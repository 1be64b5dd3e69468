import TestSupport
import Testing

@testable import Monitoring

/// Who asked, and how; never with what.
struct HeaderLineTests {
    @Test(arguments: [
        "Referer",
        "Authorization", "authorization", "X-Api-Key", "api-key", "Cookie", "Proxy-Authorization", "X-My-Own-Token",
        "x-goog-api-key", "anything",
    ]) func secretsAreNotShown(_ name: String) {
        let line = HeaderLine(name: name, value: "Bearer sk-secret").masked
        #expect(line.name == name && line.value == "(16 bytes, not shown)")
    }

    @Test(arguments: ["User-Agent", "traceparent", "Content-Type", "X-Stainless-Lang", "x-request-id"])
    func othersAre(_ name: String) {
        #expect(HeaderLine(name: name, value: "value").masked.value == "value")
        let long = HeaderLine(name: name, value: String(repeating: "x", count: 10_000)).masked
        #expect(long.value.utf8.count <= 256)
    }

    /// They are kept as long as what the request said, and no longer.
    @Test(arguments: [true, false]) func areKeptWithTheBody(_ isKept: Bool) throws {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: isKept ? 10_000 : 0)
        var received = ReceivedRequest(
            time: RequestScript.start, client: "127.0.0.1", agent: "pi", method: "POST", route: "/v1/chat/completions",
            kind: .chat, body: Array("{}".utf8))
        received.headers = [
            HeaderLine(name: "User-Agent", value: "pi/1"), HeaderLine(name: "Authorization", value: "Bearer secret"),
        ]
        let id = RequestID(rawValue: 1)
        state.apply(.request(RequestEvent(id: id, at: .zero, step: .received(received))), at: RequestScript.start)
        let detail = state.snapshot(after: 1, open: id).detail
        let lines = detail?.headers?.map { "\($0.name): \($0.value)" }
        #expect(lines == (isKept ? ["User-Agent: pi/1", "Authorization: (13 bytes, not shown)"] : nil))
        #expect(try !String(describing: #require(detail)).contains("secret"))
    }
}
