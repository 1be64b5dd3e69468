/// One thing in which a value is not what its schema asks for.
public struct SchemaProblem: Equatable, Sendable, CustomStringConvertible {
    /// Where, as a JSON Pointer (RFC 6901); empty: the whole value.
    public var path: String
    /// What is wrong, in a few words.
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
