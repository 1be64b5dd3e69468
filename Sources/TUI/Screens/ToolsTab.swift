import Monitoring

/// The tools that the client declared, and what was called of them.
///
///      11 tools  24.1 KiB ~6.2k tok   1 call in this answer, 7 before
///      read_file         1.2 KiB  ~310   1 call  1 BAD   5 before
///          Reads a file.
///          path   string   required  Which file
///          call 0  qwen3-coder  {"path":"a","limit":"all"}
///            BAD /limit: expected integer, got "all"
struct ToolsTab: Equatable {
    private let calls: [ToolCallReport]
    /// Of these: what the answer's end cut off, or what broke off with it.
    private let isOpenEnded: [Bool]
    private let openCalls: [OpenCallHead]
    private let prompt: PromptContent?
    /// Why there is none.
    private let missing: String
    private let promptTokens: Int?
    private let look: TextLook

    init(request: RequestSummary, detail: RequestDetail?, look: TextLook) {
        calls = request.calls
        isOpenEnded = request.calls.map { request.isUnfinished($0) || request.hasBrokenOff(in: $0) }
        openCalls = OpenCallHead.all(detail, besides: request)
        prompt = detail?.prompt
        missing = PromptWording.missing(detail)
        promptTokens = request.promptTokens
        self.look = look
    }

    private static let indent = "    "

    func rows(width: Int) -> [DetailRow] {
        guard let prompt else { return [DetailRow(" " + missing, .dim)] + undeclaredRows([], width: width) }
        let tokens = TokenShares(prompt, tokens: promptTokens)
        let earlier = Self.earlierCalls(prompt)
        var rows = [DetailRow(head(prompt, tokens, earlier))]
        rows += undeclaredRows(prompt.tools, width: width)
        for tool in prompt.tools {
            rows.append(DetailRow(title(tool, tokens, earlier[tool.name] ?? 0)))
            if look.folding != .lines { rows += description(tool, width: width) }
            if look.folding == .all { rows += schema(tool, width: width) }
            rows += calls(of: tool.name).flatMap { callRows($0, width: width) }
        }
        return rows
    }

    private func calls(of name: String) -> [ToolCallReport] { calls.filter { $0.name == name } }

    private static func earlierCalls(_ prompt: PromptContent) -> [String: Int] {
        var counts: [String: Int] = [:]
        for part in prompt.messages.flatMap(\.parts) where part.kind == .call {
            counts[part.name ?? "?", default: 0] += 1
        }
        return counts
    }

    private func head(_ prompt: PromptContent, _ tokens: TokenShares, _ earlier: [String: Int]) -> StyledText {
        guard !prompt.tools.isEmpty else { return StyledText(" the client declared no tools", .dim) }
        var line = StyledText(" \(Formatting.count(prompt.tools.count, "tool"))", .title)
        line.append("  \(Formatting.bytes(prompt.toolBytes))\(tokens.words(prompt.toolBytes))", .dim)
        line.append("  \(Formatting.count(calls.count, "call")) in this answer", .dim)
        if !openCalls.isEmpty { line.append(", \(openCalls.count) being written", .rewritten) }
        let before = earlier.values.reduce(0, +)
        if before > 0 { line.append(", \(before) before", .dim) }
        return line
    }

    private func title(_ tool: PromptTool, _ tokens: TokenShares, _ earlier: Int) -> StyledText {
        let calls = calls(of: tool.name)
        let bad = calls.count { !$0.isValid }
        var line = StyledText(" ")
        line.append(field: tool.name, width: 22, calls.isEmpty ? .plain : .title)
        line.append(field: Formatting.bytes(tool.bytes), width: 9, right: true)
        line.append(field: tokens.short(tool.bytes), width: 7, right: true, .dim)
        if !calls.isEmpty { line.append("  \(Formatting.count(calls.count, "call"))", .rewritten) }
        let open = openCalls.count { $0.name == tool.name }
        if open > 0 { line.append("  \(open) being written", .rewritten) }
        if bad > 0 { line.append("  \(bad) BAD", .failure) }
        if earlier > 0 { line.append("  \(earlier) before", .dim) }
        return line
    }

