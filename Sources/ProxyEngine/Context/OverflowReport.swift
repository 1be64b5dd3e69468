import ToolCallParsing
import WireFormats

/// A backend's refusal of a prompt that is too long, as far as it tells numbers.
struct OverflowReport: Equatable, Sendable {
    /// The backend's window in tokens.
    var window: Int?
    /// The prompt's tokens.
    var prompt: Int?

    /// Reads an error body; `nil`: it is no overflow.
    init?(_ body: [UInt8]) {
        guard let value = try? JSONValue(parsing: body) else { return nil }
        let error = value["error"] ?? value
        guard ErrorObject.isOverflow(error) else { return nil }
        let message = (error["message"]?.stringValue ?? error.stringValue ?? "").lowercased()
        window = error["n_ctx"]?.intValue ?? Self.number(after: Self.windowWords, in: message)
        prompt = error["n_prompt_tokens"]?.intValue ?? Self.number(after: Self.promptWords, in: message)
        if let window, window <= 0 { self.window = nil }
        if let prompt, prompt <= 0 { self.prompt = nil }
    }

    /// What stands before the number: vLLM's, OpenAI's, llama-server's, SGLang's and LM Studio's words.
    private static let windowWords = [
        "maximum context length is ", "maximum context length of ", "available context size (",
        "model's context length (", "context length of only ",
    ]
    private static let promptWords = [
        "prompt contains at least ", "messages resulted in ", "request (", "the input (", "keep the first ",
    ]

    private static func number(after words: [String], in message: String) -> Int? {
        let message = Array(message.utf8)
        return message.withUnsafeBytes { bytes in
            for word in words {
                let word = Array(word.utf8)
                guard bytes.count > word.count else { continue }
                for start in 0..<(bytes.count - word.count)
                where bytes.equals(word, in: start..<start + word.count) {
                    let digits = bytes[(start + word.count)...].prefix { (0x30...0x39).contains($0) }
                    if let number = Int(String(decoding: digits, as: UTF8.self)) { return number }
                }
            }
            return nil
        }
    }
}
