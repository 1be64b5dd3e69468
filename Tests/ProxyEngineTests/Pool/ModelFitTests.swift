import ProxyEngine
import Testing

struct ModelFitTests {
    @Test(arguments: [
        ("qwen3", [], ["qwen3"], BackendKind.openAI, ModelFit.yes),
        ("qwen3", [], ["qwen3:latest"], .ollama, .yes),
        ("qwen3", [], ["qwen3:8b"], .ollama, .no),
        ("qwen3", [], ["llama"], .openAI, .no),
        ("qwen3", [], [], .openAI, .perhaps),
        // It takes any name for the one model that it has loaded.
        ("gpt-4", [], ["tiny.gguf"], .llamaServer, .perhaps),
        ("gpt-4", [], ["a.gguf", "b.gguf"], .llamaServer, .no),
        // What the configuration says counts alone.
        ("qwen3", ["Qwen*"], ["llama"], .openAI, .yes),
        ("llama", ["qwen*"], ["llama"], .openAI, .no),
        ("gpt-4", ["qwen*"], ["tiny.gguf"], .llamaServer, .no),
        ("b", ["a", "b"], [], .openAI, .yes),
        ("", ["a"], ["b"], .openAI, .yes),
    ])
    func tellsWhoServes(
        _ model: String, _ globs: [String], _ told: [String], _ kind: BackendKind, _ expected: ModelFit
    ) {
        #expect(ModelFit.of(model, globs: globs, told: told, kind: kind) == expected)
    }
}
