/// A prompt of which a backend seems to have read a part only. Some cut what does not fit into their window, and do not
/// tell; the answer then misses what the agent has said.
package struct PromptCut: Equatable, Codable, Sendable {
    /// Tokens that the backend counted.
    package var tokens: Int
    /// Bytes of the messages and tools.
    package var bytes: Int

    /// A token of text is three to five bytes of JSON, of code with deep indentation up to eight.
    private static let mostBytesPerToken = 12
    /// Short prompts are not cut.
    private static let leastBytes = 16 << 10

    /// `nil`: so many bytes may be so many tokens.
    package init?(tokens: Int, bytes: Int) {
        guard tokens > 0, bytes > Self.leastBytes, bytes / tokens > Self.mostBytesPerToken else { return nil }
        self.tokens = tokens
        self.bytes = bytes
    }

    package var sentence: String {
        "the backend counted \(PlainNumber.short(tokens)) tokens for \(bytes >> 10) KiB: "
            + "it has probably cut the prompt to its window"
    }
}
