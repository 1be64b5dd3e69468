import Testing

@testable import Monitoring

/// Programs that all use one library's client are told apart by what they say.
struct AgentNameTests {
    @Test(arguments: [
        (
            "OpenAI", "You are a helpful assistant that can interact multiple times with a computer shell",
            "mini-swe-agent"
        ),
        ("OpenAI", "You are an expert assistant who can solve any task using tool calls.", "smolagents"),
        ("OpenAI", "Act as an expert software developer.\\nAlways use best practices", "aider"),
        ("OpenAI", "You are gptme v0.28, a general-purpose AI assistant", "gptme"),
        ("AsyncOpenAI", "You are Hermes Agent, an intelligent AI assistant", "Hermes Agent"),
        ("python-httpx", "You are opencode, an interactive CLI tool", "opencode"),
        ("OpenAI", "You are Codex, based on GPT-5.", "Codex"),
        ("OpenAI", "You are a helpful assistant.", "OpenAI"), ("OpenAI", "You are helpful.", "OpenAI"),
        ("OpenAI", "Translate the text.", "OpenAI"), ("OpenAI", "", "OpenAI"),
        ("pi", "You are gptme, a", "pi"), ("curl", "You are Codex, a", "curl"),
    ])
    func namesTheProgram(_ agent: String, _ system: String, _ expected: String) {
        for content in [#""\#(system)""#, #"[{"type":"text","text":"\#(system)"}]"#] {
            let body = Array(
                #"{"messages":[{"role":"system","content":\#(content)},{"role":"user","content":"x"}]}"#.utf8)
            let name = body.withUnsafeBytes { AgentName.refined(agent, $0, PromptOutline($0)) }
            #expect(name == expected)
        }
    }
}
