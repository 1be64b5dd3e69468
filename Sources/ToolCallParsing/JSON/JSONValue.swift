/// A JSON value that keeps what JSON can say: the order of members, and numbers as they were written.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The literal as written, for example `1.50e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order in which they were written; keys may repeat.
    case object([JSONMember])

    /// The value of the first member `key`; `nil` where this is no object or has no such member.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The text of a string; `nil` for other values.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of an array; `nil` for other values.
    public var arrayValue: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object; `nil` for other values.
    public var objectValue: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The truth value of a Boolean; `nil` for other values.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of a number that is a whole number in the range of `Int`; `nil` for all else.
    public var intValue: Int? {
        guard case .number(let literal) = self else { return nil }
        return Int(literal)
    }
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
