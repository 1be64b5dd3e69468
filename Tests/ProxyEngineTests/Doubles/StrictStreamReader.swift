import ToolCallParsing

/// Reads a client's event stream as the strictest OpenAI client would: what OpenAI would not send is an error.
struct StrictStreamReader {
    /// What is wrong, and the event that it is wrong with.
    struct Violation: Error, CustomStringConvertible {
        let reason: String
        let event: String
        var description: String { "\(reason): \(event)" }
    }
    struct Call: Equatable {
        var id: String
        var name: String
        var arguments: String
    }
    /// The message that a client puts together.
    struct Choice: Equatable {
        var content = ""
        var reasoning = ""
        var calls: [Call] = []
        var finishReason: String?
        fileprivate var hasBegun = false
    }

    private(set) var choices: [Int: Choice] = [:]
    private(set) var usage: JSONValue?
    /// The error object that ended the stream.
    private(set) var error: JSONValue?
    private(set) var comments: [String] = []
    /// All chunks, in order.
    private(set) var chunks: [JSONValue] = []
    private var identity: [JSONValue] = []
    private var isDone = false

    /// The only choice.
    var message: Choice { choices[0] ?? Choice() }

    init(_ bytes: [UInt8]) throws(Violation) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Violation(reason: "no UTF-8", event: "")
        }
        guard text.utf8.suffix(2).elementsEqual("\n\n".utf8) else {
            throw Violation(reason: "the last event is not ended", event: String(text.suffix(80)))
        }
        for event in Self.blocks(Array(text.utf8)) {
            do throws(Problem) {
                try read(event)
            } catch {
                throw Violation(reason: error.reason, event: event)
            }
        }
        do throws(Problem) { try end() } catch { throw Violation(reason: error.reason, event: "the end") }
    }

    private struct Problem: Error { let reason: String }

    private func demand(_ condition: Bool, _ reason: @autoclosure () -> String) throws(Problem) {
        guard condition else { throw Problem(reason: reason()) }
    }

    private static func blocks(_ bytes: [UInt8]) -> [String] {
        var blocks: [String] = []
        var start = 0
        for index in bytes.indices.dropLast() where bytes[index] == 0x0A && bytes[index + 1] == 0x0A && index >= start {
            blocks.append(String(decoding: bytes[start..<index], as: UTF8.self))
            start = index + 2
        }
        return blocks
    }

    private mutating func read(_ event: String) throws(Problem) {
        try demand(!event.utf8.contains(0x0A) && !event.utf8.contains(0x0D), "more than one line")
        if event.utf8.first == UInt8(ascii: ":") {
            comments.append(event)
            return
        }
        try demand(!isDone, "something after [DONE]")
        try demand(event.hasPrefix("data: "), "no data line")
        let payload = event.dropFirst(6)
        if payload == "[DONE]" {
            isDone = true
            return
        }
        guard let value = try? JSONValue(parsing: Array(payload.utf8)), case .object(let members) = value else {
            throw Problem(reason: "no JSON object")
        }
        try demand(Set(members.map(\.key)).count == members.count, "a member twice")
        try demand(error == nil, "a chunk after the error")
        if let found = value["error"] {
            try demand(found["message"]?.stringValue != nil, "an error without a message")
            error = found
            return
        }
        chunks.append(value)
        try read(chunk: value)
    }

    private mutating func read(chunk: JSONValue) throws(Problem) {
        try demand(chunk["id"]?.stringValue?.isEmpty == false, "no id")
        try demand(chunk["object"] == .string("chat.completion.chunk"), "the wrong object")
        try demand(chunk["created"]?.intValue != nil, "no created")
        try demand(chunk["model"]?.stringValue != nil, "no model")
        let found = ["id", "created", "model"].map { chunk[$0] ?? .null }
        if identity.isEmpty { identity = found }
        try demand(identity == found, "another identity")
        guard let elements = chunk["choices"]?.arrayValue else { throw Problem(reason: "no choices") }
        try demand(usage == nil, "a chunk after the usage")
        if elements.isEmpty {
            guard let found = chunk["usage"], found.objectValue != nil else { throw Problem(reason: "an empty chunk") }
            try demand(choices.values.allSatisfy { $0.finishReason != nil }, "usage before the end")
            usage = found
            return
        }
        try demand((chunk["usage"] ?? .null) == .null, "usage beside choices")
        for element in elements { try read(choice: element) }
    }

    private mutating func read(choice value: JSONValue) throws(Problem) {
        guard let index = value["index"]?.intValue, let delta = value["delta"], delta.objectValue != nil else {
            throw Problem(reason: "a choice without index or delta")
        }
        var choice = choices[index] ?? Choice()
        try demand(choice.finishReason == nil, "something after the finish reason")
        if choice.hasBegun {
            try demand(delta["role"] == nil, "a second role")
        } else {
            try demand(delta["role"] == .string("assistant"), "no role in the first delta")
            choice.hasBegun = true
        }
        choice.content += try text(delta["content"])
        choice.reasoning += try text(delta["reasoning_content"]) + text(delta["reasoning"])
        if let calls = delta["tool_calls"], calls != .null {
            guard let calls = calls.arrayValue, !calls.isEmpty else { throw Problem(reason: "odd tool_calls") }
            for call in calls { try read(call, into: &choice) }
        }
        guard let reason = value["finish_reason"] else { throw Problem(reason: "no finish_reason") }
        if reason != .null {
            let known = ["stop", "length", "tool_calls", "content_filter", "function_call"]
            guard let name = reason.stringValue, known.contains(name) else {
                throw Problem(reason: "odd finish_reason")
            }
            choice.finishReason = name
        }
        choices[index] = choice
    }

    private func text(_ value: JSONValue?) throws(Problem) -> String {
        guard let value, value != .null else { return "" }
        guard let text = value.stringValue else { throw Problem(reason: "text that is no string") }
        return text
    }

    private func read(_ call: JSONValue, into choice: inout Choice) throws(Problem) {
        guard let index = call["index"]?.intValue else { throw Problem(reason: "a call without index") }
        guard let arguments = call["function"]?["arguments"]?.stringValue else {
            throw Problem(reason: "arguments that are no string")
        }
        if index == choice.calls.count {
            guard let id = call["id"]?.stringValue, !id.isEmpty, call["type"] == .string("function"),
                let name = call["function"]?["name"]?.stringValue, !name.isEmpty
            else { throw Problem(reason: "a call without id, type or name") }
            try demand(!choice.calls.contains { $0.id == id }, "an id twice")
            choice.calls.append(Call(id: id, name: name, arguments: arguments))
            return
        }
        try demand(choice.calls.indices.contains(index), "a call out of order")
        try demand(!isObject(choice.calls[index].arguments), "more of a complete call")
        try demand(call.objectValue?.map(\.key) == ["index", "function"], "more than index and function in a fragment")
        try demand(call["function"]?.objectValue?.map(\.key) == ["arguments"], "more than arguments in a fragment")
        choice.calls[index].arguments += arguments
    }

    private func isObject(_ text: String) -> Bool { (try? JSONValue(parsing: Array(text.utf8)))?.objectValue != nil }

    private func end() throws(Problem) {
        try demand(isDone, "no [DONE]")
        guard error == nil else { return }
        for (index, choice) in choices {
            try demand(choice.finishReason != nil, "choice \(index) has no finish reason")
            try demand(choice.calls.isEmpty || choice.finishReason != "stop", "calls, but \"stop\"")
            for call in choice.calls {
                try demand(isObject(call.arguments), "arguments that are no object: \(call.arguments)")
            }
        }
    }
}
