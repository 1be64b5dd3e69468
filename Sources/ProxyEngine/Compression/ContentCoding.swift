/// The codings of bodies that can be undone (RFC 9110, section 8.4.1; RFC 8878, RFC 7932).
package enum ContentCoding: String, CaseIterable, Sendable {
    case gzip
    case deflate
    case zstd
    case brotli = "br"

    /// What `Content-Encoding` fields say.
    package enum Told: Equatable, Sendable {
        /// Nothing, or `identity`.
        case plain
        case coded(ContentCoding)
        /// Another coding, or several of them; as it was written.
        case other(String)
    }

    package static func told(_ fields: [String]) -> Told {
        if fields.isEmpty { return .plain }
        let names = fields.flatMap { $0.split(separator: ",") }
            .map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
            .filter { !$0.isEmpty && $0 != "identity" }
        guard let first = names.first else { return .plain }
        let name = first == "x-gzip" ? "gzip" : first
        guard names.count == 1, let coding = ContentCoding(rawValue: name) else {
            return .other(String(names.joined(separator: ", ").prefix(100)))
        }
        return .coded(coding)
    }

    /// Bytes with which every body of a coding begins, and no JSON and no event stream.
    package static let marks: [(coding: ContentCoding, bytes: [UInt8])] = [
        (.gzip, [0x1F, 0x8B, 0x08]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
    ]
}

/// Why a coded body cannot be read.
package enum CodingProblem: Error, Equatable, Sendable {
    /// There is nothing here that undoes it.
    case unknown(String)
    case damaged(ContentCoding)
    /// It ended too early.
    case cut(ContentCoding)
    /// It has more bytes than are taken, once it is undone.
    case tooLong

    package var reason: String {
        switch self {
        case .unknown(let name): "nothing here can decode '\(name)'"
        case .damaged(let coding): "its \(coding.rawValue) data is damaged"
        case .cut(let coding): "its \(coding.rawValue) data breaks off"
        case .tooLong: "decoded, it is larger than allowed"
        }
    }
}
