import Monitoring

/// What the translation did, in two lines. What there is nothing of is left out.
struct TranslationFacts {
    var request: RequestSummary
    var detail: RequestDetail?

    var translation: StyledText {
        var parts: [StyledText] = []
        let dialects = request.dialects.joined(separator: ",")
        if !dialects.isEmpty { parts.append(StyledText("format ", .dim) + StyledText(dialects, .rewritten)) }
        if let span = callSpan {
            parts.append(StyledText("bytes ", .dim) + StyledText("\(span.lowerBound)-\(span.upperBound)"))
        }
        let repairs = RepairWording.kinds(request.calls.flatMap(\.repairs))
        if !repairs.isEmpty {
            parts.append(StyledText("repairs ", .dim) + StyledText(repairs.joined(separator: ", "), .warning))
        }
        if request.nearMisses > 0 { parts.append(.count("near-miss", request.nearMisses, alarming: .warning)) }
        if request.heldBytes > 0 {
            parts.append(StyledText("held \(Formatting.bytes(request.heldBytes))", .warning))
        }
        return Self.line(parts)
    }

    var amounts: StyledText {
        var parts = [StyledText("sent ", .dim) + StyledText(Formatting.bytes(request.bytesOut))]
        if !request.rewrites.isEmpty {
            parts.append(StyledText("changed ", .dim) + StyledText(RewriteWording.sentence(request.rewrites)))
        }
        return Self.line(parts)
    }

    private static func line(_ parts: [StyledText]) -> StyledText {
        parts.enumerated().reduce(StyledText()) { $0 + StyledText($1.offset > 0 ? "  " : " ") + $1.element }
    }

    /// From the first byte of a call to the last of one.
    private var callSpan: Range<Int>? {
        guard detail?.id == request.id, let transcript = detail?.firstTranscript else { return nil }
        let spans = RewriteDocument(transcript).passages.compactMap { passage -> Range<Int>? in
            if case .call = passage.kind, !passage.span.isEmpty { passage.span } else { nil }
        }
        guard let start = spans.map(\.lowerBound).min(), let end = spans.map(\.upperBound).max() else { return nil }
        return start..<end
    }
}
