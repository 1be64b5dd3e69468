import TestSupport
import Testing

@testable import Monitoring

struct PrometheusTextTests {
    private func page(_ build: (inout MonitorState) -> Void) -> [String] {
        var state = MonitorState(startedAt: RequestScript.start)
        build(&state)
        return PrometheusText.render(state.metrics, version: "1.2.3").split(separator: "\n").map(String.init)
    }

    private func busyPage() -> [String] {
        page { state in
            for number in 1...3 as ClosedRange<UInt64> {
                let script = RequestScript(number)
                state.begin(script)
                state.play(script, [(.sent(backend: "main"), 0), (.firstToken, Double(number) * 0.4)])
                guard number < 3 else { continue }
                let usage = TokenUsage(prompt: 100, completion: 10)
                state.play(
                    script,
                    [
                        (.toolCall(.sample(repairs: ["unclosed"], problem: number == 1 ? "bad" : nil)), 2),
                        (.finished(RequestOutcome(status: 200, usage: usage)), 3),
                    ])
            }
            state.apply(.memory(MemoryReport(total: 64, used: 32, swapUsed: 1)), at: RequestScript.start)
            state.apply(
                .backend(BackendReport(name: #"a "b"\c"# + "\n", url: "http://x", state: .down, running: 1)),
                at: RequestScript.start)
        }
    }

    @Test(arguments: [
        #"llama_stream_top_build_info{version="1.2.3"} 1"#,
        #"llama_stream_top_start_time_seconds 1000000.0"#,
        #"llama_stream_top_requests_total{kind="chat",outcome="done"} 2"#,
        #"llama_stream_top_requests_running 1"#,
        #"llama_stream_top_requests_queued 0"#,
        #"llama_stream_top_prompt_tokens_total 200"#,
        #"llama_stream_top_output_tokens_total 20"#,
        #"llama_stream_top_tool_calls_total{dialect="hermes-json",valid="true"} 1"#,
        #"llama_stream_top_tool_calls_total{dialect="hermes-json",valid="false"} 1"#,
        #"llama_stream_top_repairs_total{kind="unclosed"} 2"#,
        #"llama_stream_top_backend_up{backend="a \"b\"\\c\n",kind="openai"} 0"#,
        #"llama_stream_top_backend_requests_running{backend="a \"b\"\\c\n"} 1"#,
        #"llama_stream_top_memory_used_bytes 32"#,
        #"llama_stream_top_traffic_log_entries_lost_total 0"#,
        #"llama_stream_top_time_to_first_token_seconds_bucket{le="0.25"} 0"#,
        #"llama_stream_top_time_to_first_token_seconds_bucket{le="0.5"} 1"#,
        #"llama_stream_top_time_to_first_token_seconds_bucket{le="1.0"} 2"#,
        #"llama_stream_top_time_to_first_token_seconds_bucket{le="+Inf"} 3"#,
        #"llama_stream_top_time_to_first_token_seconds_count 3"#,
        #"llama_stream_top_request_phase_seconds_bucket{phase="fill",le="0.25"} 0"#,
        #"llama_stream_top_request_phase_seconds_bucket{phase="fill",le="0.5"} 1"#,
        #"llama_stream_top_request_phase_seconds_bucket{phase="fill",le="1.0"} 2"#,
        #"llama_stream_top_request_phase_seconds_count{phase="queue"} 2"#,
        #"llama_stream_top_request_phase_seconds_count{phase="decode"} 2"#,
        #"llama_stream_top_request_duration_seconds_sum 6.0"#,
        #"llama_stream_top_cached_prompt_tokens_total 0"#,
        #"llama_stream_top_loops_total 0"#,
    ])
    func hasTheSample(line: String) {
        #expect(busyPage().contains(line))
    }

    /// Each family has one HELP and one TYPE, right before its samples, and no sample comes twice.
    @Test func theFormatIsValid() throws {
        var family = ""
        var families: Set<String> = []
        var samples: Set<Substring> = []
        for line in busyPage() {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# HELP ") {
                family = String(words[2])
                #expect(families.insert(family).inserted)
                #expect(family.hasPrefix("llama_stream_top_"))
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == family)
                #expect(["counter", "gauge", "histogram"].contains(words[3]))
                if words[3] == "counter" { #expect(family.hasSuffix("_total")) }
            } else {
                let space = try #require(line.lastIndex(of: " "))
                #expect(Double(line[line.index(after: space)...]) != nil)
                #expect(line.hasPrefix(family))
                #expect(samples.insert(line[..<space]).inserted)
            }
        }
        #expect(families.count == 26)
    }

    @Test func tellsWhyRequestsFailed() {
        let page = page { state in
            let script = RequestScript()
            state.begin(script)
            let failure = RequestFailure(code: "client_write_timeout", message: "took nothing", side: .client)
            state.play(script, [(.failed(failure, RequestOutcome(status: 200)), 2)])
        }
        #expect(page.contains(#"llama_stream_top_requests_total{kind="chat",outcome="failed"} 1"#))
        #expect(
            page.contains(
                #"llama_stream_top_request_failures_total{reason="client_write_timeout",side="client"} 1"#))
    }

    /// Reasons may be a backend's own words: they cannot make the page grow without end.
    @Test func reasonsAreBounded() {
        var tally = FailureTally()
        for number in 0..<1000 {
            tally.count(RequestFailure(code: "reason \(number)", message: "", side: .backend))
        }
        #expect(tally.counts.count == 101)
        #expect(tally.counts[FailureTally.Key(reason: "other", side: .backend)] == 900)
    }

    /// What is not known is absent.
    @Test func nothingIsClaimedAtTheStart() {
        let text = page { _ in }.joined(separator: "\n")
        for name in ["backend_up", "memory", "tool_calls", "near_misses"] { #expect(!text.contains(name)) }
    }
}
