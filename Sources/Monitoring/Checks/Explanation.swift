package import ToolCallParsing

/// What the parser saw in a text, a line for each thing.
package struct Explanation {
    package private(set) var lines: [String] = []
    private let text: [UInt8]
    /// Raw text of the content, reasoning or arguments that is being put together.
    private var run: (what: String, span: Range<Int>)?

    package init(_ text: String, tools: [ToolDeclaration], options: ParserOptions) {
        self.text = Array(text.utf8)
        var parser = ModelOutputParser(tools: tools, options: options)
        var batch = ParsedBatch()
        parser.receive(text, into: &batch)
        parser.finish(into: &batch)
        let names = options.dialects.map(\.id.rawValue)
        lines.append("looked for: \(names.isEmpty ? "no dialect" : names.joined(separator: ", "))")
        lines.append(Self.declared(tools, options))
        for event in batch.events { tell(event) }
        endRun()
    }

    private static func declared(_ tools: [ToolDeclaration], _ options: ParserOptions) -> String {
        if options.acceptsAnyName { return "declared: every name (no --tools)" }
        guard tools.isEmpty else { return "declared: \(tools.map(\.name).joined(separator: ", "))" }
        return options.readsUndeclaredCalls
            ? "declared: no tools; calls between unmistakable markers count (undeclared_calls: strong)"
            : "declared: no tools, so text is never a call (undeclared_calls: strong makes it one)"
    }

    private mutating func tell(_ event: ParsedEvent) {
        switch event {
        case .content(_, let span): extend("content", span)
        case .reasoning(_, let span): extend("reasoning", span)
        case .arguments(let call, _, let span): extend("call \(call) arguments", span)
        case .removed(let span): line(span, "removed", quote(span))
        case .callStarted(let call, let span):
            let id = call.id.map { ", id \($0)" } ?? ""
            line(span, "call \(call.index)", "\(call.name) in \(call.dialect)\(id): \(quote(span))")
        case .callIdentified(let call, let id, let span): line(span, "call \(call) id", id)
        case .callEnded(let call, let span): line(span, "call \(call) ends", quote(span))
        case .repaired(let kind, let call, let span): line(span, "call \(call) repair", kind.rawValue)
        case .markerPassed(let marker, let span):
            let dialects = marker.dialects.map(\.rawValue).joined(separator: ", ")
            line(span, "no call", "\(quote(span)) (\(dialects)): \(Self.words(marker.reason))")
        case .nearMiss(let miss, let span):
            line(span, "near miss", "\(miss.dialect): \(Self.words(miss.reason)): \(quote(span))")
        }
    }

    /// Pieces of the same thing make one line.
    private mutating func extend(_ what: String, _ span: Range<Int>) {
        if let run, run.what == what, run.span.upperBound == span.lowerBound {
            self.run = (what, run.span.lowerBound..<span.upperBound)
        } else {
            endRun()
            run = (what, span)
        }
    }

    private mutating func endRun() {
        guard let run else { return }
        self.run = nil
        line(run.span, run.what, quote(run.span))
    }

    private mutating func line(_ span: Range<Int>, _ what: String, _ detail: String) {
        endRun()
        let head = "\(position(span.lowerBound)) bytes \(span.lowerBound)-\(span.upperBound)"
        let padding = String(repeating: " ", count: max(1, 28 - head.count))
        lines.append("\(head)\(padding)\(what): \(detail)")
    }

    /// Line and column, from 1.
    private func position(_ offset: Int) -> String {
        let before = text[..<min(offset, text.count)]
        let row = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return "\(row):\(String(decoding: before[start...], as: UTF8.self).count + 1)"
    }

    /// The raw text of `span` on one line, its middle left out where it is long.
    private func quote(_ span: Range<Int>) -> String {
        let raw = String(decoding: text[span.clamped(to: 0..<text.count)], as: UTF8.self)
        let shown = raw.count <= 100 ? raw : raw.prefix(70) + " ... " + raw.suffix(25)
        return String(reflecting: shown)
    }

    private static func words(_ reason: PassedMarker.Reason) -> String {
        switch reason {
        case .inCode: "stands in code"
        case .place: "counts at the start of a line or message only"
        case .inReasoning: "stands in reasoning"
        case .whatFollows: "what follows cannot be a call"
        }
    }

    private static func words(_ reason: NearMiss.Reason) -> String {
        switch reason {
        case .malformed: "cannot be repaired"
        case .undeclaredName: "the name is not declared"
        case .incomplete: "ended before its name was known"
        case .notACall: "the keys are not those of a call"
        }
    }
}
