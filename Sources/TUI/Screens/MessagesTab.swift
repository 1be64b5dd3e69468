import Monitoring

/// The conversation as it was sent: who said how much, and what, with the client's numbers. Results are linked to their calls
/// by number; what the proxy left out, put in or changed is marked.
///
///      23 messages  46.1 KiB ~11k tok   tools 24.1 KiB ~6.2k tok
///      ░ the proxy left out 2 of them so that the rest fits: messages 5-6
///        1 system      3.1 KiB  ~1.2k   6%
///          You are a careful agent.
///        3 assistant     210 B    ~60   0%
///          call read_file {"path":"a.swift"}                  -> 4
///        4 tool        6.1 KiB  ~1.6k   8%  read_file of 3
///          import Testing ...
struct MessagesTab: Equatable {
    private let prompt: PromptContent?
    /// Why there is none.
    private let missing: String
    private let promptTokens: Int?
    private let cut: PromptCut?
    private let look: TextLook

    init(request: RequestSummary, detail: RequestDetail?, look: TextLook) {
        prompt = detail?.prompt
        missing = PromptWording.missing(detail)
        promptTokens = request.promptTokens
        cut = request.promptCut
        self.look = look
    }

    private static let indent = "     "
    /// Rows of a text that is shown folded.
    private static let foldedRows = 4

    func rows(width: Int) -> [DetailRow] {
        guard let prompt else { return [DetailRow(" " + missing, .dim)] }
        let links = CallLinks(prompt)
        let tokens = TokenShares(prompt, tokens: promptTokens)
        var rows = [DetailRow(head(prompt, tokens))]
        if let cut { rows += DetailRow.wrapped(cut.sentence, width: width, lead: StyledText(" "), style: .warning) }
        rows += leftOutRows(prompt, width: width)
        for (index, message) in prompt.messages.enumerated() {
            rows.append(DetailRow(title(message, index, links, tokens)))
            guard look.folding != .lines else { continue }
            for (number, part) in message.parts.enumerated() {
                let below = partRows(part, message: index, number, links, width: width)
                rows += message.fate == .leftOut ? below.map(\.dimmed) : below
            }
        }
        if prompt.isCut { rows.append(DetailRow(" (more text was not kept)", .dim)) }
        return rows
    }

    /// What the proxy left out of them.
    private func leftOutRows(_ prompt: PromptContent, width: Int) -> [DetailRow] {
        let gone = zip(prompt.numbers, prompt.messages).compactMap { number, message in
            message.fate == .leftOut ? number.map { $0 - 1 } : nil
        }
        guard !gone.isEmpty else { return [] }
        var ranges: [Range<Int>] = []
        for index in gone {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<index + 1
            } else {
                ranges.append(index..<index + 1)
            }
        }
        let words = "the proxy left out \(gone.count) of them so that the rest fits: \(MessageNumbers.words(ranges))"
        let lead = StyledText(" \(look.symbols.leftOut) ", .warning)
        return DetailRow.wrapped(words, width: width, lead: lead, style: .warning)
    }

    private func head(_ prompt: PromptContent, _ tokens: TokenShares) -> StyledText {
        let count = prompt.messages.count { $0.fate != .added }
        var line = StyledText(" \(Formatting.count(count, "message"))", .title)
        line.append("  \(Formatting.bytes(prompt.messageBytes))\(tokens.words(prompt.messageBytes))", .dim)
        if !prompt.tools.isEmpty {
            line.append("  and \(Formatting.count(prompt.tools.count, "tool")) ", .dim)
            line.append("\(Formatting.bytes(prompt.toolBytes))\(tokens.words(prompt.toolBytes))", .dim)
        }
        return line
    }

    private func title(
        _ message: PromptMessage, _ index: Int, _ links: CallLinks, _ tokens: TokenShares
    ) -> StyledText {
        let isGone = message.fate == .leftOut
        var line = StyledText(isGone ? look.symbols.leftOut : message.fate == .added ? "+" : " ", .warning)
        line.append(field: links.number(index).map(String.init) ?? "", width: 3, right: true, .dim)
        line.append(" ")
        line.append(field: message.role, width: 10, isGone ? .dim : Self.style(message.role))
        line.append(field: Formatting.bytes(message.bytes), width: 9, right: true, isGone ? .dim : .plain)
        if isGone {
            line.append(field: "left out", width: 12, right: true, .warning)
        } else {
            line.append(field: tokens.short(message.bytes), width: 7, right: true, .dim)
            line.append(field: tokens.percent(message.bytes), width: 5, right: true, .dim)
        }
        if message.fate == .added { line.append("  put in by the proxy", .warning) }
        if message.fate == .changed { line.append("  changed by the proxy", .warning) }
        for part in message.parts where part.kind == .result {
            if let call = part.callID.flatMap({ links.calls[$0] }) {
                line.append("  \(call.name) of \(links.words(call.message))", .rewritten)
            } else {
                line.append("  \(part.name ?? "")", .dim)
                line.append(" (answers no call here)", .warning)
            }
        }
        if look.folding == .lines, let part = message.parts.first {
            line.append("  ")
            if part.kind == .call { line.append("\(part.name ?? "?") ", .rewritten) }
            line.append(
                String(part.text.prefix { $0 != "\n" }.prefix(300)), part.kind == .reasoning || isGone ? .dim : .plain)
        }
        return line
    }

    private static func style(_ role: String) -> Style {
        switch role {
        case "system", "developer": .prefill
        case "user": .title
        case "assistant", "model": .good
        case "tool", "function": .rewritten
        default: .plain
        }
    }

    // MARK: Parts

    private func partRows(
        _ part: PromptMessage.Part, message: Int, _ number: Int, _ links: CallLinks, width: Int
    ) -> [DetailRow] {
        let indent = StyledText(Self.indent)
        switch part.kind {
        case .text, .result: return folded(part.text, lead: indent, style: .plain, width: width)
        case .reasoning: return folded(part.text, lead: indent + StyledText("thinks ", .dim), style: .dim, width: width)
        case .attachment: return [DetailRow(indent + StyledText("(\(part.text))", .dim))]
        case .call:
            var lead = indent + StyledText("call ", .dim) + StyledText(part.name ?? "?", .rewritten)
            switch part.callID.flatMap({ links.results[$0] }) {
            case let answer?: lead.append(" \(look.symbols.arrow) \(links.words(answer)) ", .dim)
            case nil: lead.append(message + 1 < links.count ? " (no result) " : " ", .warning)
            }
            // A long lead would leave no room for the arguments.
            guard lead.width < width / 2 else {
                return [DetailRow(lead)]
                    + folded(part.text, lead: indent + StyledText("  "), style: .plain, width: width)
            }
            return folded(part.text, lead: lead, style: .plain, width: width)
        }
    }

    /// As many rows as the folding allows.
    private func folded(_ text: String, lead: StyledText, style: Style, width: Int) -> [DetailRow] {
        let bytes = Array(text.utf8)
        guard look.folding == .heads else {
            return DetailRow.wrapped(bytes[...], width: width, lead: lead, style: style, wraps: look.wraps)
        }
        // No more is looked at than can be seen.
        let seen = bytes.prefix(Self.foldedRows * max(width, 8) * 4)
        var rows = DetailRow.wrapped(
            seen, width: width, lead: lead, style: style, wraps: look.wraps, limit: Self.foldedRows)
        let shown = rows.last?.bytes.endIndex ?? 0
        let left = bytes.count - shown
        if left > 1, !rows.isEmpty {
            let blank = StyledText(String(repeating: " ", count: min(lead.width, width / 2)))
            rows.append(DetailRow(blank + StyledText("(\(Formatting.bytes(left)) more)", .dim)))
        }
        return rows
    }
}

