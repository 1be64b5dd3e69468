/// Calls whose head is damaged: behind the marker stands what begins no call, but a declared tool's name is in it.
extension ModelOutputParser {
    /// What may stand between a marker and the name, in any order.
    private static let pieces =
        [
            "<", ">", "{", "[", "(", "\"", "'", "“", "&quot;", "\\", "=", ":", "_", " ", "\n", "\t", "function",
            "functions.", "invoke", "parameter", "name", "tool", "tool_call", "call", "|", "\\n",
        ] + InvisibleCharacters.all + DamagedText.usualTokens
    private static let maximumHead = 96
    /// Markers of one answer behind which a damaged head is looked for: a text may consist of nothing but markers.
    static let maximumDamagedHeads = 1000

    /// Whether a name follows the marker; `nil`: more text is needed.
    func damagedHead(_ opening: BlockOpening, _ text: RawText, at start: Int) -> Bool? {
        if let tool = opening.tool, tools.schemaName(of: tool) != nil, start < text.count {
            // The arguments' bracket is lost, or what shows nothing stands before it.
            if text[start] == UInt8(ascii: "\"") { return true }
            let (isDecided, nothing) = text.longest(of: InvisibleCharacters.all + DamagedText.usualTokens, at: start)
            guard isDecided else { return nil }
            if nothing != nil { return true }
            guard let isToken = text.beginsToken(at: start) else { return nil }
            if isToken { return true }
        }
        let isWorthIt = opening.choices.contains { choice in
            choice.opener.strength >= .medium && choice.opener.marker.utf8.count > 5
                && (!choice.opener.vanishes || isTagged(choice))
                && !choice.opener.isQuiet && !choice.opener.isPartOfBody
        }
        guard isWorthIt, !isReasoning, !tools.names.isEmpty else { return false }
        var pieces = Self.pieces
        for choice in opening.choices { pieces += table.headPieces[choice.dialect] }
        var index = start
        while index - start < Self.maximumHead {
            guard index < text.count else { return text.isFinal ? false : nil }
            switch startsName(text, at: index) {
            case .none: return nil
            case .some(true): return true
            case .some(false): break
            }
            guard let length = text.length(ofAnyFolded: pieces, at: index) else { return nil }
            guard length > 0 else { return false }
            index += length
        }
        return false
    }

    private func isTagged(_ choice: MarkerTable.Choice) -> Bool {
        guard case .taggedParameters = choice.opener.body ?? table.dialects[choice.dialect].body else { return false }
        return true
    }

    /// Whether a declared name stands here by itself; `nil`: more text is needed.
    private func startsName(_ text: RawText, at index: Int) -> Bool? {
        guard tools.mayBegin(with: text[index]) else { return false }
        var isDecided = true
        for name in tools.names {
            switch text.compare(name.utf8, at: index) {
            case .differs: continue
            case .undecided: isDecided = false
            case .matches: return true
            }
        }
        return isDecided ? false : nil
    }

    /// The call is read as a whole, once its end has come, as any of the dialects would write it.
    private func origin(of choice: MarkerTable.Choice, _ opening: BlockOpening) -> CallOrigin {
        CallOrigin(
            dialect: choice.dialect, body: choice.opener.body ?? table.dialects[choice.dialect].body,
            strength: choice.opener.strength, isQuiet: choice.opener.isQuiet,
            isUnmistakable: choice.opener.isUnmistakable, candidates: opening.candidates)
    }

    mutating func beginDamaged(_ opening: BlockOpening, _ text: RawText) {
        let origins = opening.choices.filter { !$0.opener.isQuiet }.map { origin(of: $0, opening) }
        guard let first = origins.first else { return }
        let closers = Set(origins.flatMap { table.dialects[$0.dialect].closers + $0.ownClosers })
        var reading = CallReading(
            first, closers: closers.sorted(), start: opening.start, resumption: opening.start,
            vanishesUpTo: opening.choices.contains(where: \.opener.vanishes) ? opening.markerEnd : nil)
        reading.origins = origins
        begin(reading, at: opening.markerEnd, name: opening.tool)
        // Markers behind the first one end nothing.
        let openers = origins.flatMap { table.dialects[$0.dialect].openers }
        let markers = openers.flatMap { [$0.marker] + $0.leads.compactMap(\.markup).filter { $0.hasSuffix(">") } }
            .filter { $0.utf8.count > 4 }
        var index = opening.markerEnd - text.base
        while let marker = text.longest(of: markers, at: text.skippingWhitespace(from: index)).literal {
            index = text.skippingWhitespace(from: index) + marker.utf8.count
        }
        keepWritten(text, upTo: index)
        cursor = text.base + index
        mode = .recovery(Recovery(reason: .malformed, start: opening.markerEnd, kept: cursor))
    }
}
