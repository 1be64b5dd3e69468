import Monitoring

/// Why the backend could not go on from its cache, in lines.
struct PrefixBreakRows {
    var prefixBreak: PrefixBreak

    /// `unlike #0185 from byte 1204 of the system prompt on; 7% of its prompt kept`
    var sentence: StyledText {
        let byte = prefixBreak.byte.map { "byte \($0) of " } ?? ""
        if let work = prefixBreak.ownWork {
            var line = StyledText("\(work), so unlike \(prefixBreak.previous) from there on", .warning)
            line.append("; \(prefixBreak.keptPercent)% of its prompt kept", .dim)
            return line
        }
        var line = StyledText("unlike \(prefixBreak.previous) from \(byte)", .warning)
        line.append(prefixBreak.place + " on", .warning)
        line.append("; \(prefixBreak.keptPercent)% of its prompt kept", .dim)
        return line
    }

    /// The line that differs, then and now; nothing where that is not known.
    var difference: [StyledText] {
        guard !prefixBreak.before.isEmpty || !prefixBreak.after.isEmpty else { return [] }
        return [
            StyledText("- ", .failure) + StyledText(prefixBreak.before),
            StyledText("+ ", .good) + StyledText(prefixBreak.after),
        ]
    }

    var words: String { sentence.pieces.map(\.text).joined() }

    var all: [StyledText] { [sentence] + difference }
}
