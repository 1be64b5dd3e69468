/// A JSON value that keeps what JSON can say: the order of members, and numbers as they were written.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The literal as written, for example `1.50e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])
}

/// A member of a JSON object.
public struct JSONMember: Equatable, Sendable {
    public var key: String
    public var value: JSONValue
    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
