import ToolCallParsing

/// Reads an answer's bytes as events, in any cut.
package protocol AnswerReading: Sendable {
    mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout AnswerBatch)
    /// The answer has ended. One that did not say so itself has broken off, and is told as failed.
    mutating func finish(into batch: inout AnswerBatch)
    /// What has been read and cannot be told yet.
    var heldBytes: Int { get }
}

/// What a reader notes of an answer, and how it tells that it is over. Servers tell end and usage in different places;
/// afterwards both stand before ``AnswerEvent/finished``.
struct AnswerEnding: Sendable {
    private(set) var hasBegun = false
    private(set) var isOver = false
    var calls = CallSequence()
    var finish: FinishReason?
    var usage: Usage?

    mutating func begin(id: String, model: String, into batch: inout AnswerBatch) {
        guard !hasBegun else { return }
        hasBegun = true
        batch.events.append(.began(id: id, model: model))
    }

    /// The answer is whole. With calls that is why it ended, whatever the server says.
    mutating func end(into batch: inout AnswerBatch) {
        guard !isOver else { return }
        isOver = true
        begin(id: "", model: "", into: &batch)
        let reason = finish ?? .stop
        // What is open at a limit was cut off.
        if reason == .length { batch.events.append(.ended(reason)) }
        calls.end(into: &batch)
        if reason != .length { batch.events.append(.ended(reason == .stop && calls.hasCalls ? .calls : reason)) }
        if let usage { batch.events.append(.usage(usage)) }
        batch.events.append(.finished)
    }

    mutating func fail(_ error: WireError, into batch: inout AnswerBatch) {
        guard !isOver else { return }
        isOver = true
        batch.events.append(.failed(error))
    }

    mutating func breakOff(into batch: inout AnswerBatch) {
        fail(WireError(status: 502, message: "The answer broke off.", type: "backend_error"), into: &batch)
    }

    // MARK: What is said

    mutating func say(_ text: String?, into batch: inout AnswerBatch) {
        guard let text, !text.isEmpty else { return }
        calls.textComes(into: &batch)
        batch.events.append(.text(batch.add(text)))
    }

    mutating func think(_ text: String?, into batch: inout AnswerBatch) {
        guard let text, !text.isEmpty else { return }
        calls.textComes(into: &batch)
        batch.events.append(.reasoning(batch.add(text)))
    }

    /// More of the call with this index. Its head may come with every piece; the first one counts.
    mutating func call(
        _ index: Int, id: String = "", name: String = "", arguments: String = "", into batch: inout AnswerBatch
    ) {
        let inside = JSONString.inside(arguments)
        inside.withUnsafeBytes {
            calls.piece(CallSequence.Piece(index: index, id: id, name: name), $0, into: &batch)
        }
    }
}

extension AnswerBatch {
    /// Takes a text as it is meant.
    mutating func add(_ text: String) -> Range<Int> {
        JSONString.inside(text).withUnsafeBytes { add(inside: $0) }
    }
}

extension JSONString {
    /// What stands between the quotes of `text` as a JSON string.
    static func inside(_ text: String) -> ArraySlice<UInt8> {
        var quoted: [UInt8] = []
        appendQuoted(text, to: &quoted)
        return quoted.dropFirst().dropLast()
    }
}

extension WireError {
    /// Of an `error` member, in whatever protocol, or of what stood in its place.
    init(body: JSONValue?, text: UnsafeRawBufferPointer, status: Int) {
        let error = body?["error"].flatMap { $0 == .null ? nil : $0 }
        let fault = error ?? (body?.objectValue == nil ? nil : body)
        let words = JSONValue.string(String(decoding: text.prefix(2000), as: UTF8.self))
        self.init(chat: fault ?? words, status: status < 400 ? 502 : status)
    }
}
