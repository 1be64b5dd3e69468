import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct UsageFactsTests {
    private func read(usage: String? = nil, timings: String? = nil) throws -> TokenUsage {
        UsageFacts.read(
            usage: try usage.map { try JSONValue(parsing: Array($0.utf8)) },
            timings: try timings.map { try JSONValue(parsing: Array($0.utf8)) })
    }

    @Test func readsUsage() throws {
        let usage = #"{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":5}}"#
        #expect(try read(usage: usage) == TokenUsage(prompt: 9, completion: 4, cached: 5))
    }

    /// llama-server's `prompt_n` leaves out what came from the cache.
    @Test func readsTimings() throws {
        let timings =
            #"{"cache_n":10,"prompt_n":5,"prompt_per_second":100.5,"predicted_n":7,"predicted_per_second":20}"#
        let wanted = TokenUsage(prompt: 15, completion: 7, cached: 10, prefillRate: 100.5, decodeRate: 20)
        #expect(try read(timings: timings) == wanted)
        #expect(try read(timings: #"{"prompt_n":5}"#).prompt == 5)
    }

    /// What `usage` says goes before the timings.
    @Test func prefersUsage() throws {
        let found = try read(
            usage: #"{"prompt_tokens":9,"completion_tokens":4}"#, timings: #"{"prompt_n":5,"predicted_n":7}"#)
        #expect(found == TokenUsage(prompt: 9, completion: 4))
    }

    /// What is not known is unknown, not zero; odd values are none.
    @Test(arguments: [
        "null", "{}", "[]", #"{"prompt_tokens":"9","completion_tokens":1.5}"#, #"{"prompt_tokens":null}"#,
    ])
    func readsNothing(_ usage: String) throws { #expect(try read(usage: usage) == TokenUsage()) }

    @Test(arguments: ["0", "-1", "1e999", "\"fast\"", "null"]) func refusesOddRates(_ rate: String) throws {
        #expect(try read(timings: #"{"predicted_per_second":\#(rate)}"#).decodeRate == nil)
    }

    /// A backend's numbers are not to be trusted: no overflow.
    @Test func survivesHugeCounts() throws {
        let huge = String(Int.max)
        #expect(try read(timings: #"{"cache_n":\#(huge),"prompt_n":\#(huge)}"#).cached == Int.max)
    }

    @Test(
        arguments: zip(
            [": keepalive 1024/4096", ": keepalive 1/2/3", ": keepalive x/2", ": keepalive ", ":", ": ping"],
            [PrefillProgress(processed: 1024, total: 4096), nil, nil, nil, nil, nil]))
    func readsComments(_ comment: String, _ progress: PrefillProgress?) {
        Array(comment.utf8).withUnsafeBytes { #expect(UsageFacts.prefill(comment: $0) == progress) }
    }
}
