package import ToolCallParsing

/// Reads a whole chat completion, or the error that came in its place, as the events that a stream would have had.
package enum ChatWholeReader {
    /// `status`: the answer's, which tells an error where the body does not.
    package static func read(_ body: UnsafeRawBufferPointer, status: Int, into batch: inout AnswerBatch) {
        let value = try? JSONValue(parsing: body)
        let error = value?["error"].flatMap { $0 == .null ? nil : $0 }
        guard status < 400, error == nil, let value, value["choices"]?.arrayValue?.isEmpty == false else {
            let text = String(decoding: body.prefix(2000), as: UTF8.self)
            let fault = error ?? (value?.objectValue == nil ? .string(text) : value) ?? .string(text)
            batch.events.append(.failed(ChatErrors.read(fault, status: status < 400 ? 502 : status)))
            return
        }
        var reading = ChatReading()
        reading.read(chunk: body, into: &batch)
        reading.finish(into: &batch)
    }
}

extension WireError {
    /// Reads chat completions' error object.
    package init(chat error: JSONValue, status: Int) { self = ChatErrors.read(error, status: status) }
}

/// What chat completions' errors say.
enum ChatErrors {
    private static let overflowCode = "context_length_exceeded"
    /// What llama-server calls a failure of its own and agents would therefore ask again and again: the beginnings.
    private static let refusals = ["image input is not supported", "audio input is not supported"]

    /// `error`: the `error` member, or whatever stood in its place.
    static func read(_ error: JSONValue, status: Int) -> WireError {
        let message = error["message"]?.stringValue ?? error.stringValue ?? error.jsonText
        let code = error["code"]?.stringValue
        var wire = WireError(
            status: error["code"]?.intValue.flatMap { (400...599).contains($0) ? $0 : nil } ?? status,
            message: message, type: error["type"]?.stringValue ?? "server_error", code: code,
            parameter: error["param"]?.stringValue)
        if wire.status == 500, refusals.contains(where: message.hasPrefix) {
            (wire.status, wire.type) = (400, "invalid_request_error")
        }
        if code == overflowCode {
            let numbers = numbers(in: message)
            wire.status = 400
            wire.kind = .overflow(
                tokens: error["n_prompt_tokens"]?.intValue ?? numbers.tokens,
                limit: error["n_ctx"]?.intValue ?? numbers.limit)
        }
        return wire
    }

    /// The two numbers of an overflow's message: whichever order they have, the prompt's is the greater.
    private static func numbers(in message: String) -> (tokens: Int?, limit: Int?) {
        let numbers = message.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }.filter { $0 >= 16 }
        guard let limit = numbers.min() else { return (nil, nil) }
        return (numbers.first { $0 > limit }, limit)
    }
}
