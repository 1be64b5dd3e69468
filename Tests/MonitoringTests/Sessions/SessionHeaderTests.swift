import Monitoring
import Testing

struct SessionHeaderTests {
    @Test(arguments: [
        ([("X-Session-Id", "a")], "a"),
        ([("x-session-affinity", "b"), ("X-Claude-Code-Session-Id", "c")], "c"),
        ([("X-Aider-Session-Id", "d")], "d"),
        ([("X-Aider-Session-Id", "d"), ("session_id", "e")], "e"),
        ([("User-Agent", "x"), ("Session", "y")], ""),
        ([("X-Session-Id", "")], ""),
        ([("X-Session-Id", String(repeating: "z", count: 300))], ""),
        ([], ""),
    ])
    func names(_ fields: [(String, String)], _ expected: String) {
        #expect(SessionHeader.value(in: fields.map { (name: $0.0, value: $0.1) }) == expected)
    }
}