/// Which message answers which call.
struct CallLinks {
    /// By the call's identifier.
    private(set) var calls: [String: (message: Int, name: String)] = [:]
    private(set) var results: [String: Int] = [:]
    private(set) var count = 0
    private let numbers: [Int?]

    init(_ prompt: PromptContent) {
        count = prompt.messages.count
        numbers = prompt.numbers
        for (index, message) in prompt.messages.enumerated() {
            for part in message.parts {
                guard let id = part.callID else { continue }
                if part.kind == .call { calls[id] = (index, part.name ?? "?") }
                if part.kind == .result, results[id] == nil { results[id] = index }
            }
        }
    }
}

extension CallLinks {
    /// The client's number of a message, from 1; `nil`: the proxy put it in.
    func number(_ index: Int) -> Int? { numbers.indices.contains(index) ? numbers[index] : nil }

    func words(_ index: Int) -> String { number(index).map(String.init) ?? "?" }
}

/// Tokens by bytes: the backend counts the whole prompt only.
struct TokenShares {
    private let total: Int
    private let tokens: Int?

    init(_ prompt: PromptContent, tokens: Int?) {
        total = max(1, prompt.messageBytes + prompt.toolBytes)
        self.tokens = tokens
    }

    private func estimate(_ bytes: Int) -> Int? {
        tokens.map { Int(Double($0) * min(1, Double(bytes) / Double(total))) }
    }

    /// ` ~1.2k tok`, or nothing.
    func words(_ bytes: Int) -> String { estimate(bytes).map { " ~\(Formatting.tokens($0)) tok" } ?? "" }
    func short(_ bytes: Int) -> String { estimate(bytes).map { "~\(Formatting.tokens($0))" } ?? Formatting.unknown }
    func percent(_ bytes: Int) -> String { "\(Int((Double(bytes) / Double(total) * 100).rounded()))%" }
}

enum PromptWording {
    static let switchedOff = "bodies are not kept (--no-bodies)"

    /// Why there is no prompt to show.
    static func missing(_ detail: RequestDetail?) -> String {
        guard let detail else { return "waiting for the request ..." }
        if detail.keepsBodies == false { return switchedOff }
        return detail.requestBody == nil
            ? "the request's body is not kept: it is too large, newer ones took its place, or none is to be kept"
            : "the request's body is no conversation"
    }
}
