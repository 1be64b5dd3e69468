import ToolCallParsing

/// Writes an answer as a stream of Responses' events.
package struct ResponsesStreamWriter: AnswerWriting {
    private enum Kind: Sendable {
        case text, reasoning
        case call(ResponsesShapes.Call)
    }

    private struct Open: Sendable {
        var kind: Kind
        var id: String
        /// The inside of a string with all that was said.
        var text: [UInt8] = []
        var freeform = FreeformReader()
    }

    private let context: AnswerContext
    private let id: String
    private var model = ""
    private var sequence = 0
    private var hasBegun = false
    private var isOver = false
    private var open: Open?
    private var output: [JSONValue] = []
    /// About what ``output`` takes.
    private var outputBytes = 0
    private var finish = FinishReason.stop
    private var usage: Usage?
    private var scratch: [UInt8] = []

    package init(_ context: AnswerContext) {
        self.context = context
        id = context.newID("resp_")
    }

    package var heldBytes: Int {
        outputBytes + (open.map { $0.text.count + $0.freeform.heldBytes } ?? 0)
    }

    package mutating func write(_ batch: AnswerBatch, to bytes: inout [UInt8]) {
        for event in batch.events where !isOver { write(event, batch, to: &bytes) }
    }

    private mutating func write(_ event: AnswerEvent, _ batch: AnswerBatch, to bytes: inout [UInt8]) {
        switch event {
        // Events are what Codex counts as life, and the first must be this one.
        case .heartbeat:
            if !begin(to: &bytes) { tell("response.in_progress", response(.inProgress, isBrief: true), to: &bytes) }
        case .began(_, let model):
            self.model = model
            _ = begin(to: &bytes)
        case .text(let range):
            enter(.text, to: &bytes)
            delta("response.output_text.delta", batch.bytes[range], ",\"logprobs\":[]", to: &bytes)
        case .reasoning(let range):
            enter(.reasoning, to: &bytes)
            delta("response.reasoning_text.delta", batch.bytes[range], "", to: &bytes)
        case .callBegan(let id, let name): beginCall(ResponsesShapes.Call(context, id: id, name: name), to: &bytes)
        case .arguments(let range): addArguments(batch.bytes[range], to: &bytes)
        case .callEnded: close(to: &bytes)
        case .usage(let usage): self.usage = usage
        case .ended(let reason):
            finish = reason
            close(to: &bytes)
        case .finished: end(to: &bytes)
        case .failed(let error):
            _ = begin(to: &bytes)
            isOver = true
            tell("response.failed", response(.failed, error: error), to: &bytes)
        }
    }

    // MARK: Events

    private mutating func head(_ type: StaticString, to bytes: inout [UInt8]) {
        bytes.append("event: ")
        bytes.append(type)
        bytes.append("\ndata: {\"type\":\"")
        bytes.append(type)
        bytes.append("\",\"sequence_number\":")
        bytes.append(number: sequence)
        sequence += 1
    }

    private mutating func tell(_ type: StaticString, _ members: [(String, JSONValue?)], to bytes: inout [UInt8]) {
        head(type, to: &bytes)
        for (key, value) in members {
            guard let value else { continue }
            bytes.append(",")
            bytes.append(quoted: key)
            bytes.append(":")
            value.append(to: &bytes)
        }
        bytes.append("}\n\n")
    }

    private func response(
        _ status: ResponsesShapes.Status, error: WireError? = nil, incomplete: String? = nil, isBrief: Bool = false
    ) -> [(String, JSONValue?)] {
        [
            (
                "response",
                ResponsesShapes.response(
                    context, id: id, model: model, status, output: output, usage: usage, error: error,
                    incomplete: incomplete, isBrief: isBrief)
            )
        ]
    }

    /// `true`: it has begun with this.
    private mutating func begin(to bytes: inout [UInt8]) -> Bool {
        guard !hasBegun else { return false }
        hasBegun = true
        tell("response.created", response(.inProgress), to: &bytes)
        tell("response.in_progress", response(.inProgress, isBrief: true), to: &bytes)
        return true
    }

    private func place(_ item: Open, content: String? = nil) -> [(String, JSONValue?)] {
        [
            ("item_id", .string(item.id)), ("output_index", .integer(output.count)),
            ("content_index", content == nil ? nil : .integer(0)),
        ]
    }

    private mutating func delta(
        _ type: StaticString, _ inside: ArraySlice<UInt8>, _ rest: StaticString, to bytes: inout [UInt8]
    ) {
        guard let item = open, !inside.isEmpty else { return }
        open = nil
        head(type, to: &bytes)
        bytes.append(",\"item_id\":\"")
        bytes.append(contentsOf: item.id.utf8)
        bytes.append("\",\"output_index\":")
        bytes.append(number: output.count)
        if case .call = item.kind {} else { bytes.append(",\"content_index\":0") }
        bytes.append(",\"delta\":")
        bytes.append(inside: inside)
        bytes.append(rest)
        bytes.append("}\n\n")
        var grown = consume item
        grown.text += inside
        open = grown
    }

    // MARK: Items

    private mutating func enter(_ kind: Kind, to bytes: inout [UInt8]) {
        switch (open?.kind, kind) {
        case (.text, .text), (.reasoning, .reasoning): return
        default: break
        }
        _ = begin(to: &bytes)
        close(to: &bytes)
        if case .text = kind {
            add(Open(kind: kind, id: context.newID("msg_")), .message(""), to: &bytes)
        } else {
            add(Open(kind: kind, id: context.newID("rs_")), .reasoning(""), to: &bytes)
        }
        guard case .text = kind, let item = open else { return }
        tell(
            "response.content_part.added", place(item, content: "") + [("part", ResponsesShapes.part(""))], to: &bytes)
    }

    private mutating func add(_ item: Open, _ shape: ResponsesShapes.Item, to bytes: inout [UInt8]) {
        open = item
        tell(
            "response.output_item.added",
            [
                ("output_index", .integer(output.count)),
                ("item", ResponsesShapes.item(shape, id: item.id, .inProgress)),
            ], to: &bytes)
    }

    private mutating func beginCall(_ call: ResponsesShapes.Call, to bytes: inout [UInt8]) {
        _ = begin(to: &bytes)
        close(to: &bytes)
        add(Open(kind: .call(call), id: context.newID(call.prefix)), .call(call), to: &bytes)
    }

    private mutating func addArguments(_ inside: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        guard case .call(let call) = open?.kind else { return }
        switch call.kind {
        case .function: delta("response.function_call_arguments.delta", inside, "", to: &bytes)
        case .custom:
            scratch.removeAll(keepingCapacity: true)
            open?.freeform.take(inside, to: &scratch)
            delta("response.custom_tool_call_input.delta", scratch[...], "", to: &bytes)
        case .localShell, .search: open?.text += inside
        }
    }

    private mutating func close(to bytes: inout [UInt8]) {
        guard let item = open else { return }
        switch item.kind {
        case .text, .reasoning: closeText(item, to: &bytes)
        case .call(let call): close(call, to: &bytes)
        }
    }

    private mutating func closeText(_ item: Open, to bytes: inout [UInt8]) {
        let text = item.text.withUnsafeBytes { JSONString.unescaped($0) }
        var shape = ResponsesShapes.Item.reasoning(text)
        if case .text = item.kind {
            shape = .message(text)
            tell(
                "response.output_text.done",
                place(item, content: "") + [("text", .string(text)), ("logprobs", .array([]))], to: &bytes)
            tell(
                "response.content_part.done", place(item, content: "") + [("part", ResponsesShapes.part(text))],
                to: &bytes)
        } else {
            tell("response.reasoning_text.done", place(item, content: "") + [("text", .string(text))], to: &bytes)
        }
        finish(item, shape, to: &bytes)
    }

    private mutating func close(_ call: ResponsesShapes.Call, to bytes: inout [UInt8]) {
        if call.isFreeform {
            scratch.removeAll(keepingCapacity: true)
            open?.freeform.finish(to: &scratch)
            delta("response.custom_tool_call_input.delta", scratch[...], "", to: &bytes)
        }
        guard let item = open else { return }
        var call = call
        call.input = item.text.withUnsafeBytes { JSONString.unescaped($0) }
        switch call.kind {
        case .function:
            tell(
                "response.function_call_arguments.done",
                place(item) + [("name", .string(call.name.name)), ("arguments", .string(call.input))], to: &bytes)
        case .custom:
            tell("response.custom_tool_call_input.done", place(item) + [("input", .string(call.input))], to: &bytes)
        case .localShell, .search: break
        }
        finish(item, .call(call), to: &bytes)
    }

    private mutating func finish(_ item: Open, _ shape: ResponsesShapes.Item, to bytes: inout [UInt8]) {
        open = nil
        let whole = ResponsesShapes.item(shape, id: item.id, finish == .length ? .incomplete : .completed)
        tell("response.output_item.done", [("output_index", .integer(output.count)), ("item", whole)], to: &bytes)
        output.append(whole)
        outputBytes += 512 + item.text.count
    }

    private mutating func end(to bytes: inout [UInt8]) {
        _ = begin(to: &bytes)
        close(to: &bytes)
        isOver = true
        if let reason = ResponsesShapes.incomplete(finish) {
            tell("response.incomplete", response(.incomplete, incomplete: reason), to: &bytes)
        } else {
            tell("response.completed", response(.completed), to: &bytes)
        }
    }
}