    private func description(_ tool: PromptTool, width: Int) -> [DetailRow] {
        let indent = StyledText(Self.indent)
        var rows: [DetailRow] = []
        if !tool.description.isEmpty {
            let all = DetailRow.wrapped(tool.description, width: width, lead: indent, style: .dim)
            rows += look.folding == .heads ? Array(all.prefix(2)) : all
        }
        let names = min(24, tool.parameters.map(\.name.utf8.count).max() ?? 0)
        let types = min(24, tool.parameters.map(\.type.utf8.count).max() ?? 0)
        for parameter in tool.parameters {
            var line = indent
            line.append(field: parameter.name, width: names + 2)
            line.append(field: parameter.type, width: types + 2, .prefill)
            line.append(field: parameter.isRequired ? "required" : "", width: 10, .key)
            let words = String(parameter.description.prefix { $0 != "\n" })
            line.append(words, .dim)
            rows.append(DetailRow(line))
        }
        return rows
    }

    private func schema(_ tool: PromptTool, width: Int) -> [DetailRow] {
        let lead = StyledText(Self.indent)
        return JSONIndentation.lines(tool.schema).flatMap {
            DetailRow.wrapped($0[...], width: width, lead: lead, wraps: look.wraps)
        }
    }

    private func callRows(_ call: ToolCallReport, width: Int) -> [DetailRow] {
        var lead = StyledText(Self.indent) + StyledText("call \(call.index) ", .title)
        lead.append("\(call.dialect) ", call.dialect == "native" ? .dim : .rewritten)
        var rows = DetailRow.wrapped(call.arguments, width: width, lead: lead, style: call.isValid ? .plain : .failure)
        if rows.isEmpty { rows = [DetailRow(lead)] }
        let below = StyledText(Self.indent + "  ")
        for repair in RepairWording.kinds(call.repairs) {
            rows.append(DetailRow(below + StyledText("repaired: \(repair)", .warning)))
        }
        if isOpenEnded.indices.contains(where: { isOpenEnded[$0] && calls[$0] == call }) {
            rows.append(DetailRow(below + StyledText("cut off: not judged", .warning)))
        } else if call.isValid {
            rows.append(DetailRow(below + StyledText("ok", .good)))
        } else {
            rows += DetailRow.wrapped(
                call.problem ?? "bad arguments", width: width, lead: below + StyledText("BAD ", .failure))
        }
        return rows
    }

    /// Calls of what was not declared.
    private func undeclaredRows(_ tools: [PromptTool], width: Int) -> [DetailRow] {
        let names = Set(tools.map(\.name))
        let calls = self.calls.filter { !names.contains($0.name) }
        return calls.flatMap { call in
            [DetailRow(StyledText(" \(call.name)  ", .title) + StyledText("not declared", .failure))]
                + callRows(call, width: width)
        }
            + openCalls.compactMap(\.name).filter { !names.contains($0) }.map { name in
                DetailRow(
                    StyledText(" \(name)  ", .title) + StyledText("not declared", .failure)
                        + StyledText("  being written", .rewritten))
            }
    }
}

/// JSON text with a line for each member.
enum JSONIndentation {
    static func lines(_ json: String) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var depth = 0
        var isInString = false
        var isEscaped = false
        func spaces() -> [UInt8] { [UInt8](repeating: 0x20, count: 2 * min(depth, 40)) }
        func endLine() {
            lines.append(line)
            line = spaces()
        }
        for byte in json.utf8 {
            if isInString {
                line.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                line.append(byte)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                line.append(byte)
                depth += 1
                endLine()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                if line.allSatisfy({ $0 == 0x20 }) { line = spaces() } else { endLine() }
                line.append(byte)
            case UInt8(ascii: ","):
                line.append(byte)
                endLine()
            case UInt8(ascii: ":"): line += [byte, 0x20]
            case 0x20, 0x0A, 0x0D, 0x09: continue
            default: line.append(byte)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
