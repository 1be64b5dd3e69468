import Monitoring
import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `/new` as the last user message: the proxy answers itself with a banner of the new session.
enum NewSession {
    static func isAsked(_ chat: ChatRequest) -> Bool {
        guard let text = chat.lastUserText, text.utf8.count < 64 else { return false }
        return text.split(whereSeparator: \.isWhitespace) == ["/new"]
    }

    /// What the client's user reads.
    static func banner(model: String, backend: BackendReport, purge: ControlResult?) -> String {
        var lines = ["New session."]
        lines.append("Model: \(model.isEmpty ? "unknown" : model)")
        var place = "Backend: \(backend.name) (\(backend.kind), \(backend.state.rawValue))"
        if let window = backend.contextWindow { place += ", window \(window) tokens" }
        lines.append(place)
        switch purge {
        case .done(let text): lines.append("Cache: \(text)")
        case .refused(let text): lines.append("Cache not purged: \(text)")
        case nil: lines.append("Cache: kept (purge_on_new is off)")
        }
        return lines.joined(separator: "\n")
    }

    private struct Message: Encodable {
        var role: String?
        var content: String?
    }
    private struct Choice: Encodable {
        var index = 0
        var message: Message?
        var delta: Message?
        var finishReason: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(index, forKey: .index)
            try container.encodeIfPresent(message, forKey: .message)
            try container.encodeIfPresent(delta, forKey: .delta)
            try container.encode(finishReason, forKey: .finish_reason)
        }
        enum Keys: CodingKey { case index, message, delta, finish_reason }
    }
    private struct Usage: Encodable {
        var prompt_tokens = 0
        var completion_tokens = 0
        var total_tokens = 0
    }
    private struct Completion: Encodable {
        var id: String
        var object: String
        var created: Int
        var model: String
        var choices: [Choice]
        var usage: Usage?
    }

    /// The banner as a chat completion, in the form that was asked for.
    static func body(text: String, model: String, id: String, created: Int, chat: ChatRequest) -> [UInt8] {
        func completion(_ object: String, _ choices: [Choice], _ usage: Usage? = nil) -> Completion {
            Completion(
                id: "chatcmpl-\(id)", object: object, created: created, model: model, choices: choices, usage: usage)
        }
        guard chat.wantsStream else {
            let message = Message(role: "assistant", content: text)
            return json(completion("chat.completion", [Choice(message: message, finishReason: "stop")], Usage()))
        }
        var chunks = [
            completion("chat.completion.chunk", [Choice(delta: Message(role: "assistant", content: ""))]),
            completion("chat.completion.chunk", [Choice(delta: Message(content: text))]),
            completion("chat.completion.chunk", [Choice(delta: Message(), finishReason: "stop")]),
        ]
        if chat.wantsUsage { chunks.append(completion("chat.completion.chunk", [], Usage())) }
        var stream: [UInt8] = []
        for chunk in chunks {
            stream += Array("data: ".utf8) + json(chunk) + Array("\n\n".utf8)
        }
        return stream + Array("data: [DONE]\n\n".utf8)
    }

    private static func json(_ completion: Completion) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return (try? encoder.encode(completion)).map { [UInt8]($0) } ?? []
    }
}
