import Testing

@testable import Monitoring

struct SessionNameTests {
    @Test(
        arguments: [
            (#"{"user":"me"}"#, nil, "me"),
            (#"{"prompt_cache_key":"k","user":"me"}"#, "k", "me"),
            (#"{"metadata":{"user_id":"u","session_id":"s"},"messages":[]}"#, "s", "u"),
            (#"{"conversation_id":"caf\u00e9"}"#, "café", nil),
            (#"{"user":null,"session_id":7,"metadata":[1]}"#, nil, nil),
            (#"{"user":""}"#, nil, nil),
            ("", nil, nil), ("[]", nil, nil),
        ] as [(String, String?, String?)])
    func names(_ body: String, _ session: String?, _ user: String?) {
        let name = Array(body.utf8).withUnsafeBytes { SessionName($0) }
        #expect(name.session == session)
        #expect(name.user == user)
    }

    @Test func longNamesAreCut() {
        let body = #"{"user":"\#(String(repeating: "x", count: 5_000))"}"#
        let name = Array(body.utf8).withUnsafeBytes { SessionName($0) }
        #expect(name.user?.utf8.count ?? 0 <= 256)
    }
}
