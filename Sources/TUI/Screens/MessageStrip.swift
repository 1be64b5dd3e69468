import Monitoring

/// The messages of a prompt as a strip of blocks, against the prompt that it is compared with:
///
///      ▇▇▇▇▒░░░▁▁  4 the same, 1 changed, 3 left out, 2 new
struct MessageStrip {
    /// In the order in which a block stands for several of them: the last of these that there is.
    enum Kind: Int, CaseIterable {
        case same
        case leftOut
        case new
        case changed

        var words: String {
            switch self {
            case .same: "the same"
            case .leftOut: "left out"
            case .new: "new"
            case .changed: "changed"
            }
        }

        var style: Style {
            switch self {
            case .same: .dim
            case .leftOut: .queued
            case .new: .good
            case .changed: .warning
            }
        }

        func block(_ symbols: Symbols) -> String {
            switch self {
            case .same: symbols.isASCII ? "=" : "▇"
            case .leftOut: symbols.isASCII ? "." : "░"
            case .new: symbols.isASCII ? "+" : "▁"
            case .changed: symbols.isASCII ? "~" : "▒"
            }
        }
    }
    /// Of each of the client's messages.
    let kinds: [Kind]
    /// How many messages follow of which nothing is known.
    let more: Int

    /// `count`: the client's messages.
    init(_ comparison: PromptComparison, count: Int) {
        var kinds = [Kind](repeating: .same, count: max(0, count))
        for range in comparison.leftOut ?? [] {
            for index in range.clamped(to: 0..<kinds.count) { kinds[index] = .leftOut }
        }
        var last = 0
        for change in comparison.changes where kinds.indices.contains(change.message) {
            switch change.kind {
            case .added: kinds[change.message] = .new
            case .changed: kinds[change.message] = .changed
            case .removed: continue
            }
            last = max(last, change.message)
        }
        // Of the changes only the first are listed.
        let known = comparison.moreChanges > 0 ? last + 1 : kinds.count
        self.kinds = Array(kinds.prefix(known))
        more = kinds.count - self.kinds.count
    }

    /// Empty where there is nothing to compare.
    func line(width: Int, symbols: Symbols) -> StyledText {
        guard !kinds.isEmpty else { return StyledText() }
        let words = counts
        let room = max(4, width - words.width - (more > 0 ? 1 : 0))
        let blocks = min(kinds.count, room)
        var line = StyledText()
        for block in 0..<blocks {
            // Where there are more messages than columns a block is several.
            let part = kinds[block * kinds.count / blocks..<(block + 1) * kinds.count / blocks]
            let kind = part.max { $0.rawValue < $1.rawValue } ?? .same
            line.append(kind.block(symbols), kind.style)
        }
        if more > 0 { line.append(symbols.cut, .dim) }
        return line + words
    }

    private var counts: StyledText {
        var text = StyledText("  ")
        var isFirst = true
        for kind in [Kind.same, .changed, .leftOut, .new] {
            let count = kinds.count { $0 == kind }
            guard count > 0 else { continue }
            if !isFirst { text.append(", ", .dim) }
            isFirst = false
            text.append("\(count) \(kind.words)", kind.style)
        }
        if more > 0 { text.append(", \(more) more", .dim) }
        return text
    }
}
