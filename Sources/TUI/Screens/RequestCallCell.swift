import Monitoring

/// The calls of a request in one cell: letter, tool and dialect, as `w read_file hermes-json`, `2w1B edit`, `? none`.
struct RequestCallCell {
    var request: RequestSummary
    var width: Int
    var cut: String

    /// Less of a dialect's name says nothing.
    private static let shortestDialect = 7

    var text: StyledText {
        guard let call = worst else {
            return request.nearMisses > 0 ? StyledText("? none", .warning) : StyledText()
        }
        let mark = request.toolMark
        // One call needs no number.
        let letters = request.calls.count == 1 ? String(mark.text.drop { $0.isNumber }) : mark.text
        var text = StyledText(letters + " ", mark.style)
        let isNative = call.dialect == "native"
        let dialect = isNative ? "" : call.dialect
        var name = StyledText(call.name, call.isValid ? .plain : .failure)
        name.cut(to: width - text.width, mark: cut)
        text.append(name)
        let room = width - text.width - 1
        if !dialect.isEmpty, room >= min(Self.shortestDialect, dialect.utf8.count) {
            text.append(" " + DialectWording.names([dialect], width: room, mark: cut), .dim)
        }
        return text
    }

    /// The one that a reader should know of.
    private var worst: ToolCallReport? { request.calls.first { !$0.isValid } ?? request.calls.first }
}

extension RequestSummary {
    /// How much of the prompt the backend had already, from 0 to 1; `nil`: it is not known.
    var cachedShare: Double? {
        guard let cachedTokens, let promptTokens, promptTokens > 0 else { return nil }
        return min(1, max(0, Double(cachedTokens) / Double(promptTokens)))
    }
}
