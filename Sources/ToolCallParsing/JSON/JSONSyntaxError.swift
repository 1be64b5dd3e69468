/// Why a text is no JSON, and where.
public struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was found wrong.
    public enum Reason: String, Sendable {
        case unexpectedEnd = "unexpected end"
        case unexpectedCharacter = "unexpected character"
        case invalidNumber = "invalid number"
        case invalidEscape = "invalid escape sequence"
        case controlCharacter = "unescaped control character in a string"
        case tooDeep = "nested too deeply"
        case trailingCharacters = "characters after the value"
    }
    public var reason: Reason
    /// The byte offset at which it was noticed, from 0.
    public var offset: Int

    public init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
