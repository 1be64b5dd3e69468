import Monitoring

/// Two answers to one question: of a request that was sent again beside the one from which it comes, or of two that are
/// tagged. Beside each other where there is room, else one below the other.
///
///      DIFFERENT: text (2 words there only, 3 here only); the same: call 1
///      #0185 aider  done  stop              │ #0190 resend  done  stop
///      backend gpu1  model qwen3-30b        │ backend gpu2  model qwen3-8b
///      prompt 29.0k (28.7k cached)  out 402 │ prompt 29.0k  out 380
///      11.9s  queue 0.1  fill 1.0 ...       │ 8.2s  queue 0.0  fill 2.0 ...
///      TEXT
///      I will read the file first.          │ I shall look at the file first.
struct AnswersTab: Equatable {
    private let here: AnswerSide
    /// `nil`: there is none to compare with.
    private let there: AnswerSide?

    /// From here on they stand beside each other.
    static let wideColumns = 120
    /// Between the halves, with a line in the middle.
    private static let separatorColumns = 3
    private let symbols: Symbols

    /// `other` is shown first: the request from which this one comes, or the tagged one.
    init(
        request: RequestSummary, detail: RequestDetail?, other: RequestSummary?, otherDetail: RequestDetail?,
        now: Double, look: TextLook
    ) {
        symbols = look.symbols
        here = AnswerSide(request: request, detail: detail, now: now)
        there = other.map { other in
            AnswerSide(request: other, detail: otherDetail?.id == other.id ? otherDetail : nil, now: now)
        }
    }

