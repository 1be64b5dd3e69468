import ProxyEngine

/// The rewrite tab's rows: both halves of a passage side by side, the shorter one filled up.
struct RewriteRows {
    struct Row {
        /// Text that is laid out only when it is drawn, or words of ours.
        enum Half {
            case bytes(ArraySlice<UInt8>, Style)
            case text(StyledText)

            var styled: StyledText {
                switch self {
                case .bytes(let bytes, let style): TextWrap.text(bytes, style)
                case .text(let text): text
                }
            }
        }
        var left = Half.text(StyledText())
        var right = Half.text(StyledText())
        /// Mark and style of the link; `nil`: nothing was changed here.
        var link: Link?
    }
    struct Link {
        var mark: String
        var style: Style
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
                add(passage, transcript.raw, choice: choice, links: &links)
            }
            if transcript.isTruncated { addHeading("(more was not kept)", "") }
        }
        addEnding()
    }

    private static let linkStyles: [Style] = [Style(.linkA), Style(.linkB), Style(.linkC)]

    private mutating func add(
        _ passage: RewriteDocument.Passage, _ raw: [UInt8], choice: Int, links: inout Int
    ) {
        var link: Link?
        let span = passage.span.clamped(to: 0..<raw.count)
        var left = [Row.Half.text(StyledText("bytes \(span.lowerBound)-\(span.upperBound)", .dim))]
        let right: [Row.Half]
        switch passage.kind {
        case .content, .reasoning:
            if !passage.nearMisses.isEmpty { link = Link(mark: "?" + symbols.link, style: .warning) }
            right = textRows(passage)
        case .notice:
            link = Link(mark: "+" + symbols.link, style: .rewritten)
            left = [.text(StyledText("(put in front by the proxy)", .dim))]
            right = textRows(passage)
        case .removed:
            link = Link(mark: symbols.isASCII ? "-" : "╌", style: .dim)
            right = [.text(StyledText("(not passed on)", .dim))]
        case .held:
            link = Link(mark: symbols.isASCII ? ":" : "┆", style: .warning)
            right = [.text(StyledText("(held back: may become a call)", .warning))]
        case .call(let call):
            links += 1
            link = Link(
                mark: String(links % 10) + symbols.link, style: Self.linkStyles[(links - 1) % Self.linkStyles.count])
            let report = request?.calls.first { $0.choice == choice && $0.index == call.index }
            let rows = CallRows(call: call, passage: passage, report: report, width: widths.right).rows
            right = rows.map { .text($0) }
            left = [.text(callHead(call, span))]
        }
        if !span.isEmpty {
            let ranges = TextWrap.rows(raw[span], width: widths.left, wraps: wraps)
            left += ranges.map { .bytes(raw[$0], link?.style ?? .plain) }
        }
        for index in 0..<max(left.count, right.count) {
            var row = Row(link: link)
            if index < left.count { row.left = left[index] }
            if index < right.count { row.right = right[index] }
            rows.append(row)
        }
    }

    private func callHead(_ call: RewriteDocument.Call, _ span: Range<Int>) -> StyledText {
        if call.isNative { return StyledText("structured by the backend", .dim) }
        return StyledText("bytes \(span.lowerBound)-\(span.upperBound)  ", .dim) + StyledText(call.dialect, .rewritten)
    }

    /// Content and reasoning, as the client got it.
    private func textRows(_ passage: RewriteDocument.Passage) -> [Row.Half] {
        var isReasoning = false
        if case .reasoning = passage.kind { isReasoning = true }
        let bytes = Array(passage.text.utf8)
        var result = [Row.Half.text(StyledText(isReasoning ? "reasoning_content" : "content", .dim))]
        result += TextWrap.rows(bytes, width: widths.right, wraps: wraps).map { .bytes(bytes[$0], .plain) }
        for miss in passage.nearMisses {
            let words = Array(
                ("NEAR-MISS: " + NearMissWording.sentence(dialect: miss.dialect, reason: miss.reason)).utf8)
            result += TextWrap.rows(words, width: widths.right).map { .bytes(words[$0], .warning) }
        }
        return result
    }

    private mutating func addHeading(_ left: String, _ right: String) {
        rows.append(Row(left: .text(StyledText(left, .title)), right: .text(StyledText(right, .title))))
    }

    private mutating func addEnding() {
        guard let request, let reason = request.finishReason else { return }
        var text = StyledText("finish_reason ", .dim) + StyledText(reason)
        if let backend = request.backendFinishReason, backend != reason {
            text.append(" (backend: \(backend))", .rewritten)
        }
        rows.append(Row(right: .text(text)))
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
        let label = StyledText("  \(member.key) ", .dim)
        var result = wrapped(label, member.value, spared: report == nil ? 0 : Self.verdictWidth)
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

    /// Columns for ` BAD` or ` ok` behind a value.
    private static let verdictWidth = 4

    /// A label and a value that may take several rows, all indented.
    private func wrapped(_ label: StyledText, _ value: String, spared: Int = 0) -> [StyledText] {
        let indent = "  "
        let bytes = Array(value.utf8)
        let room = max(4, width - indent.count - label.width - spared)
        var result: [StyledText] = []
        for range in TextWrap.rows(bytes, width: room) {
            let text = TextWrap.text(bytes[range], .plain)
            let lead = result.isEmpty ? label : StyledText(String(repeating: " ", count: label.width))
            result.append(StyledText(indent) + lead + text)
        }
        return result.isEmpty ? [StyledText(indent) + label] : result
    }
}
