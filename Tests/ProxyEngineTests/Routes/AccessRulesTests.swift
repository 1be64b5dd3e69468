import ProxyEngine
import Testing

struct AccessRulesTests {
    @Test func takesEitherFieldAndAnyOfTheKeys() {
        let keys = ["one", "two"]
        #expect(AccessRules.isKeyValid(authorization: "Bearer two", apiKey: nil, keys: keys))
        #expect(AccessRules.isKeyValid(authorization: "bearer one", apiKey: nil, keys: keys))
        #expect(AccessRules.isKeyValid(authorization: nil, apiKey: "one", keys: keys))
        for wrong in ["Bearer ", "Bearer on", "Bearer onee", "Basic one", "one", "Bearer ONE", ""] {
            #expect(!AccessRules.isKeyValid(authorization: wrong, apiKey: nil, keys: keys), "\(wrong)")
        }
        #expect(!AccessRules.isKeyValid(authorization: nil, apiKey: nil, keys: keys))
        #expect(!AccessRules.isKeyValid(authorization: "Bearer ", apiKey: "", keys: [""]))
    }

    @Test(arguments: [
        ("localhost:8066", true), ("LOCALHOST", true), ("app.localhost", true), ("127.0.0.1:80", true),
        ("[::1]:8066", true), ("192.168.1.5", true), ("box.lan:8066", true), ("evil.example", false),
        ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("1.2.3", false), ("", false),
    ])
    func trustsOnlyNamesThatCannotBeRebound(host: String, expected: Bool) {
        #expect(AccessRules.isTrustedHost(host, configured: "box.lan") == expected)
    }

    @Test(arguments: [
        ("http://localhost:8066", "localhost:8066", true), ("https://localhost:8066", "localhost:8066", true),
        ("http://localhost:9999", "localhost:8066", false), ("http://evil.example", "localhost:8066", false),
        ("null", "localhost:8066", false), ("http://localhost:8066.evil", "localhost:8066", false),
    ])
    func comparesOrigins(origin: String, host: String, expected: Bool) {
        #expect(AccessRules.isSameOrigin(origin, host: host) == expected)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.8.8", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
        ("::", false), ("192.168.1.1", false), ("box", false), ("127.evil.example", false),
    ])
    func knowsTheLoopback(host: String, expected: Bool) { #expect(AccessRules.isLoopback(host) == expected) }
}
