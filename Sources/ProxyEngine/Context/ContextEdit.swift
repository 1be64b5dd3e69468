import Monitoring
import WireFormats

/// What a request is changed in so that it fits the backend's context.
struct ContextEdit: Equatable, Sendable {
    var cut: HistoryCut?
    /// The answer's limit in the place of the client's larger one.
    var answerTokens: Int?

    /// The changes of the body that `outline` describes.
    func splices(in outline: ConversationOutline) -> [Splice] {
        var splices = cut?.splices(in: outline.conversation) ?? []
        if let answerTokens {
            splices += outline.answerLimits.filter { $0.tokens > answerTokens }.map {
                Splice(range: $0.range, text: Array(String(answerTokens).utf8))
            }
        }
        return splices
    }

    /// For the header and the log.
    var rewrites: [String] {
        var rewrites: [String] = []
        if let cut { rewrites.append(RewriteWord.leftOut(cut.droppedCount)) }
        if let answerTokens { rewrites.append("max_tokens=\(answerTokens)") }
        return rewrites
    }
}
