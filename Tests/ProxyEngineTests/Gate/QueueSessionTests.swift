import ProxyEngine
import Testing

struct QueueSessionTests {
    private func session(
        _ body: String = "", client: String = "c", credentials: String = "", agent: String = "a", header: String = ""
    ) -> QueueSession {
        Array(body.utf8).withUnsafeBytes {
            QueueSession(client: client, credentials: credentials, agent: agent, header: header, body: $0)
        }
    }

    /// An agent's parallel requests begin with the same instructions.
    @Test(arguments: [
        (
            #"{"messages":[{"role":"system","content":"S"},{"role":"user","content":"1"}]}"#,
            #"{"messages":[{"role":"system","content":"S"},{"role":"user","content":"2"}]}"#, true
        ),
        (#"{"messages":[{"role":"user","content":"1"}]}"#, #"{"messages":[{"role":"user","content":"2"}]}"#, false),
        (#"{"system":"S","messages":[1]}"#, #"{"messages":[2],"system":"S"}"#, true),
        (#"{"instructions":"S","input":"1"}"#, #"{"instructions":"T","input":"1"}"#, false),
        (#"{"prompt":"1"}"#, #"{"prompt":"2"}"#, false),
        (#"{"user":"u","messages":[1]}"#, #"{"user":"u","messages":[2]}"#, true),
        (#"{"metadata":{"user_id":"u"},"messages":[1]}"#, #"{"metadata":{"user_id":"v"},"messages":[1]}"#, false),
        ("no JSON", "nor this", true), ("", "{", true),
    ])
    func bodies(a: String, b: String, same: Bool) { #expect((session(a) == session(b)) == same) }

    /// A header counts before everything but who asks.
    @Test func headers() {
        #expect(session(#"{"user":"u"}"#, header: "h") == session(#"{"user":"v"}"#, agent: "b", header: "h"))
        #expect(session(header: "h") != session(header: "i"))
        #expect(session(header: "h") != session(credentials: "k", header: "h"))
        #expect(session(header: "h") != session(client: "d", header: "h"))
        #expect(session() != session(agent: "b"))
    }
}
