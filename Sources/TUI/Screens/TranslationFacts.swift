import ProxyEngine

/// What the translation did, in two lines.
struct TranslationFacts {
    var request: RequestSummary
    var detail: RequestDetail?

    var translation: StyledText {
        var line = StyledText(" format ", .dim)
        let dialects = request.dialects.joined(separator: ",")
        line.append(dialects.isEmpty ? "none" : dialects, dialects.isEmpty ? .dim : .rewritten)
        if let span = callSpan { line.append("  bytes ", .dim); line.append("\(span.lowerBound)-\(span.upperBound)") }
        line.append("  repairs ", .dim)
        let repairs = RepairWording.kinds(request.calls.flatMap(\.repairs))
        line.append(repairs.isEmpty ? "none" : repairs.joined(separator: ", "), repairs.isEmpty ? .dim : .warning)
        line.append("  ")
        line.append(.count("near-miss", request.nearMisses, alarming: .warning))
        if request.heldBytes > 0 { line.append("  held \(Formatting.bytes(request.heldBytes))", .warning) }
        return line
    }

    var amounts: StyledText {
        var line = StyledText(" sent ", .dim) + StyledText(Formatting.bytes(request.bytesOut))
        line.append("  changed ", .dim)
        line.append(RewriteWording.sentence(request.rewrites))
        return line
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
