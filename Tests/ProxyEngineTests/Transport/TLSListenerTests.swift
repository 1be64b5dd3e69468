import Foundation
import Monitoring
import ProxyEngine
import Testing

/// HTTPS on the listener.
@Suite struct TLSListenerTests {
    private func start(
        _ certificate: TestCertificate, _ backend: String = RunningProxy.unreachable
    ) async throws -> RunningProxy {
        var configuration = RunningProxy.configuration([backend])
        configuration.tlsCertificatePath = certificate.certificate
        configuration.tlsKeyPath = certificate.key
        return try await RunningProxy.start(configuration)
    }

    @Test func serves() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let long = String(repeating: "x", count: 1 << 20)
        let backend = try await ScriptedBackend.start { _ in [.answer(long)] }
        let proxy = try await start(certificate, backend.url)
        let client = try await TestClient.connect(port: proxy.port, tls: certificate.clientContext())
        for _ in 0..<2 {
            client.clear()
            try await client.post("/v1/completions", "{}")
            try await eventually { client.isComplete }
            #expect(client.statusLine == "HTTP/1.1 200 OK" && client.body == long)
        }
        await proxy.stop()
        try await eventually { client.isClosed }
    }

    /// An answer before the request was read to its end reaches the client.
    @Test func refusesEarly() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let proxy = try await start(certificate)
        let client = try await TestClient.connect(port: proxy.port, tls: certificate.clientContext())
        try await client.send("POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n")
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains(" 413 "))
        await proxy.stop()
    }

    /// Who does not speak TLS gets no answer, and disturbs nobody.
    @Test func plainHTTP() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let proxy = try await start(certificate)
        let plain = try await TestClient.connect(port: proxy.port)
        try await plain.get("/_top/health")
        try await eventually { plain.isClosed }
        #expect(!plain.text.contains("HTTP/1.1 200"))
        let client = try await TestClient.connect(port: proxy.port, tls: certificate.clientContext())
        try await client.get("/_top/health")
        try await eventually { client.isComplete }
        await proxy.stop()
    }

    /// A new certificate is for new connections, and interrupts nobody; one that cannot be used changes nothing.
    @Test func readsTheCertificateAgain() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let proxy = try await start(certificate)
        let old = try certificate.clientContext()
        let early = try await TestClient.connect(port: proxy.port, tls: old)
        try await early.get("/_top/health")
        try await eventually { early.isComplete }

        let key = try Data(contentsOf: URL(fileURLWithPath: certificate.key))
        try certificate.make()
        try key.write(to: URL(fileURLWithPath: certificate.key))
        guard case .refused(let reason) = proxy.service.reloadCertificate() else {
            Issue.record("a key of another certificate was taken")
            return
        }
        #expect(reason.contains("does not belong to the certificate"))
        let still = try await TestClient.connect(port: proxy.port, tls: old)
        try await still.get("/_top/health")
        try await eventually { still.isComplete }

        try certificate.make()
        #expect(proxy.service.reloadCertificate() == .done("the certificate was read again"))
        let new = try await TestClient.connect(port: proxy.port, tls: certificate.clientContext())
        try await new.get("/_top/health")
        try await eventually { new.isComplete }
        let stranger = try await TestClient.connect(port: proxy.port, tls: old)
        try? await stranger.get("/_top/health")
        try await eventually { stranger.isClosed }
        early.clear()
        try await early.get("/_top/health")
        try await eventually { early.isComplete }
        await proxy.stop()
    }

    /// Said at the start, with the setting and the file.
    @Test func saysWhatIsWrong() async throws {
        let (one, other) = (try TestCertificate(), try TestCertificate())
        defer {
            one.remove()
            other.remove()
        }
        let cases: [(certificate: String, key: String?, part: String)] = [
            ("/no/such.pem", one.key, "tls_cert: /no/such.pem cannot be read"),
            (one.certificate, "/no/such.pem", "tls_key: /no/such.pem cannot be read"),
            (one.key, one.key, "tls_cert: \(one.key) holds no PEM certificate"),
            (one.certificate, one.certificate, "tls_key: \(one.certificate) holds no PEM key"),
            (one.certificate, nil, "tls_cert: \(one.certificate) holds no PEM key"),
            (one.certificate, other.key, "tls_key: \(other.key) does not belong to the certificate"),
        ]
        for (certificate, key, part) in cases {
            var configuration = RunningProxy.configuration([RunningProxy.unreachable])
            configuration.tlsCertificatePath = certificate
            configuration.tlsKeyPath = key
            let error = await #expect(throws: ProxyStartError.self) { try await RunningProxy.start(configuration) }
            #expect(error?.description.hasPrefix(part) == true, "\(error?.description ?? "")")
        }
    }

    /// Key and chain in one file, as some tools write them.
    @Test func oneFileForBoth() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let both = certificate.folder.appendingPathComponent("both.pem")
        let parts = try [certificate.certificate, certificate.key].map {
            try Data(contentsOf: URL(fileURLWithPath: $0))
        }
        try (parts[0] + parts[1]).write(to: both)
        var configuration = RunningProxy.configuration([RunningProxy.unreachable])
        configuration.tlsCertificatePath = both.path
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port, tls: certificate.clientContext())
        try await client.get("/_top/health")
        try await eventually { client.isComplete }
        await proxy.stop()
    }
}
