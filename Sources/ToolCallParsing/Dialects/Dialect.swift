/// A way of writing a tool call as text.
public struct Dialect: Sendable {
    public static let all: [Dialect] = []
}
