import NIOSSL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// TLS to backends, from the one setting that there is for it.
enum TLSSettings {
    /// Made once for each backend: reading the authorities takes milliseconds.
    static func context(_ verification: TLSVerification) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        switch verification {
        case .full: break
        case .none: configuration.certificateVerification = .none
        case .authorities(let path):
            configuration.trustRoots = .certificates(try authorities(at: path))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The certificates of a PEM file, or of all the PEM files of a directory.
    private static func authorities(at path: String) throws -> [NIOSSLCertificate] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw TLSSettingsError.noSuchFile(path)
        }
        guard isDirectory else { return try NIOSSLCertificate.fromPEMFile(path) }
        var found: [NIOSSLCertificate] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            // Files that are no certificates are usual in such folders.
            found += (try? NIOSSLCertificate.fromPEMFile(path + "/" + name)) ?? []
        }
        guard !found.isEmpty else { throw TLSSettingsError.noCertificates(path) }
        return found
    }
}

enum TLSSettingsError: Error, Equatable, CustomStringConvertible {
    case noSuchFile(String)
    case noCertificates(String)

    var description: String {
        switch self {
        case .noSuchFile(let path): "there is no \(path)"
        case .noCertificates(let path): "there is no PEM certificate in \(path)"
        }
    }
}
