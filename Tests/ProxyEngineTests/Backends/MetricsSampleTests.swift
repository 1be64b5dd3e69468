import Testing

@testable import ProxyEngine

struct MetricsSampleTests {
    private let page = """
        # HELP vllm:kv_cache_usage_perc KV-cache usage. 1 means 100 percent usage.
        # TYPE vllm:kv_cache_usage_perc gauge
        vllm:kv_cache_usage_perc{engine="0",model_name="a } b"} 0.25
        vllm:kv_cache_usage_perc{engine="1",model_name="x"} 0.75 1795263182
        vllm:kv_cache_usage_percentage 9
        sglang:token_usage 0.5
        broken{
        """

    @Test(
        arguments: [
            (["vllm:kv_cache_usage_perc", "sglang:token_usage"], 0.5), (["none", "sglang:token_usage"], 0.5),
            (["vllm:kv_cache_usage_percentage"], 9), (["broken"], nil), (["vllm"], nil), ([], nil),
        ] as [([String], Double?)]) func findsTheFirstNameThereIs(names: [String], value: Double?)
    {
        #expect(MetricsSample.mean(of: names, in: page) == value)
    }

    @Test(arguments: ["a -1", "a nan", "a inf", "a", "a ", "a{} x", "a{b=\"1\"", "ab 1"])
    func refusesWhatIsNoMeasure(page: String) {
        #expect(MetricsSample.mean(of: ["a"], in: page) == nil)
    }
}
