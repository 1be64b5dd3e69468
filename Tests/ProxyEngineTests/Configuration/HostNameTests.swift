import ProxyEngine
import Testing

struct HostNameTests {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.8.8", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
        ("::", false), ("192.168.1.1", false), ("box", false), ("127.evil.example", false), ("LOCALHOST", true),
        ("localhost:8066", true), ("localhost.", true), ("[::1]:80", true), ("0:0:0:0:0:0:0:1", true),
        ("::ffff:127.0.0.1", true), ("::ffff:10.0.0.1", false), ("127.1", false), ("127.0.0.1.evil.example", false),
        ("127.0.0.256", false), ("127.0.0.0x1", false), ("1::", false), ("", false), ("localhost.evil.example", false),
        ("::1:2:3:4:5:6:7:8", false), (":::1", false), ("::1%lo", true), ("localhost:80.evil.example", false),
        ("[::1].evil.example", false),
    ])
    func knowsTheLoopback(host: String, expected: Bool) { #expect(HostName(host).isLoopback == expected) }

    @Test(arguments: [
        ("Box:80", "box"), ("[FE80::1%eth0]:80", "fe80::1"), ("fe80::1", "fe80::1"), ("a.example.", "a.example"),
        ("127.0.0.1:8066", "127.0.0.1"), (":80", ""), ("localhost:8066.evil", "localhost:8066.evil"),
        ("[::1].evil", "[::1].evil"), ("localhost:x", "localhost:x"),
    ])
    func leavesPortBracketsAndZoneOut(host: String, expected: String) { #expect(HostName(host).text == expected) }

    @Test(arguments: [
        ("ollama", true), ("my_app", true), ("box.local", true), ("host.docker.internal", true),
        ("gpu.home.arpa", true), ("a.localhost", true), ("localhost", true), ("box.lan", false),
        ("evil.example", false), ("local", true), ("evillocal.example", false), ("a.internal.evil.example", false),
        ("127.0.0.1", false), ("", false), ("1.2.3", false), ("a:b", false), ("a:80", true),
    ])
    func knowsNamesThatNobodyCanRegister(host: String, expected: Bool) {
        #expect(HostName(host).isPrivate == expected)
    }
}

struct OriginPatternTests {
    @Test(arguments: [
        ("https://Chat.Example.com/", "https://chat.example.com"), ("https://a:443", "https://a"),
        ("http://a:80", "http://a"), ("http://a:443", "http://a:443"), ("*", "*"), ("null", "null"),
        ("chrome-extension://*", "chrome-extension://*"), ("http://[::1]:3000", "http://[::1]:3000"),
        ("a.example", nil), ("https://a/path", nil), ("https://", nil), ("://a", nil), ("https://a b", nil),
        ("https://user@a", nil), ("", nil),
    ])
    func isWrittenAsBrowsersWriteIt(text: String, expected: String?) { #expect(OriginPattern(text)?.text == expected) }

    @Test(arguments: [
        ("https://a.example", "https://a.example", true), ("https://a.example", "http://a.example", false),
        ("https://*.example", "https://b.a.example", true), ("https://*.example", "https://evil.com", false),
        ("https://*.example", "https://example", false), ("*", "https://a", true), ("*", "null", true),
        ("https://a", "null", false), ("app://*", "app://obsidian.md", true),
    ])
    func matches(pattern: String, origin: String, expected: Bool) throws {
        let origin = try #require(OriginPattern(origin))
        #expect(try #require(OriginPattern(pattern)).matches(origin) == expected)
    }
}
