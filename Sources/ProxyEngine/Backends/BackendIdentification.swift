#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a backend is, read from its answers. Pure: answers in, facts out.
enum BackendIdentification {
    /// llama-server's `GET /props` (tools/server/README.md of llama.cpp).
    struct Props: Decodable {
        struct Generation: Decodable { var n_ctx: Int? }
        var total_slots: Int?
        var model_path: String?
        var model_alias: String?
        var build_info: String?
        var chat_template: String?
        var default_generation_settings: Generation?
    }

    /// `GET /v1/models`: OpenAI's list with what servers add to it.
    struct Models: Decodable {
        struct Model: Decodable {
            struct Meta: Decodable { var n_ctx, n_ctx_train: Int? }
            var id: String
            var owned_by: String?
            /// vLLM's and SGLang's window.
            var max_model_len: Int?
            var meta: Meta?
        }
        var data: [Model]
    }

    struct Version: Decodable { var version: String? }

    /// SGLang's `GET /get_model_info` and `/server_info`.
    struct ServerInfo: Decodable {
        var model_path: String?
        var version: String?
        var context_length: Int?
    }

    /// llama-server's error while it loads: 503 `Loading model`.
    static func isLoading(_ answer: BackendAnswer) -> Bool {
        answer.status == 503 && answer.text.lowercased().contains("loading")
    }

    static func decode<T: Decodable>(_ type: T.Type, _ answer: BackendAnswer) -> T? {
        guard answer.isGood else { return nil }
        return try? JSONDecoder().decode(type, from: Data(answer.body))
    }

    /// llama-server, if these are its properties.
    static func isLlamaServer(_ props: Props) -> Bool {
        props.total_slots != nil || props.default_generation_settings != nil || props.build_info != nil
    }

    /// What the list of models betrays.
    static func kind(_ models: Models, server: String) -> BackendKind? {
        switch models.data.first?.owned_by {
        case "llamacpp": return .llamaServer
        case "vllm": return .vllm
        case "sglang": return .sglang
        case "library": return .ollama
        case "vllm-mlx": return .vllmMLX
        case "llama-stream-top-demo": return .demo
        default: break
        }
        let server = server.lowercased()
        if server.contains("llama.cpp") { return .llamaServer }
        // Python's plain server is what mlx_lm.server is built on.
        if server.contains("basehttp") { return .mlx }
        return nil
    }

    static func models(_ list: Models, into found: inout Backend.Findings) {
        found.models = list.data.map(\.id)
        guard let first = list.data.first else { return }
        found.contextWindow = found.contextWindow ?? first.meta?.n_ctx ?? first.max_model_len
    }

    /// A file's name for people: without folders and `.gguf`.
    static func modelName(path: String) -> String {
        let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
        return name.hasSuffix(".gguf") ? String(name.dropLast(5)) : name
    }
}
