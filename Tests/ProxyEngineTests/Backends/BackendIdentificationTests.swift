import Testing

@testable import ProxyEngine

struct BackendIdentificationTests {
    private func models(_ json: String) throws -> BackendIdentification.Models {
        try #require(BackendIdentification.decode(BackendIdentification.Models.self, answer(json)))
    }

    private func answer(_ json: String, status: Int = 200) -> BackendAnswer {
        BackendAnswer(status: status, server: "", body: Array(json.utf8), roundTripSeconds: 0)
    }

    @Test(arguments: [
        ("llamacpp", "", BackendKind.llamaServer), ("vllm", "", .vllm), ("sglang", "", .sglang),
        ("library", "", .ollama), ("x", "llama.cpp", .llamaServer), ("x", "BaseHTTP/0.6 Python/3.12", .mlx),
        ("x", "uvicorn", nil),
    ])
    func knowsKindsByTheirModels(owner: String, server: String, expected: BackendKind?) throws {
        let list = try models(#"{"data":[{"id":"m","owned_by":"\#(owner)"}]}"#)
        #expect(BackendIdentification.kind(list, server: server) == expected)
    }

    @Test func readsTheWindow() throws {
        var found = Backend.Findings()
        BackendIdentification.models(
            try models(#"{"data":[{"id":"a","meta":{"n_ctx":4096}},{"id":"b"}]}"#), into: &found)
        #expect(found.models == ["a", "b"])
        #expect(found.contextWindow == 4096)
        var other = Backend.Findings()
        BackendIdentification.models(try models(#"{"data":[{"id":"a","max_model_len":8192}]}"#), into: &other)
        #expect(other.contextWindow == 8192)
    }

    @Test func survivesStrangeAnswers() {
        for json in ["", "[]", "null", #"{"data":7}"#, #"{"data":[{}]}"#, "<html>"] {
            #expect(BackendIdentification.decode(BackendIdentification.Models.self, answer(json)) == nil)
        }
        #expect(BackendIdentification.isLoading(answer(#"{"error":{"message":"Loading model"}}"#, status: 503)))
        #expect(!BackendIdentification.isLoading(answer("busy", status: 503)))
        #expect(BackendIdentification.modelName(path: "/models/Qwen3-8B.gguf") == "Qwen3-8B")
    }
}
