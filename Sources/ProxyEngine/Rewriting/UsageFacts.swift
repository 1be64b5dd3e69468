import Monitoring
import ToolCallParsing
import WireFormats

/// Token counts out of `usage` and llama-server's `timings`.
enum UsageFacts {
    static func read(usage: JSONValue?, timings: JSONValue?) -> TokenUsage {
        var facts = TokenUsage(
            prompt: usage?["prompt_tokens"]?.intValue, completion: usage?["completion_tokens"]?.intValue,
            cached: usage?["prompt_tokens_details"]?["cached_tokens"]?.intValue)
        guard let timings else { return facts }
        // `prompt_n` leaves out what came from the cache.
        if let cached = timings["cache_n"]?.intValue {
            facts.cached = cached
            if let read = timings["prompt_n"]?.intValue {
                let (sum, isTooLarge) = read.addingReportingOverflow(cached)
                facts.prompt = facts.prompt ?? (isTooLarge ? nil : sum)
            }
        } else {
            facts.prompt = facts.prompt ?? timings["prompt_n"]?.intValue
        }
        facts.completion = facts.completion ?? timings["predicted_n"]?.intValue
        facts.prefillRate = rate(timings["prompt_per_second"])
        facts.decodeRate = rate(timings["predicted_per_second"])
        return facts
    }

    private static func rate(_ value: JSONValue?) -> Double? {
        guard case .number(let literal) = value, let rate = Double(literal), rate.isFinite, rate > 0 else { return nil }
        return rate
    }

    /// llama-server's `prompt_progress`.
    static func prefill(_ progress: JSONValue) -> PrefillProgress? {
        guard let total = progress["total"]?.intValue, let processed = progress["processed"]?.intValue else {
            return nil
        }
        return PrefillProgress(processed: processed, total: total, cached: progress["cache"]?.intValue ?? 0)
    }

    /// The comments of mlx_lm.server: `: keepalive 1024/4096`.
    static func prefill(comment: UnsafeRawBufferPointer) -> PrefillProgress? {
        guard comment.has(": keepalive ", at: 0) else { return nil }
        let numbers = comment.text(12..<comment.count).split(separator: "/")
        guard numbers.count == 2, let processed = Int(numbers[0]), let total = Int(numbers[1]) else { return nil }
        return PrefillProgress(processed: processed, total: total)
    }
}
