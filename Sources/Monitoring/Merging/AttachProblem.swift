/// Why a proxy cannot be watched.
package enum AttachProblem: Error, Equatable, Sendable {
    /// No connection; the reason in words.
    case unreachable(String)
    case tls(String)
    /// There was a connection, and it ended.
    case brokeOff(String)
    /// Nothing was heard for so many seconds.
    case silent(Double)
    /// It wants a key, and none was given.
    case needsKey
    /// The key that was given is not one of its keys.
    case refusesKey
    /// It does not answer to that name; its own words.
    case forbidden(String)
    /// Something else answers there: its status, and what it calls itself.
    case somethingElse(status: Int, server: String)
    /// What it sends cannot be read.
    case otherVersion

    /// Waiting will not help: somebody has to do something.
    package var needsSomebody: Bool {
        switch self {
        case .unreachable, .brokeOff, .silent: false
        case .tls, .needsKey, .refusesKey, .forbidden, .somethingElse, .otherVersion: true
        }
    }

    /// A few words, for where there is little room.
    package var short: String {
        switch self {
        case .unreachable(let reason), .brokeOff(let reason): reason
        case .tls(let reason): "TLS: \(reason)"
        case .silent(let seconds): "nothing heard for \(Int(seconds)) s"
        case .needsKey: "wants an API key"
        case .refusesKey: "refuses the API key"
        case .forbidden: "refuses this address"
        case .somethingElse: "is no llama-stream-top"
        case .otherVersion: "is of another version"
        }
    }

    /// What is wrong with the proxy at `url`, and what to do about it.
    package func advice(_ url: String) -> String {
        switch self {
        case .unreachable(let reason):
            "nothing answers at \(url): \(reason). Is llama-stream-top running there, and on that port? "
                + "To be reached from other machines it needs --host 0.0.0.0 and a key"
        case .tls(let reason):
            "TLS to \(url) failed: \(reason). --verify-ssl PATH names its authority's certificate, "
                + "--verify-ssl false trusts it unseen"
        case .brokeOff(let reason): "\(url) broke off: \(reason)"
        case .silent(let seconds): "\(url) has not been heard for \(Int(seconds)) s"
        case .needsKey:
            "\(url) wants an API key: give one of its keys with --api-key-file FILE or LLAMA_STREAM_TOP_API_KEY"
        case .refusesKey:
            "\(url) refuses the API key: --api-key-file or LLAMA_STREAM_TOP_API_KEY holds none of its keys"
        case .forbidden(let words):
            "\(url) refuses to be watched: \(words) Name it by its IP address, or give it a key"
        case .somethingElse(let status, let server):
            "\(url) answers, but is no llama-stream-top (status \(status)"
                + (server.isEmpty ? "" : ", \(server)") + "). Give the proxy's address, not the model server's"
        case .otherVersion:
            "\(url) sends what cannot be read here: it is another version of llama-stream-top; update the older one"
        }
    }
}
