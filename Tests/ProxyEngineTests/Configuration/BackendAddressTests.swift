import Testing

@testable import ProxyEngine

struct BackendAddressTests {
    @Test(arguments: [
        ("http://localhost:8080", "http://localhost:8080"), ("http://localhost:8080/", "http://localhost:8080"),
        ("http://localhost:8080/v1", "http://localhost:8080"), ("http://localhost:8080/v1/", "http://localhost:8080"),
        ("http://localhost:8080//v1//", "http://localhost:8080"), ("HTTPS://Example.org", "https://Example.org:443"),
        ("http://example.org", "http://example.org:80"), ("https://a:1/llm/v1", "https://a:1/llm"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"), ("http://[::1]", "http://[::1]:80"),
        ("unix:/run/llama.sock", "unix:/run/llama.sock"), ("unix:///run/llama.sock", "unix:/run/llama.sock"),
        ("UNIX:/a/b.sock:/v1/", "unix:/a/b.sock"), ("unix:/a/b.sock:/llm/v1", "unix:/a/b.sock:/llm"),
        ("http://a/v1x", "http://a:80/v1x"), ("http://münchen.example:1", "http://münchen.example:1"),
    ])
    func addresses(text: String, url: String) throws {
        let address = try BackendAddress(text)
        #expect(address.url == url)
        #expect(try BackendAddress(address.url) == address)
    }

    @Test(
        arguments: [
            ("", .scheme), ("localhost:8080", .scheme), ("ftp://a", .scheme), ("http://", .host), ("http://:80", .host),
            ("http:///v1", .host), ("http://a:", .port), ("http://a:0", .port), ("http://a:65536", .port),
            ("http://a:8x", .port), ("http://a:+80", .port), ("http://a:99999999999999999999", .port),
            ("http://[::1]80", .port), ("http://[::1", .host), ("http://[x]", .hostCharacters),
            ("http://a b", .hostCharacters), ("http://u:p@a", .credentials), ("http://a?x=1", .query),
            ("http://a/#x", .query), ("unix:", .socket), ("unix:a.sock", .socket), ("unix://host/a.sock", .socket),
            ("unix:/a/", .socket), ("unix:/a:b", .socket), ("unix:/a:/b?x", .query),
            ("unix:/" + String(repeating: "x", count: 103), .socket),
        ] as [(String, BackendAddress.Problem)])
    func faults(text: String, problem: BackendAddress.Problem) {
        #expect(throws: problem) { try BackendAddress(text) }
    }

    /// A socket has no name and no port: requests say localhost.
    @Test func sockets() throws {
        let address = try BackendAddress("unix:/run/llama.sock:/llm")
        #expect(address.socketPath == "/run/llama.sock")
        #expect(address.hostHeader == "localhost")
        #expect(address.hostAndPort == "unix:/run/llama.sock")
        #expect(address.target(for: "/v1/models") == "/llm/v1/models")
        let longest = "/" + String(repeating: "x", count: 102)
        #expect(try BackendAddress("unix:" + longest).socketPath == longest)
    }
}
