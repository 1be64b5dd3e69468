import NIOCore
import NIOSSL
import Synchronization

/// The listener's certificate and key. Connections take what is in force when they come; those that are there keep what they
/// have, so that a new certificate interrupts nobody.
final class TLSIdentity: Sendable {
    private let context: Mutex<NIOSSLContext>
    private let certificatePath: String
    private let keyPath: String?

    /// `nil`: no certificate is set.
    static func of(_ configuration: EngineConfiguration) throws(ProxyStartError) -> TLSIdentity? {
        guard let certificate = configuration.tlsCertificatePath else { return nil }
        return try TLSIdentity(certificatePath: certificate, keyPath: configuration.tlsKeyPath)
    }

    init(certificatePath: String, keyPath: String?) throws(ProxyStartError) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        context = Mutex(try Self.read(certificatePath, keyPath))
    }

    var handler: NIOSSLServerHandler { NIOSSLServerHandler(context: context.withLock { $0 }) }

    /// Reads the files again. Where they cannot be used, what was read before stays.
    func reload() throws(ProxyStartError) {
        let new = try Self.read(certificatePath, keyPath)
        context.withLock { $0 = new }
    }

    private static func read(_ certificatePath: String, _ keyPath: String?) throws(ProxyStartError) -> NIOSSLContext {
        let chain = try chain(certificatePath)
        let path = keyPath ?? certificatePath
        let setting = keyPath == nil ? "tls_cert" : "tls_key"
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: path, format: .pem)
        } catch {
            throw .badCertificate(
                setting: setting, path: path, reason: reason(path, "holds no PEM key without a password"))
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = ["http/1.1"]
        // What RFC 8996 has retired is not spoken.
        configuration.minimumTLSVersion = .tlsv12
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .badCertificate(
                setting: setting, path: path, reason: "does not belong to the certificate in \(certificatePath)")
        }
    }

    private static func chain(_ path: String) throws(ProxyStartError) -> [NIOSSLCertificate] {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(path)
            if !chain.isEmpty { return chain }
        } catch {}
        throw .badCertificate(setting: "tls_cert", path: path, reason: reason(path, "holds no PEM certificate"))
    }

    /// `text`, or that there is no such file.
    private static func reason(_ path: String, _ text: String) -> String {
        ReadableFile.exists(path) ? text : "cannot be read"
    }
}
