import Testing

@testable import ProxyEngine

/// Clients that take their time, on a clock that is turned by hand.
struct SlowClientTests {
    private static let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"

    private func harness(rate: Int = 500) throws -> ClientHarness {
        try ClientHarness {
            $0.clientTimeoutSeconds = 10
            $0.leastBodyRate = rate
        }
    }

    /// Byte by byte, with never more than a second between two.
    @Test(arguments: [
        head, "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func aTrickleOfABody(head: String) throws {
        let client = try harness()
        try client.send(head)
        let piece = head == Self.head ? "x" : "1\r\nx\r\n"
        for _ in 0..<9 {
            client.pass(seconds: 1)
            try client.send(piece)
        }
        #expect(client.output.isEmpty && client.isOpen)
        client.pass(seconds: 1.1)
        #expect(client.statusLine == "HTTP/1.1 408 Request Timeout")
        #expect(client.output.contains("request_timeout"))
        client.pass(seconds: 3)
        #expect(!client.isOpen)
        #expect(client.heldBytes == 0)
    }

    /// Most of a body at once gives no more time for the rest than a little of it.
    @Test func muchAtOnceAndThenATrickle() throws {
        let client = try harness(rate: 10)
        try client.send(Self.head + String(repeating: "x", count: 900))
        for _ in 0..<10 {
            client.pass(seconds: 1)
            try client.send("x")
        }
        #expect(client.output.isEmpty && client.heldBytes > 0)
        client.pass(seconds: 1.1)
        #expect(client.statusLine == "HTTP/1.1 408 Request Timeout")
        client.pass(seconds: 3)
        #expect(!client.isOpen && client.heldBytes == 0)
    }

    /// Slow, but as fast as it has to be.
    @Test func aBodyThatComesInTime() throws {
        let client = try harness(rate: 10)
        try client.send(Self.head)
        for _ in 0..<49 {
            client.pass(seconds: 2)
            try client.send(String(repeating: "x", count: 20))
        }
        #expect(client.output.isEmpty && client.isOpen)
    }

    /// A head has the whole time once, however it comes; an idle connection somewhat more.
    @Test func aTrickleOfAHead() throws {
        let client = try harness()
        for byte in "GET / HTT" {
            try client.send(String(byte))
            client.pass(seconds: 1)
        }
        #expect(client.isOpen)
        client.pass(seconds: 1)
        #expect(!client.isOpen)
    }

    @Test func anIdleConnection() throws {
        let client = try harness()
        try client.send("GET /_top/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        client.pass(seconds: 24)
        #expect(client.isOpen)
        client.pass(seconds: 1)
        #expect(!client.isOpen)
    }

    /// On a connection that has waited the body's time is its own, not what is left of the wait.
    @Test func aBodyAfterAWait() throws {
        let client = try harness()
        try client.send("GET /_top/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.pass(seconds: 1)
        try client.send(Self.head)
        client.pass(seconds: 10)
        #expect(client.output.contains("408 Request Timeout"))
    }
}
