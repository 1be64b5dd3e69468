import WireFormats

/// What is changed in a request so that it fits the backend's context.
struct ContextChange: Equatable, Sendable {
    var splices: [Splice] = []
    /// For the header and the log.
    var rewrites: [String] = []
}
