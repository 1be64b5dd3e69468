import ProxyEngine
import Testing

struct HeaderForwardingTests {
    private func facts() -> HeaderForwarding.RequestFacts {
        HeaderForwarding.RequestFacts(host: "backend:8080", clientAddress: "10.0.0.9", requestID: "r1")
    }

    private func request(
        _ fields: [(String, String)], _ facts: HeaderForwarding.RequestFacts
    ) -> [String] {
        HeaderForwarding.request(fields.map { (name: $0.0, value: $0.1) }, facts: facts)
            .map { "\($0.name): \($0.value)" }
    }

    /// Fields of one connection stay on it, those that `Connection` names too.
    @Test func dropsHopByHopFields() {
        let sent = request(
            [
                ("Host", "proxy"), ("Connection", "close, X-Secret , Keep-Alive"), ("X-Secret", "1"),
                ("Keep-Alive", "5"), ("TE", "gzip"), ("Trailer", "A"), ("Upgrade", "h2c"), ("Proxy-Connection", "x"),
                ("Proxy-Authorization", "x"), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"),
                ("X-Kept", "2"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ], facts())
        #expect(
            sent == [
                "Host: backend:8080", "X-Kept: 2",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Forwarded-For: 10.0.0.9",
                "Via: 1.1 llama-stream-top", "X-Request-Id: r1",
            ])
    }

    @Test func appendsToWhatProxiesBeforeSaid() {
        let sent = request([("X-Forwarded-For", "1.1.1.1"), ("x-forwarded-for", "2.2.2.2"), ("Via", "1.0 a")], facts())
        #expect(sent.contains("X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.9"))
        #expect(sent.contains("Via: 1.0 a, 1.1 llama-stream-top"))
    }

    /// The client's credentials go through, unless the backend has its own, or they were the proxy's.
    @Test func replacesCredentials() {
        let fields = [("Authorization", "Bearer client"), ("x-api-key", "client")]
        #expect(request(fields, facts()).contains("Authorization: Bearer client"))
        var own = facts()
        own.backendKey = "backend"
        #expect(request(fields, own).filter { $0.contains("client") }.isEmpty)
        #expect(request(fields, own).contains("Authorization: Bearer backend"))
        var dropped = facts()
        dropped.dropsCredentials = true
        #expect(request(fields, dropped).filter { $0.lowercased().contains("auth") || $0.contains("api-key") }.isEmpty)
    }

    @Test func asksForPlainAnswersWhereTheyAreRead() {
        var read = facts()
        read.needsPlainAnswer = true
        #expect(request([("Accept-Encoding", "br, gzip")], read).contains("Accept-Encoding: identity"))
        #expect(request([("Accept-Encoding", "br, gzip")], facts()).contains("Accept-Encoding: br, gzip"))
    }

    @Test(
        arguments: zip(
            [RequestFraming.none, .length(0), .length(7), .chunked],
            [[], ["Content-Length: 0"], ["Content-Length: 7"], ["Transfer-Encoding: chunked"]]))
    func framesTheBodyAnew(framing: RequestFraming, expected: [String]) {
        var framed = facts()
        framed.framing = framing
        let sent = request([("Content-Length", "99")], framed)
        #expect(sent.filter { $0.contains("Content-Length") || $0.contains("Transfer") } == expected)
    }

    @Test func cleansTheAnswer() {
        let fields = [
            ("Connection", "X-Hop"), ("X-Hop", "1"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked"),
            ("Content-Type", "text/plain"), ("ETag", "e"), ("Set-Cookie", "a"), ("Set-Cookie", "b"),
        ].map { (name: $0.0, value: $0.1) }
        let kept = HeaderForwarding.response(fields, replacesContent: false).map(\.name)
        #expect(kept == ["Content-Type", "ETag", "Set-Cookie", "Set-Cookie", "Via"])
        #expect(
            HeaderForwarding.response(fields, replacesContent: true).map(\.name) == ["Set-Cookie", "Set-Cookie", "Via"])
    }
}
