import ToolCallParsing
import WireFormats

/// Who asks, where the `User-Agent` is only that of a library which many programs use.
enum AgentName {
    /// What libraries call themselves, as far as ``ClientRequest`` reads it.
    private static let libraries: Set<String> = [
        "", "OpenAI", "AsyncOpenAI", "Anthropic", "AsyncAnthropic", "python-requests", "python-httpx", "httpx",
        "aiohttp",
        "Python", "node", "node-fetch", "undici", "axios", "Go-http-client", "go-openai", "okhttp", "reqwest",
        "litellm",
        "LangChain", "ai-sdk", "ai", "Bun", "Deno",
    ]

    /// How the instructions of agents begin that do not say their name there. Of their sources: mini-swe-agent's
    /// `config/mini.yaml`, smolagents' `prompts/toolcalling_agent.yaml` and `code_agent.yaml`, aider's
    /// `coders/editblock_prompts.py`, cline's `system-prompt`, SWE-agent's `config/default.yaml`.
    private static let openings: [(text: String, name: String)] = [
        ("You are a helpful assistant that can interact with a computer", "mini-swe-agent"),
        ("You are a helpful assistant that can interact multiple times with a computer", "mini-swe-agent"),
        ("You are a helpful assistant that can interact with a computer to solve tasks", "SWE-agent"),
        ("You are an expert assistant who can solve any task", "smolagents"),
        ("Act as an expert software developer", "aider"), ("Act as an expert code analyst", "aider"),
        ("Act as an expert software engineer", "aider"), ("Act as an expert architect engineer", "aider"),
        ("You are a function calling AI model", "hermes"),
    ]

    private static let headBytes = 400
    private static let maximumCharacters = 20

    /// The agent's name by what its prompt says; `named` where that tells nothing more, or `named` is a program's own.
    static func refined(_ named: String, _ body: UnsafeRawBufferPointer, _ outline: PromptOutline) -> String {
        guard libraries.contains(named),
            let first = outline.messages.first(where: { PromptRole(label: $0.label) == .system })
                ?? outline.messages.first
        else { return named }
        let text = opening(body.part(first.span.prefix(headBytes)))
        if let known = openings.last(where: { text.hasPrefix($0.text) }) { return known.name }
        return introduced(text) ?? named
    }

    /// The first words of a message's text, from a piece of its JSON.
    private static func opening(_ json: UnsafeRawBufferPointer) -> String {
        // Of the system's message all that stands before the text is its role, and the names of members.
        for mark in marks {
            guard let end = self.end(of: mark, in: json) else { continue }
            return String(decoding: json[end...].drop { $0 == 0x20 || $0 == 0x5C || $0 == 0x6E }, as: UTF8.self)
        }
        return json.first == UInt8(ascii: "\"") ? String(decoding: json.dropFirst(), as: UTF8.self) : ""
    }

    private static let marks = [#""content":""#, #""content": ""#, #""text":""#, #""text": ""#].map { Array($0.utf8) }

    /// Where the first `mark` in `bytes` ends.
    private static func end(of mark: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        for start in 0...bytes.count - mark.count where bytes[start] == mark[0] {
            if bytes[start..<start + mark.count].elementsEqual(mark) { return start + mark.count }
        }
        return nil
    }

    /// `gptme` of `You are gptme v0.28, a ...`; `nil`: no name follows.
    private static func introduced(_ text: String) -> String? {
        guard text.hasPrefix("You are ") else { return nil }
        let rest = text.dropFirst("You are ".count)
        var words: [Substring] = []
        for word in rest.split(separator: " ", maxSplits: 4) {
            let name = word.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            let isFirst = words.isEmpty
            guard let letter = name.first, isFirst ? !common.contains(name.lowercased()) : letter.isUppercase else {
                break
            }
            words.append(name)
            if name.endIndex != word.endIndex || words.count == 3 { break }
        }
        let name = words.joined(separator: " ")
        // A word in small letters is a name only where it says no more: `You are helpful` is none.
        guard let first = name.first,
            first.isUppercase || rest.dropFirst(name.count).first.map({ ",.".contains($0) }) == true
                || rest.dropFirst(name.count).hasPrefix(" v")
        else { return nil }
        return name.count <= maximumCharacters ? name : nil
    }

    private static let common: Set<String> = [
        "a", "an", "the", "helpful", "now", "in", "my", "one", "currently", "given", "running", "working", "not",
        "acting",
        "expert", "assistant", "ai", "chatgpt",
    ]
}
