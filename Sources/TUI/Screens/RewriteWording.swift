import Monitoring

/// Says in words what was changed in a request and its answer; the `X-Llama-Stream-Top` header has it in short.
enum RewriteWording {
    static func sentence(_ rewrites: [String]) -> String {
        rewrites.isEmpty ? "nothing" : rewrites.map(words).joined(separator: ", ")
    }

    /// `2 calls rewritten from hermes-json`; `nil`: there are none.
    static func calls(_ dialects: [String]) -> String? {
        var counts: [(dialect: String, count: Int)] = []
        for dialect in dialects {
            if let index = counts.firstIndex(where: { $0.dialect == dialect }) {
                counts[index].count += 1
            } else {
                counts.append((dialect, 1))
            }
        }
        return counts.isEmpty ? nil : counts.map { calls($0.count, $0.dialect) }.joined(separator: ", ")
    }

    private static func calls(_ count: Int, _ dialect: String) -> String {
        "\(Formatting.count(count, "call")) rewritten from \(dialect)"
    }

    /// What is not known, as of a newer proxy, stays as it is.
    private static func words(_ rewrite: String) -> String {
        let parts = rewrite.split(separator: ";").map(String.init)
        let (name, value) = pair(parts.first ?? "")
        switch name {
        case "tool_calls":
            let count = parts.dropFirst().lazy.map(pair).first { $0.name == "n" }.flatMap { Int($0.value) }
            return count.map { calls($0, value) } ?? rewrite
        case "simulated": return "sent as a stream made from one answer"
        case "assembled": return "sent as one answer made from a stream"
        case "rescued": return "text that the backend could not read was taken from its error"
        case "notice_text": return "a notice was put in front of the text"
        case "special_tokens": return "special tokens asked for"
        case "max_tokens": return "the answer's limit lowered to \(value) tokens"
        case "cache_stable": return "kept as it was before, for the cache: \(stable(parts.dropFirst()))"
        default: return Int(value).flatMap { counted($0, name) } ?? rewrite
        }
    }

    private static func counted(_ count: Int, _ name: String) -> String? {
        switch name {
        case "history": "\(Formatting.count(count, "call")) of the history put right"
        case "notices_removed": "\(Formatting.count(count, "notice")) of ours taken out of the history"
        case "truncated": "\(Formatting.count(count, "message")) left out to fit the context"
        default: nil
        }
    }

    private static func stable(_ parts: ArraySlice<String>) -> String {
        parts.map { part in
            let (name, value) = pair(part)
            return name == "lines" ? Int(value).map { Formatting.count($0, "line") } ?? part : part
        }.joined(separator: ", ")
    }

    private static func pair(_ text: String) -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
}
