import Foundation
import Logging
import Monitoring
import ProxyEngine
import Testing

/// HTTPS backends with each value of `verify_ssl`.
@Suite struct TLSTests {
    private func answer(_ certificate: TestCertificate, _ verification: TLSVerification) async throws -> (
        String, String
    ) {
        let backend = try await ScriptedBackend.start(tls: certificate.serverContext()) { _ in [.answer("fine")] }
        var configuration = RunningProxy.configuration(["https://localhost:\(backend.port)"])
        configuration.backends[0].tlsVerification = verification
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        let result = (client.statusLine, client.body)
        await proxy.stop()
        await backend.stop()
        return result
    }

    /// A request that goes on to another backend goes on with that one's settings.
    @Test func eachBackendHasSettingsOfItsOwn() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        var backends: [ScriptedBackend] = []
        for name in ["strict", "lenient"] {
            backends.append(
                try await ScriptedBackend.start(tls: certificate.serverContext()) { _ in [.answer(name)] })
        }
        var configuration = RunningProxy.configuration(backends.map { "https://localhost:\($0.port)" })
        configuration.backends[1].tlsVerification = TLSVerification.none
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        #expect(client.body == "lenient")
        #expect(backends[0].requests.isEmpty)
        await proxy.stop()
    }

    @Test func refusesACertificateThatNobodyVouchesFor() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let (status, body) = try await answer(certificate, .full)
        #expect(status.hasPrefix("HTTP/1.1 502"))
        #expect(body.contains("backend_tls_error"))
        #expect(body.contains("failed: nobody that is trusted vouches for its certificate. Set verify_ssl"))
    }

    @Test func takesAnyCertificateWhereToldTo() async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        #expect(try await answer(certificate, .none) == ("HTTP/1.1 200 OK", "fine"))
    }

    /// The authority as a file, and as one of the files of a folder.
    @Test(arguments: [false, true])
    func takesTheNamedAuthority(isFolder: Bool) async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let path = isFolder ? certificate.folder.path : certificate.certificate
        #expect(try await answer(certificate, .authorities(path: path)) == ("HTTP/1.1 200 OK", "fine"))
    }

    @Test func saysAtTheStartThatAnAuthorityIsMissing() throws {
        var configuration = RunningProxy.configuration(["https://localhost:1"])
        configuration.backends[0].tlsVerification = .authorities(path: "/no/such/file.pem")
        #expect(throws: ProxyStartError.self) {
            try ProxyService(
                configuration: configuration, publisher: EventPublisher { _ in },
                hub: MonitorHub(state: MonitorState()),
                logger: Logger(label: "test")
            ) { _ in }
        }
    }
}
