import ProxyEngine
import TestSupport
import Testing

/// However the bytes of several requests are cut, each request line is seen, and nothing else is taken for one.
struct RequestBoundaryTests {
    private static let decoy = "a\r\n\r\nGET /decoy RTSP/1.0\r\n\r\n"
    private static let requests =
        "\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
        + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: \(decoy.utf8.count)\r\n\r\n" + decoy
        + "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + String(decoy.utf8.count, radix: 16) + "\r\n\(decoy)\r\n2\r\n\r\n\r\n0\r\nTrailer: RTSP/1.0\r\n\r\n"
        + "POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"

    private static func statuses(_ pieces: [ArraySlice<UInt8>], _ proxy: RunningProxy) async throws -> [Substring] {
        let client = try await TestClient.connect(port: proxy.port)
        for piece in pieces {
            // It may be closed before the last.
            guard (try? await client.send(Array(piece))) != nil else { break }
        }
        try await eventually { client.isClosed }
        let text = client.text
        return text.ranges(of: "HTTP/1.1 ").map { text[$0.upperBound...].prefix(3) }
            .filter { $0.allSatisfy(\.isNumber) }
    }

    @Test(arguments: [
        ("GET /5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200"),
        ("GET /5 RTSP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n", "400"),
        ("POST /5 RTSP/1.0\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", "400"),
    ])
    func seesEachRequestLine(last: String, status: Substring) async throws {
        let backend = try await ScriptedBackend.start { request in [.answer(request.path, type: "text/plain")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let bytes = Array((Self.requests + last).utf8)
        let expected = ["200", "200", "200", "200", status]
        var generator = SeededGenerator(seed: 11)
        for run in 0..<40 {
            var pieces: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let size = run == 0 ? rest.count : run == 1 ? 1 : Int.random(in: 1...60, using: &generator)
                pieces.append(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            let statuses = try await Self.statuses(pieces, proxy)
            // After what is no HTTP, requests that were sent ahead may be left without an answer.
            #expect(status == "200" ? statuses == expected : expected.starts(with: statuses) && !statuses.isEmpty)
        }
        #expect(status == "200" || !backend.requests.contains { $0.path == "/5" })
        #expect(!backend.requests.contains { $0.path == "/decoy" })
        await proxy.stop()
    }
}
