import ToolCallParsing
import WireFormats

/// How a backend counts the tokens of a prompt exactly: which question to ask, and how to read its answer.
enum TokenCounting: Equatable, Sendable {
    /// llama-server: the chat request itself, to the route that answers with its count.
    case inputTokens
    /// Older llama-server: the prompt as text, then its tokens.
    case templateAndTokens
    /// vLLM: messages and tools in one question.
    case tokenize

    struct Question: Equatable, Sendable {
        var path: String
        var body: [UInt8]
    }

    enum Reading: Equatable, Sendable {
        case tokens(Int)
        case ask(Question)
        /// The server does not know this way, but perhaps that.
        case instead(TokenCounting)
        case failed
    }

    /// The way of backends of this kind; `nil`: there is none.
    static func way(of kind: BackendKind) -> TokenCounting? {
        switch kind {
        case .llamaServer: .inputTokens
        case .vllm: .tokenize
        case .sglang, .ollama, .lmStudio, .mlx, .vllmMLX, .demo, .openAI: nil
        }
    }

    /// The first question about the chat request `body`.
    func question(about body: [UInt8]) -> Question {
        switch self {
        case .inputTokens: Question(path: "/v1/chat/completions/input_tokens", body: body)
        case .templateAndTokens: Question(path: "/apply-template", body: body)
        case .tokenize: Question(path: "/tokenize", body: Self.tokenizeBody(body))
        }
    }

    /// Reads the answer to a question.
    func read(status: Int, _ answer: [UInt8]) -> Reading {
        guard (200..<300).contains(status) else {
            // 501: some builds answer so for routes that they were built without.
            return self == .inputTokens && [404, 405, 501].contains(status) ? .instead(.templateAndTokens) : .failed
        }
        guard let value = try? JSONValue(parsing: answer) else { return .failed }
        if self == .templateAndTokens, let prompt = value["prompt"]?.stringValue {
            return .ask(
                Question(
                    path: "/tokenize",
                    body: JSONValue.object([
                        JSONMember(key: "content", value: .string(prompt)),
                        JSONMember(key: "add_special", value: .bool(true)),
                        JSONMember(key: "parse_special", value: .bool(true)),
                    ]).bytes))
        }
        let count = value["input_tokens"]?.intValue ?? value["count"]?.intValue ?? value["tokens"]?.arrayValue?.count
        return count.map { .tokens($0) } ?? .failed
    }

    /// What vLLM's `/tokenize` needs of a chat request, as it stands there.
    private static func tokenizeBody(_ body: [UInt8]) -> [UInt8] {
        var question = Array("{\"add_generation_prompt\":true".utf8)
        body.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            guard cursor.enterObject() else { return }
            while let key = cursor.nextKey() {
                guard let value = cursor.skipValue() else { return }
                guard ["model", "messages", "tools", "chat_template_kwargs"].contains(bytes.text(key)) else { continue }
                question += Array(",\"\(bytes.text(key))\":".utf8) + bytes[value]
            }
        }
        return question + [UInt8(ascii: "}")]
    }
}
