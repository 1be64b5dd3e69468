/// How the answers of chat requests are asked for and handed on.
package enum StreamMode: String, CaseIterable, Codable, Sendable {
    /// Live; simulated or repeated without streaming where the backend forces it.
    case auto
    /// The backend is asked for what the client asked for.
    case live
    /// The backend is always asked for `stream:false`, the stream is simulated.
    case buffered
    /// Nothing is touched; what would be is shown.
    case passthrough

    /// What it means for requests that come.
    package var sentence: String {
        switch self {
        case .auto, .live, .buffered: "stream mode \(rawValue) for new requests: calls in their text are rewritten"
        case .passthrough: "report only: new requests pass untouched, calls in their text are shown"
        }
    }
}
