package import ToolCallParsing

/// A chat completion request, as far as the proxy must understand it. Keeps the client's bytes and edits only what it has to.
package struct ChatRequest: Sendable {
    /// The body as the client sent it.
    package private(set) var body: [UInt8]
    package private(set) var model: String
    /// The client's `stream`.
    package private(set) var wantsStream: Bool
    /// The client's `stream_options.include_usage`.
    package private(set) var wantsUsage: Bool
    /// `n`, 1 where absent.
    package private(set) var choiceCount: Int
    package private(set) var tools: [ToolDeclaration]
    /// `tool_choice` is `"none"`.
    package private(set) var forbidsTools: Bool
    package private(set) var messageCount: Int
    /// The text of the last message if its role is `user`.
    package private(set) var lastUserText: String?

    /// Reads `body`. Throws a 400 that names the place where it is no JSON or has a wrong type.
    package init(body: [UInt8]) throws(ProxyError) {
        fatalError()
    }

    /// The body to send upstream: the client's bytes with `stream` set, `stream_options.include_usage` on when
    /// streaming, and nothing else changed.
    package func upstreamBody(streaming: Bool) -> [UInt8] {
        fatalError()
    }
}
