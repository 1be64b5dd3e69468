package import WireFormats

/// What the proxy changed in a prompt before it sent it on: messages that it left out, calls of the history that it put
/// right, notices of its own that it took back.
package struct PromptEdits: Equatable, Sendable {
    /// Changes of the client's body, which do not overlap.
    var splices: [Splice] = []
    /// Bytes of the body that they were made for.
    var bodyBytes = 0
    /// Messages that were left out, counted from 0.
    package var leftOut: [Range<Int>] = []

    package init() {}

    package init(splices: [Splice], bodyBytes: Int, leftOut: [Range<Int>] = []) {
        self.splices = splices
        self.bodyBytes = bodyBytes
        self.leftOut = leftOut
    }

    /// One run of messages that stood at `place`, in whose place stands `text`.
    package static func leavingOut(
        _ messages: Range<Int>, at place: Range<Int>, of bodyBytes: Int, saying text: String
    ) -> PromptEdits {
        PromptEdits(
            splices: [Splice(range: place, text: Array(text.utf8))], bodyBytes: bodyBytes, leftOut: [messages])
    }

    package var isEmpty: Bool { splices.isEmpty && leftOut.isEmpty }

    /// Bytes that they hold.
    var byteCount: Int { splices.reduce(0) { $0 + $1.text.count + 32 } }
}
