import ToolCallParsing

/// A whole answer, put together of its events.
package struct Answer: Equatable, Sendable {
    package enum Part: Equatable, Sendable {
        case text(String)
        case reasoning(String)
        case call(Call)
    }

    package struct Call: Equatable, Sendable {
        package var id: String
        package var name: String
        /// JSON text.
        package var arguments: String

        package init(id: String, name: String, arguments: String) {
            self.id = id
            self.name = name
            self.arguments = arguments
        }
    }

    package var id = ""
    package var model = ""
    package var parts: [Part] = []
    package var usage: Usage?
    package var finish: FinishReason?
    package var failure: WireError?

    package init() {}

    package var hasCalls: Bool {
        parts.contains { if case .call = $0 { true } else { false } }
    }

    /// For protocols whose arguments are an object: a call that was cut off is told as text.
    package var cutCallsAsText: [Part] {
        guard finish == .length else { return parts }
        return parts.map { part in
            guard case .call(let call) = part, !call.arguments.isEmpty,
                !UnparsedArguments.isObject(call.arguments)
            else { return part }
            return .text("\(call.name) \(call.arguments)")
        }
    }
}

/// Collects events to an ``Answer``.
package struct AnswerCollector: Sendable {
    private var answer = Answer()
    private var open: Open?
    private var text: [UInt8] = []
    /// About what has been collected.
    package private(set) var heldBytes = 0

    private enum Open: Equatable {
        case text, reasoning
        case call(id: String, name: String)
    }

    package init() {}

    package mutating func take(_ batch: AnswerBatch) {
        for event in batch.events { take(event, batch) }
    }

    /// The answer so far.
    package mutating func collected() -> Answer {
        close()
        return answer
    }

    private mutating func take(_ event: AnswerEvent, _ batch: AnswerBatch) {
        switch event {
        case .began(let id, let model): (answer.id, answer.model) = (id, model)
        case .text(let range): add(.text, batch.bytes[range])
        case .reasoning(let range): add(.reasoning, batch.bytes[range])
        case .callBegan(let id, let name):
            close()
            heldBytes += 128 + id.utf8.count + name.utf8.count
            open = .call(id: id, name: name)
        case .arguments(let range):
            heldBytes += range.count
            text += batch.bytes[range]
        case .callEnded: close()
        case .usage(let usage): answer.usage = usage
        case .ended(let reason):
            close()
            answer.finish = reason
        case .finished: close()
        case .failed(let error): answer.failure = error
        case .heartbeat: return
        }
    }

    private mutating func add(_ kind: Open, _ bytes: ArraySlice<UInt8>) {
        if open != kind {
            close()
            open = kind
        }
        heldBytes += bytes.count
        text += bytes
    }

    private mutating func close() {
        guard let open else { return }
        let whole = text.withUnsafeBytes { JSONString.unescaped($0) }
        switch open {
        case .text: answer.parts.append(.text(whole))
        case .reasoning: answer.parts.append(.reasoning(whole))
        case .call(let id, let name):
            answer.parts.append(.call(Answer.Call(id: id, name: name, arguments: whole)))
        }
        self.open = nil
        text.removeAll(keepingCapacity: true)
    }
}
