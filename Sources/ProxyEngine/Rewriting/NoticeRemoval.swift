import WireFormats

/// Finds the proxy's own notices in the assistant's messages of a history, so that the model never reads them and the
/// prompt begins with the bytes that the backend has cached.
enum NoticeRemoval {
    /// What is to stand in the body instead: nothing.
    static func splices(_ outline: ConversationOutline, in bytes: UnsafeRawBufferPointer) -> [Splice] {
        var splices: [Splice] = []
        for message in outline.messages where message.role == .assistant {
            for text in outline.texts(of: message) {
                guard let found = NoticeText.range(inJSON: bytes.inside(text)) else { continue }
                let start = text.lowerBound + 1
                splices.append(Splice(range: start + found.lowerBound..<start + found.upperBound, text: []))
            }
        }
        return splices
    }
}