    func rows(width: Int) -> [DetailRow] {
        guard let there else {
            let words = "there is no other answer to show beside this one: send the request again, or tag another one"
            return DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: .dim)
        }
        let differences = Self.differences(there, here)
        var rows = verdict(there, differences, width: width)
        rows += pair(there.facts, here.facts, width: width)
        for part in Self.parts(there, here) {
            rows.append(DetailRow())
            rows.append(DetailRow(heading(part, there, differences[part])))
            let (left, right) = texts(part, there, differences[part])
            rows += pair(left, right, width: width, names: there)
        }
        return rows
    }

    // MARK: Differences

    /// What both have, and what one of them has, in the order of an answer.
    private static func parts(_ there: AnswerSide, _ here: AnswerSide) -> [AnswerSide.Part] {
        let all = Set((there.sections + here.sections).map(\.part))
        let calls = (0..<max(there.sections.count, here.sections.count)).map { AnswerSide.Part.call($0) }
        return ([.failure, .reasoning, .text] + calls).filter(all.contains)
    }

    /// Of the parts that both have; none while one of them is still being written.
    private static func differences(_ there: AnswerSide, _ here: AnswerSide) -> [AnswerSide.Part: WordDiff] {
        guard !there.isRunning, !here.isRunning else { return [:] }
        var found: [AnswerSide.Part: WordDiff] = [:]
        for part in parts(there, here) {
            guard let old = there.section(part), let new = here.section(part) else { continue }
            found[part] = WordDiff(from: old.bytes, to: new.bytes)
        }
        return found
    }

    private func verdict(
        _ there: AnswerSide, _ differences: [AnswerSide.Part: WordDiff], width: Int
    ) -> [DetailRow] {
        func row(_ words: String, _ style: Style) -> [DetailRow] {
            DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: style)
        }
        for side in [there, here] {
            if let missing = side.missing { return row("\(side.id): \(missing)", .dim) }
        }
        if let running = [there, here].first(where: \.isRunning) {
            return row("\(running.id) is still running; differences are marked when it has ended", .dim)
        }
        if there.isCut || here.isCut { return row("not all of the answers is kept, so they are not judged", .warning) }
        let parts = Self.parts(there, here)
        guard !parts.isEmpty else { return row("neither of them says anything", .dim) }
        let different = parts.filter { differences[$0]?.isSame != true }
        guard !different.isEmpty else { return row("THE SAME ANSWER", .good) }
        let same = parts.filter { differences[$0]?.isSame == true }.map(Self.name)
        let parted = different.map { part in "\(Self.name(part)) (\(words(part, there, differences[part])))" }
        return row(
            "DIFFERENT: " + parted.joined(separator: ", ")
                + (same.isEmpty ? "" : "; the same: \(same.joined(separator: ", "))"), .warning)
    }

    private static func name(_ part: AnswerSide.Part) -> String {
        switch part {
        case .reasoning: "reasoning"
        case .text: "text"
        case .call(let index): "call \(index + 1)"
        case .failure: "error"
        }
    }

    /// How they differ in this part.
    private func words(_ part: AnswerSide.Part, _ there: AnswerSide, _ difference: WordDiff?) -> String {
        guard let difference else {
            return there.section(part) == nil ? "only \(here.id) has it" : "only \(there.id) has it"
        }
        guard difference.isCompared else { return WordDiff.notCompared }
        let counts = [(difference.removedCount, there.id), (difference.addedCount, here.id)]
        return counts.filter { $0.0 > 0 }.map { "\(Formatting.count($0.0, "word")) of \($0.1) only" }
            .joined(separator: ", ")
    }

    // MARK: Rows

    private func heading(_ part: AnswerSide.Part, _ there: AnswerSide, _ difference: WordDiff?) -> StyledText {
        let title = here.section(part)?.title ?? there.section(part)?.title ?? ""
        var line = StyledText(" \(title)", .title)
        guard !there.isRunning, !here.isRunning else { return line }
        if let difference, difference.isSame {
            line.append("  the same", .good)
        } else {
            line.append("  \(words(part, there, difference))", .dim)
        }
        return line
    }

    private static func marked(_ style: Style.Role) -> Style { Style(style, bold: true, underlined: true) }

    private func texts(
        _ part: AnswerSide.Part, _ there: AnswerSide, _ difference: WordDiff?
    ) -> (left: MarkedText?, right: MarkedText?) {
        let style: Style = part == .failure ? .failure : .plain
        let left = there.section(part).map {
            MarkedText(
                bytes: $0.bytes, marks: difference?.removed ?? [], style: style, markStyle: Self.marked(.failure))
        }
        let right = here.section(part).map {
            MarkedText(bytes: $0.bytes, marks: difference?.added ?? [], style: style, markStyle: Self.marked(.good))
        }
        return (left, right)
    }

    private func pair(
        _ left: MarkedText?, _ right: MarkedText?, width: Int, names there: AnswerSide
    ) -> [DetailRow] {
        guard width < Self.wideColumns else {
            let room = Self.half(width)
            return pair(left?.rows(width: room) ?? [], right?.rows(width: room) ?? [], width: width)
        }
        return [(there.id, left), (here.id, right)].flatMap { id, text -> [DetailRow] in
            guard let text else { return [] }
            return [DetailRow(" \(id)", .dim)] + DetailRow.marked(text, width: width, lead: StyledText("   "))
        }
    }

    private static func half(_ width: Int) -> Int { (width - 1 - separatorColumns) / 2 }

    /// Rows beside each other, or where there is no room those of the one below those of the other.
    private func pair(_ left: [StyledText], _ right: [StyledText], width: Int) -> [DetailRow] {
        guard width >= Self.wideColumns else { return (left + right).map { DetailRow(StyledText(" ") + $0) } }
        let room = Self.half(width)
        return (0..<max(left.count, right.count)).map { index in
            var line = StyledText(" ")
            var cell = index < left.count ? left[index] : StyledText()
            cell.cut(to: room, mark: symbols.cut)
            line.append(cell)
            line.append(String(repeating: " ", count: max(0, room - cell.width)))
            line.append(" \(symbols.vertical) ", .frame)
            if index < right.count { line.append(right[index]) }
            return DetailRow(line)
        }
    }
}
