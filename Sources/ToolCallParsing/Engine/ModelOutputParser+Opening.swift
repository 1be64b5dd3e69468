/// A marker that may begin a block, until what follows has told the dialect.
struct BlockOpening: Sendable {
    /// Position of the marker.
    var start: Int
    var markerEnd: Int
    /// Dialects and openers that begin with this marker.
    var choices: [MarkerTable.Choice]
    /// The marker was written twice.
    var isDoubled = false
    /// The tool that a message's header names.
    var tool: String?
    /// The choices at first; those that were turned down are no longer among `choices`.
    let candidates: [MarkerTable.Choice]

    init(start: Int, markerEnd: Int, choices: [MarkerTable.Choice], tool: String? = nil) {
        self.start = start
        self.markerEnd = markerEnd
        self.choices = choices
        self.tool = tool
        candidates = choices
    }
}

extension ModelOutputParser {
    mutating func readOpening(_ opening: BlockOpening, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        let start = cursor - text.base
        let index = text.skippingWhitespace(from: start)
        let hasMore = index < text.count || text.isFinal
        switch dropEmptyBlock(opening, text, at: index, into: &batch) {
        case .none: return false
        case .some(true): return true
        case .some(false): break
        }
        for choice in opening.choices where isCallable(choice) {
            guard !choice.opener.leads.isEmpty else {
                beginCall(choice, opening, at: opening.markerEnd, suffix: "")
                return true
            }
            guard hasMore else { return false }
            for lead in choice.opener.leads {
                switch text.match(lead, at: start) {
                case .undecided: return false
                case .differs: continue
                case .matches(let body, let suffix):
                    let position = choice.opener.isPartOfBody ? opening.start : text.base + body
                    beginCall(choice, opening, at: position, suffix: suffix)
                    return true
                }
            }
        }
        if let doubled = doubledMarker(opening, text, at: index) { return doubled }
        guard damagedHeads < Self.maximumDamagedHeads else {
            rejectOpening(opening, into: &batch)
            return true
        }
        switch damagedHead(opening, text, at: index) {
        case .none: return false
        case .some(true): beginDamaged(opening, text)
        case .some(false):
            guard let hasCall = passWords(opening, text, at: start, into: &batch) else { return false }
            if !hasCall { rejectOpening(opening, into: &batch) }
        }
        damagedHeads += 1
        return true
    }

    /// Most objects and arrays in a text show with their first key that they are no calls. Then no block is begun, only to be
    /// taken back. `nil`: more text is needed.
    mutating func beginsNothing(_ openers: [MarkerTable.Choice], _ text: RawText, at start: Int) -> Bool? {
        guard !explains else { return false }
        for choice in openers {
            guard choice.isBracket else { return false }
            for lead in choice.opener.leads {
                switch text.match(lead, at: start) {
                case .differs: continue
                case .undecided: return nil
                case .matches: return false
                }
            }
        }
        if damagedHeads < Self.maximumDamagedHeads { damagedHeads += 1 }
        return true
    }

    /// Text that as a whole is a parameter's value needs its tool.
    private func isCallable(_ choice: MarkerTable.Choice) -> Bool {
        switch choice.opener.body {
        case .rawText(let tool, _)? where !tool.isEmpty: return tools.declares(tool)
        case .collected(.verb(let tool))?: return tools.declares(tool)
        default: return true
        }
    }

    /// What else the marker may begin, whatever follows it.
    private func alternative(to choice: MarkerTable.Choice, _ opening: BlockOpening) -> BlockOpening? {
        var alternative = opening
        alternative.choices = opening.choices.drop { $0 !== choice }.dropFirst().filter {
            $0.opener.leads.isEmpty && isCallable($0)
        }
        return alternative.choices.isEmpty ? nil : alternative
    }

    /// A marker that is written twice counts once. `nil`: it is not.
    private mutating func doubledMarker(_ opening: BlockOpening, _ text: RawText, at index: Int) -> Bool? {
        guard !opening.isDoubled, let first = opening.choices.first else { return nil }
        let marker = first.opener.marker
        guard marker.utf8.count > 1 else { return nil }
        switch text.compare(marker.utf8, at: index) {
        case .differs: return nil
        case .undecided: return false
        case .matches:
            var doubled = opening
            doubled.isDoubled = true
            cursor = text.base + index + marker.utf8.count
            doubled.markerEnd = cursor
            mode = .opening(doubled)
            return true
        }
    }

    /// The marker was only mentioned.
    private mutating func rejectOpening(_ opening: BlockOpening, into batch: inout ParsedBatch) {
        mode = .text
        explain(opening.choices, .whatFollows, span: opening.start..<opening.markerEnd, into: &batch)
        tellEmptyBlock(opening, into: &batch)
        if opening.choices.contains(where: \.opener.vanishes) {
            remove(upTo: opening.markerEnd, into: &batch)
            cursor = opening.markerEnd
        } else {
            resumeText(from: opening.start)
        }
    }

    /// Tells of a marker that begins no call, where that is wanted.
    func explain(
        _ choices: [MarkerTable.Choice], _ reason: PassedMarker.Reason, span: Range<Int>, into batch: inout ParsedBatch
    ) {
        guard explains, !choices.isEmpty else { return }
        let passed = PassedMarker(dialects: choices.map { table.dialects[$0.dialect].id }, reason: reason)
        batch.events.append(.markerPassed(passed, span: span))
    }

    /// Reads on as text at `position`, where no marker counts any more.
    mutating func resumeText(from position: Int) {
        mode = .text
        cursor = position
        passedMarker = position
    }

    private mutating func beginCall(
        _ choice: MarkerTable.Choice, _ opening: BlockOpening, at position: Int, suffix: String
    ) {
        let dialect = table.dialects[choice.dialect]
        let opener = choice.opener
        let origin = CallOrigin(
            dialect: choice.dialect, body: opener.body ?? dialect.body, strength: opener.strength, suffix: suffix,
            isQuiet: opener.isQuiet, isUnmistakable: opener.isUnmistakable, candidates: opening.candidates)
        let usual = opener.closers ?? dialect.closers
        let closers = opener.marker.hasPrefix(RawText.fence) ? [RawText.fence] + usual : usual
        let spelled = suffix.isEmpty ? closers : closers.map { $0.suffixed(suffix) }
        var reading = CallReading(
            origin, closers: spelled, start: opening.start, resumption: opening.start,
            vanishesUpTo: opener.vanishes ? opening.markerEnd : nil)
        reading.alternative = alternative(to: choice, opening)
        begin(reading, at: position, name: opening.tool, needsEvidence: opener.needsEvidence)
        if opening.isDoubled { output.repaired(.endMarker, at: opening.markerEnd) }
    }
}
