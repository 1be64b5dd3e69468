import ToolCallParsing
import WireFormats

/// Puts together how a client's message came from the model's text. The log keeps both, but not which part came from
/// where: the text is parsed again, and what is found counts where it makes the message that was recorded.
enum RecordedTranscript {
    /// A text that is longer is not taken apart.
    private static let maximumBytes = Transcript.maximumRawBytes

    /// What the client got.
    private struct Message: Equatable {
        var content = ""
        var reasoning = ""
        var calls: [Call] = []
        struct Call: Equatable {
            var name: String
            var arguments: String
        }

        init() {}

        init(_ json: JSONValue) {
            content = json["content"]?.stringValue ?? ""
            reasoning = json["reasoning_content"]?.stringValue ?? ""
            calls =
                json["tool_calls"]?.arrayValue?.map { call in
                    Call(
                        name: call["function"]?["name"]?.stringValue ?? "",
                        arguments: call["function"]?["arguments"]?.stringValue ?? "")
                } ?? []
        }
    }

    /// The parts of choice `choice`, in order.
    static func parts(of request: RecordedRequest, choice: Int) -> [TranscriptPart] {
        let raw = request.raw.indices.contains(choice) ? request.raw[choice] : []
        let json = request.messages.indices.contains(choice) ? request.messages[choice] : .null
        let message = Message(json)
        let reports = request.calls.filter { $0.choice == choice }
        guard raw.count <= maximumBytes else { return recorded(message, reports, raw) }
        // Reasoning that the backend separated stands before the text, and no parser has seen it.
        let separated = Array(message.reasoning.utf8)
        if !separated.isEmpty, raw.starts(with: separated) {
            var rest = message
            rest.reasoning = ""
            if let parts = found(rest, reports, Array(raw.dropFirst(separated.count)), at: separated.count, request) {
                return [TranscriptPart(.reasoning, text: message.reasoning, span: 0..<separated.count)] + parts
            }
        }
        return found(message, reports, raw, at: 0, request) ?? recorded(message, reports, raw)
    }

    /// What a parser makes of the text, if that is the message.
    private static func found(
        _ message: Message, _ reports: [ToolCallReport], _ raw: [UInt8], at offset: Int, _ request: RecordedRequest
    ) -> [TranscriptPart]? {
        let native = reports.filter { $0.dialect == ToolTally.native }
        var wanted = message
        if !reports.isEmpty, native.count == reports.count { wanted.calls = [] }
        let tools = ChatOutline(request.received.body)?.tools ?? []
        for options in attempts(wanted, reports, hasTools: !tools.isEmpty) {
            var parser = ModelOutputParser(tools: tools, options: options)
            var batch = ParsedBatch()
            raw.withUnsafeBytes { parser.receive($0, into: &batch) }
            parser.finish(into: &batch)
            var made = Message()
            let parsed = ParsedMessage(batch)
            (made.content, made.reasoning) = (parsed.content, parsed.reasoning)
            made.calls = parsed.calls.map { Message.Call(name: $0.name, arguments: $0.arguments) }
            guard made == wanted else { continue }
            let end = offset + raw.count
            return parts(batch, reports, at: offset)
                + (wanted.calls.isEmpty ? native.flatMap { parts(of: $0, at: end) } : [])
        }
        return nil
    }

    /// As whoever wrote the log may have looked at the text.
    private static func attempts(
        _ message: Message, _ reports: [ToolCallReport], hasTools: Bool
    ) -> [ParserOptions] {
        let separates = !message.reasoning.isEmpty
        guard hasTools || separates else { return [ParserOptions(dialects: [], separatesReasoning: false)] }
        let named = Set(reports.map(\.dialect))
        let pinned = Dialect.all.filter { named.contains($0.id.rawValue) }
        var all: [ParserOptions] = []
        for isReasoning in separates ? [false, true] : [false] {
            for separates in separates ? [true] : [false, true] {
                all.append(ParserOptions(separatesReasoning: separates, startsInReasoning: isReasoning))
                guard !pinned.isEmpty else { continue }
                all.append(
                    ParserOptions(
                        dialects: pinned, isPinned: true, separatesReasoning: separates, startsInReasoning: isReasoning)
                )
            }
        }
        return all
            + all.map { options in
                var options = options
                options.coercesToSchema = true
                return options
            }
    }

    private static func parts(_ batch: ParsedBatch, _ reports: [ToolCallReport], at offset: Int) -> [TranscriptPart] {
        func place(_ span: Range<Int>) -> Range<Int> { span.lowerBound + offset..<span.upperBound + offset }
        return batch.events.compactMap { event in
            switch event {
            case .content(let bytes, let span):
                TranscriptPart(.content, text: batch.text(bytes), span: place(span))
            case .reasoning(let bytes, let span):
                TranscriptPart(.reasoning, text: batch.text(bytes), span: place(span))
            case .callStarted(let call, let span):
                TranscriptPart(
                    .call(
                        index: call.index, id: reports.first { $0.index == call.index }?.id ?? call.id ?? "",
                        name: call.name, dialect: call.dialect.rawValue), span: place(span))
            case .arguments(let call, let bytes, let span):
                TranscriptPart(.arguments(index: call), text: batch.text(bytes), span: place(span))
            case .removed(let span), .callEnded(_, let span): TranscriptPart(.removed, span: place(span))
            case .repaired(let kind, _, let span): TranscriptPart(.repair(kind.rawValue), span: place(span))
            case .nearMiss(let miss, let span):
                TranscriptPart(
                    .nearMiss(dialect: miss.dialect.rawValue, reason: miss.reason.rawValue), span: place(span))
            case .callIdentified, .markerPassed: nil
            }
        }
    }

    /// The message as it was recorded, where nobody can say any more what came from where.
    private static func recorded(
        _ message: Message, _ reports: [ToolCallReport], _ raw: [UInt8]
    ) -> [TranscriptPart] {
        var parts: [TranscriptPart] = []
        var position = 0
        for (kind, text) in [(TranscriptPart.Kind.reasoning, message.reasoning), (.content, message.content)]
        where !text.isEmpty {
            let span = raw.firstRange(ofBytes: Array(text.utf8), from: position) ?? position..<position
            if span.lowerBound > position { parts.append(TranscriptPart(.removed, span: position..<span.lowerBound)) }
            parts.append(TranscriptPart(kind, text: text, span: span))
            position = span.upperBound
        }
        if position < raw.count { parts.append(TranscriptPart(.removed, span: position..<raw.count)) }
        return parts + reports.flatMap { Self.parts(of: $0, at: raw.count) }
    }

    private static func parts(of call: ToolCallReport, at end: Int) -> [TranscriptPart] {
        [
            TranscriptPart(
                .call(index: call.index, id: call.id, name: call.name, dialect: call.dialect), span: end..<end),
            TranscriptPart(.arguments(index: call.index), text: call.arguments, span: end..<end),
        ]
    }
}
