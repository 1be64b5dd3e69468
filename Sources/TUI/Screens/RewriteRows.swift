import ProxyEngine

/// The rewrite tab's rows: both halves of a passage side by side, the shorter one filled up.
struct RewriteRows {
    struct Row {
        /// The raw text's half: bytes of the raw text, or words of ours.
        enum Half {
            case raw(choice: Int, Range<Int>)
            case text(StyledText)
        }
        var left: Half = .text(StyledText())
        var right = StyledText()
        /// Number of the link and its style; `nil`: nothing was changed here.
        var link: (label: String, style: Style)?
    }
    private(set) var rows: [Row] = []

    private let request: RequestSummary?
    private let symbols: Symbols
    private let widths: (left: Int, right: Int)
    private let wraps: Bool

    init(
        detail: RequestDetail, request: RequestSummary?, symbols: Symbols, leftWidth: Int, rightWidth: Int, wraps: Bool
    ) {
        self.request = request
        self.symbols = symbols
        widths = (leftWidth, rightWidth)
        self.wraps = wraps
        let choices = detail.transcripts.keys.sorted()
        for choice in choices {
            guard let transcript = detail.transcripts[choice] else { continue }
            if choices.count > 1 { addHeading("choice \(choice)", "choice \(choice)") }
            var links = 0
            for passage in RewriteDocument(transcript).passages {
                add(passage, transcript, choice: choice, links: &links)
            }
            if transcript.isTruncated { addHeading("(more was not kept)", "") }
        }
        addEnding()
    }

    private static let linkStyles: [Style] = [Style(.linkA), Style(.linkB), Style(.linkC)]

    private mutating func add(
        _ passage: RewriteDocument.Passage, _ transcript: Transcript, choice: Int, links: inout Int
    ) {
        var link: (String, Style)?
        var left: [Row.Half] = rawRows(passage.span, transcript, choice)
        let right: [StyledText]
        switch passage.kind {
        case .content, .reasoning:
            if !passage.nearMisses.isEmpty { link = ("?", .warning) }
            right = textRows(passage)
        case .removed:
            link = (symbols.isASCII ? "-" : "╌", .dim)
            right = [StyledText("(not passed on)", .dim)]
        case .held:
            link = (symbols.isASCII ? "." : "┆", .warning)
            right = [StyledText("(held: \(Formatting.bytes(passage.span.count)), may become a call)", .warning)]
        case .call(let call):
            links += 1
            link = (String(links % 10), Self.linkStyles[(links - 1) % Self.linkStyles.count])
            right =
                CallRows(
                    call: call, passage: passage,
                    report: request?.calls.first { $0.choice == choice && $0.index == call.index }, width: widths.right
                ).rows
            if passage.span.isEmpty { left = [.text(StyledText("(structured by the backend)", .dim))] }
        }
        for index in 0..<max(left.count, right.count) {
            rows.append(
                Row(
                    left: index < left.count ? left[index] : .text(StyledText()),
                    right: index < right.count ? right[index] : StyledText(), link: link))
        }
    }

    private func rawRows(_ span: Range<Int>, _ transcript: Transcript, _ choice: Int) -> [Row.Half] {
        let span = span.clamped(to: 0..<transcript.raw.count)
        return TextWrap.rows(transcript.raw[span], width: widths.left, wraps: wraps).map { .raw(choice: choice, $0) }
    }

    /// Content and reasoning, as the client got it; the first row says which.
    private func textRows(_ passage: RewriteDocument.Passage) -> [StyledText] {
        var isReasoning = false
        if case .reasoning = passage.kind { isReasoning = true }
        let style: Style = isReasoning ? .dim : .plain
        let bytes = Array(passage.text.utf8)
        var result = TextWrap.rows(bytes, width: widths.right, wraps: wraps).map { range in
            TextWrap.text(bytes[range], style)
        }
        for miss in passage.nearMisses {
            result.append(StyledText("NEAR-MISS \(miss.dialect): \(miss.reason)", .warning))
        }
        return result
    }

    private mutating func addHeading(_ left: String, _ right: String) {
        rows.append(Row(left: .text(StyledText(left, .title)), right: StyledText(right, .title)))
    }

    private mutating func addEnding() {
        guard let request, let reason = request.finishReason else { return }
        var text = StyledText("finish_reason ", .dim) + StyledText(reason)
        if let backend = request.backendFinishReason, backend != reason {
            text.append(" (backend: \(backend))", .rewritten)
        }
        rows.append(Row(right: text))
    }
}

/// A call as the client got it, with what is wrong with it.
struct CallRows {
    var call: RewriteDocument.Call
    var passage: RewriteDocument.Passage
    var report: ToolCallReport?
    var width: Int

    var rows: [StyledText] {
        var result: [StyledText] = []
        var head = StyledText("tool_calls[\(call.index)]", .title)
        head.append(call.isNative ? "  NATIVE" : "  REWRITTEN", call.isNative ? .plain : .rewritten)
        result.append(head)
        result.append(field("id", call.id))
        result.append(field("name", call.name))
        let outline = ArgumentOutline(passage.text)
        if outline.members.isEmpty {
            result += wrapped(StyledText("arguments ", .dim), passage.text)
        } else {
            result.append(StyledText("  arguments", .dim))
            for member in outline.members { result += rows(of: member) }
        }
        for repair in repairs { result.append(StyledText("  repaired: \(repair)", .warning)) }
        if let report, !report.isValid, !isNamed(report.problem, in: outline) {
            result += wrapped(StyledText("BAD ", .failure), report.problem ?? "bad arguments")
        }
        return result
    }

    private var repairs: [String] {
        var names: [String] = []
        for name in passage.repairs + (report?.repairs ?? []) where !names.contains(name) { names.append(name) }
        return names
    }

    private func field(_ name: String, _ value: String) -> StyledText {
        var text = StyledText("  ")
        text.append(field: name, width: 5, .dim)
        text.append(value)
        return text
    }

    private func rows(of member: ArgumentOutline.Member) -> [StyledText] {
        var result = wrapped(StyledText("  \(member.key) ", .dim), member.value)
        guard let report else { return result }
        if let problem = report.problem, problem.hasPrefix("/\(member.key)") {
            result[0].append(" BAD", .failure)
            result += wrapped(StyledText("    ", .failure), problem)
        } else if report.isValid {
            result[result.count - 1].append(" ok", .good)
        }
        return result
    }

    private func isNamed(_ problem: String?, in outline: ArgumentOutline) -> Bool {
        guard let problem else { return false }
        return outline.members.contains { problem.hasPrefix("/\($0.key)") }
    }

    /// A label and a value that may take several rows, all indented.
    private func wrapped(_ label: StyledText, _ value: String) -> [StyledText] {
        let indent = "  "
        let bytes = Array(value.utf8)
        let room = max(4, width - indent.count - label.width)
        var result: [StyledText] = []
        for range in TextWrap.rows(bytes, width: room) {
            let text = TextWrap.text(bytes[range], .plain)
            let lead = result.isEmpty ? label : StyledText(String(repeating: " ", count: label.width))
            result.append(StyledText(indent) + lead + text)
        }
        return result.isEmpty ? [StyledText(indent) + label] : result
    }
}
