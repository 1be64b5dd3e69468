import Monitoring
import NIOHTTP1

/// Asks a backend how full its KV cache is, and what its slots do.
struct CacheProbe {
    enum Finding: Equatable {
        case report(CacheReport)
        /// It does not tell, and will not before it is started differently.
        case untold
        /// It had no time to answer.
        case unanswered
    }

    /// Other names are older ones of the same value. https://docs.vllm.ai/en/latest/usage/metrics.html and
    /// https://docs.sglang.ai/references/production_metrics.html
    private static let shares: [BackendKind: [String]] = [
        .vllm: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"],
        .sglang: ["sglang:token_usage"],
    ]
    /// llama-server answers between two batches, and a batch of a long prompt takes its time.
    private static let timeoutSeconds = 20.0

    let caller: BackendCaller
    let index: Int
    let backend: Backend

    func run() async -> Finding {
        let kind = backend.kind
        let names = Self.shares[kind]
        guard kind.isLikeLlamaServer || names != nil else { return .untold }
        let path = names == nil ? "/slots" : "/metrics"
        guard let answer = try? await caller.call(index, .GET, path, timeoutSeconds: Self.timeoutSeconds) else {
            return .unanswered
        }
        guard answer.isGood else { return answer.status == 503 ? .unanswered : .untold }
        guard let names else {
            return BackendIdentification.decode([ServerSlot].self, answer).map { .report(CacheReport($0)) } ?? .untold
        }
        guard let share = MetricsSample.mean(of: names, in: answer.text) else { return .untold }
        return .report(CacheReport(share: min(1, share)))
    }
}
