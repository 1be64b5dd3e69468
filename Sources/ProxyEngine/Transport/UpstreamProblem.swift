/// Why a backend did not answer, or did not answer to the end.
package enum UpstreamProblem: Error, Equatable, Sendable {
    /// No connection; the reason in words.
    case unreachable(String)
    case tls(String)
    /// The connection ended before the answer did. `isStale`: it came from the pool and never said a byte.
    case brokeOff(String, isStale: Bool)
    /// What it sent is no HTTP.
    case malformed(String)

    /// In words, for operators.
    package var reason: String {
        switch self {
        case .unreachable(let reason), .brokeOff(let reason, _): reason
        case .tls(let reason): "TLS: \(reason)"
        case .malformed(let reason): "no HTTP: \(reason)"
        }
    }

    package var isStale: Bool {
        if case .brokeOff(_, isStale: true) = self { true } else { false }
    }
}
