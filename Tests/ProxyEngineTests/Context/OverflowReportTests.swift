import Testing

@testable import ProxyEngine

struct OverflowReportTests {
    @Test(
        arguments: zip(
            [
                #"{"error":{"code":400,"message":"request (1243 tokens) exceeds the available context size (1024 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":1243,"n_ctx":1024}}"#,
                #"{"error":{"code":500,"message":"request (1243 tokens) exceeds the available context size (1024 tokens)"}}"#,
                #"{"error":{"message":"This model's maximum context length is 196608 tokens. However, you requested 16384 output tokens and your prompt contains at least 180225 input tokens, for a total of at least 196609 tokens.","type":"BadRequestError","param":"input_tokens","code":400}}"#,
                #"{"error":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."}"#,
                #"{"error":{"message":"The input (5000 tokens) is longer than the model's context length (4096 tokens)."}}"#,
                #"{"object":"error","message":"Context size has been exceeded."}"#,
            ],
            [(1024, 1243), (1024, 1243), (196608, 180225), (8192, 9000), (4096, 5000), (nil, nil)] as [(Int?, Int?)]))
    func readsNumbers(_ body: String, _ wanted: (window: Int?, prompt: Int?)) throws {
        let report = try #require(OverflowReport(Array(body.utf8)))
        #expect(report.window == wanted.window)
        #expect(report.prompt == wanted.prompt)
    }

    @Test(arguments: [
        "", "no JSON", "{}", #"{"error":{"message":"Invalid API Key"}}"#, #"{"error":{"message":"context length"}}"#,
    ])
    func isNotMistaken(_ body: String) { #expect(OverflowReport(Array(body.utf8)) == nil) }
}
