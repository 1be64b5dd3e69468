import ToolCallParsing

/// A program that works with a model, and what it has to be told to do so through the proxy. Adding one is a line in
/// ``all``.
struct Agent: Sendable {
    /// What is known when it starts.
    struct Facts: Sendable {
        /// The proxy's, without `/v1` and without a slash at the end.
        var url: String
        var key: String
        var model: String
        /// Tokens of the model's window; `nil`: nobody tells.
        var window: Int?
        /// A folder of this run, which is removed afterwards.
        var folder: String
    }

    struct File: Sendable {
        var path: String
        var text: String
    }

    let name: String
    /// The program's file.
    let program: String
    var environment: @Sendable (Facts) -> [(name: String, value: String)] = { _ in [] }
    /// Written into the run's folder.
    var files: @Sendable (Facts) -> [File] = { _ in [] }
    /// Put in front of those that were given.
    var arguments: @Sendable (Facts) -> [String] = { _ in [] }

    static let all: [Agent] = [claude, codex, opencode, aider, qwen, goose, llm, ollama]

    static func named(_ name: String) -> Agent? { all.first { $0.name == name } }

    // MARK: The table

    /// Whatever model it would ask for, it gets the one that there is, and knows its window.
    private static let claude = Agent(
        name: "claude", program: "claude",
        environment: { facts in
            let models = [
                "ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_OPUS_MODEL", "ANTHROPIC_DEFAULT_SONNET_MODEL",
                "ANTHROPIC_DEFAULT_HAIKU_MODEL",
            ].map { ($0, facts.model) }
            return [("ANTHROPIC_BASE_URL", facts.url), ("ANTHROPIC_AUTH_TOKEN", facts.key)] + models + [
                ("CLAUDE_CODE_ATTRIBUTION_HEADER", "0"), ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
                ("CLAUDE_CODE_GATEWAY_HINT_HEADERS", "1"), ("API_TIMEOUT_MS", "3600000"),
            ] + (facts.window.map { [("CLAUDE_CODE_MAX_CONTEXT_TOKENS", String($0))] } ?? [])
        })

    private static let codex = Agent(
        name: "codex", program: "codex",
        environment: { [("CODEX_HOME", $0.folder), ("LLAMA_STREAM_TOP_KEY", $0.key)] },
        files: { facts in
            let window = facts.window.map {
                "model_context_window = \($0)\nmodel_auto_compact_token_limit = \($0 / 10 * 9)\n"
            }
            let text = """
                model = \(quoted(facts.model))
                model_provider = "llama-stream-top"
                web_search = "disabled"
                check_for_update_on_startup = false
                \(window ?? "")
                [model_providers.llama-stream-top]
                name = "llama-stream-top"
                base_url = \(quoted(facts.url + "/v1"))
                env_key = "LLAMA_STREAM_TOP_KEY"
                wire_api = "responses"
                stream_idle_timeout_ms = 3600000

                [features]
                plugins = false

                """
            return [File(path: "config.toml", text: text)]
        })

    private static let opencode = Agent(
        name: "opencode", program: "opencode",
        environment: { [("OPENCODE_CONFIG", $0.folder + "/opencode.json")] },
        files: { facts in
            let limit = facts.window.map { #","limit":{"context":\#($0),"output":\#(min($0, 32_000))}"# } ?? ""
            let text = #"""
                {"$schema":"https://opencode.ai/config.json","model":\#(quoted("llama-stream-top/" + facts.model)),
                "provider":{"llama-stream-top":{"npm":"@ai-sdk/openai-compatible","name":"llama-stream-top",
                "options":{"baseURL":\#(quoted(facts.url + "/v1")),"apiKey":\#(quoted(facts.key))},
                "models":{\#(quoted(facts.model)):{"name":\#(quoted(facts.model)),"tool_call":true\#(limit)}}}}}

                """#
            return [File(path: "opencode.json", text: text)]
        })

    private static let aider = Agent(
        name: "aider", program: "aider",
        environment: { [("OPENAI_API_BASE", $0.url + "/v1"), ("OPENAI_API_KEY", $0.key)] },
        files: { facts in
            guard let window = facts.window else { return [] }
            let text =
                #"{\#(quoted("openai/" + facts.model)):{"max_input_tokens":\#(window),"litellm_provider":"openai","mode":"chat"}}"#
            return [File(path: "models.json", text: text + "\n")]
        },
        arguments: { facts in
            ["--model", "openai/" + facts.model]
                + (facts.window == nil ? [] : ["--model-metadata-file", facts.folder + "/models.json"])
        })

    private static let qwen = Agent(
        name: "qwen", program: "qwen",
        environment: {
            [("OPENAI_BASE_URL", $0.url + "/v1"), ("OPENAI_API_KEY", $0.key), ("OPENAI_MODEL", $0.model)]
        })

    private static let goose = Agent(
        name: "goose", program: "goose",
        environment: {
            [
                ("GOOSE_PROVIDER", "openai"), ("OPENAI_HOST", $0.url), ("OPENAI_API_KEY", $0.key),
                ("GOOSE_MODEL", $0.model),
            ] + ($0.window.map { [("GOOSE_CONTEXT_LIMIT", String($0))] } ?? [])
        })

    private static let llm = Agent(
        name: "llm", program: "llm", environment: { [("LLM_USER_PATH", $0.folder), ("OPENAI_API_KEY", $0.key)] },
        files: { facts in
            let text = """
                - model_id: \(quoted(facts.model))
                  model_name: \(quoted(facts.model))
                  api_base: \(quoted(facts.url + "/v1"))
                  supports_tools: true

                """
            return [
                File(path: "extra-openai-models.yaml", text: text), File(path: "default_model.txt", text: facts.model),
            ]
        })

    private static let ollama = Agent(
        name: "ollama", program: "ollama", environment: { [("OLLAMA_HOST", $0.url)] })

    /// As JSON, YAML and TOML all read it.
    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONString.appendQuoted(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
