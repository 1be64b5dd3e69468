/// One line of text, or of JSON, for what a headless proxy reports. Pure; no line holds a control character.
///
///     #0042 10:21:03 POST /v1/chat/completions qwen3 stream 200 tool_calls  prompt 1.2k out 188  ttft 0.31s
///     6.4s 41.8 t/s  calls hermes-json:get_weather  backend main                       (all on one line)
///     10:21:09 warning  near miss: text like a hermes-json call is malformed, and stayed text  #0043
package enum EventLine {
    /// A request that has ended, for people. `offsetSeconds` is how far the local clock is ahead of UTC.
    package static func text(_ row: RequestSummary, offsetSeconds: Int = 0) -> String {
        var head =
            "\(row.id) \(clock(row.receivedAt + (row.endedSeconds ?? 0), offsetSeconds)) \(row.method) \(row.route)"
        if row.kind == .chat || row.kind == .generation {
            head += " \(row.model.isEmpty ? "-" : row.model) \(row.wantsStream ? "stream" : "whole")"
        }
        var groups = ["\(head) \(ending(row))"]
        groups.append(tokens(row))
        if let seconds = row.firstTokenSeconds { groups.append("ttft \(PlainNumber.seconds(seconds))") }
        let rate = row.tokensPerSecond.map { " \(PlainNumber.decimal($0, digits: 1)) t/s" } ?? ""
        groups.append(PlainNumber.seconds(row.endedSeconds ?? 0) + rate)
        groups += problems(row)
        if let backend = row.backend { groups.append("backend \(backend)") }
        if let proxy = row.proxy { groups.append("proxy \(proxy)") }
        return groups.filter { !$0.isEmpty }.joined(separator: "  ").neutralised
    }

    /// A line for the operator, for people.
    package static func text(_ entry: MonitorSnapshot.EventEntry, offsetSeconds: Int = 0) -> String {
        let notice = entry.notice
        let request = notice.request.map { "  \($0)" } ?? ""
        return "\(clock(entry.time, offsetSeconds)) \(notice.level.rawValue)  \(notice.text)\(request)".neutralised
    }

    /// A request that has ended, for programs: one JSON object.
    package static func json(_ row: RequestSummary) -> String {
        var line = JSONLineWriter()
        line.object { line in
            line.member("event", "request")
            if let proxy = row.proxy { line.member("proxy", proxy) }
            line.member("id", Int(clamping: row.id.number))
            line.member("time", CivilTime(row.receivedAt + (row.endedSeconds ?? 0)).iso8601)
            line.member("request_id", row.requestID)
            line.member("client", row.client)
            line.member("agent", row.agent)
            line.member("method", row.method)
            line.member("route", row.route)
            line.member("model", row.model)
            line.member("stream", row.wantsStream)
            line.member("backend", row.backend)
            line.member("outcome", row.phase.rawValue)
            line.member("status", row.status)
            line.member("finish_reason", row.finishReason)
            line.member("prompt_tokens", row.usage.prompt)
            line.member("cached_tokens", row.usage.cached)
            line.member("completion_tokens", row.usage.completion ?? (row.outputTokens > 0 ? row.outputTokens : nil))
            line.member("ttft_seconds", row.firstTokenSeconds)
            line.member("seconds", row.endedSeconds)
            line.member("tokens_per_second", row.tokensPerSecond)
            line.key("calls")
            line.array(row.calls) { line, call in
                line.object { line in
                    line.member("dialect", call.dialect)
                    line.member("name", call.name)
                    line.member("valid", call.isValid)
                    line.member("problem", call.problem)
                    if let unchecked = call.unchecked { line.member("unchecked", unchecked) }
                    if call.finding?.isInReasoning == true { line.member("in_reasoning", true) }
                }
            }
            line.member("near_misses", row.nearMisses)
            line.member("repairs", row.repairs)
            if let failure = row.failure {
                line.member("error", failure.code)
                line.member("message", failure.message)
            }
            if let reason = row.cancelReason { line.member("cancelled", reason.rawValue) }
        }
        return String(decoding: line.bytes, as: UTF8.self).neutralisedJSON
    }

    /// A line for the operator, for programs: one JSON object.
    package static func json(_ entry: MonitorSnapshot.EventEntry) -> String {
        var line = JSONLineWriter()
        line.object { line in
            line.member("event", "notice")
            line.member("time", CivilTime(entry.time).iso8601)
            line.member("level", entry.notice.level.rawValue)
            line.member("text", entry.notice.text)
            if let request = entry.notice.request { line.member("request", Int(clamping: request.number)) }
        }
        return String(decoding: line.bytes, as: UTF8.self).neutralisedJSON
    }

    private static func clock(_ time: Double, _ offsetSeconds: Int) -> String {
        CivilTime(time, offsetSeconds: offsetSeconds).clock
    }

    /// `200 tool_calls`, `502 failed backend_unreachable: ...`, `200 cancelled client-left`
    private static func ending(_ row: RequestSummary) -> String {
        let status = row.status.map(String.init) ?? "-"
        switch row.phase {
        case .failed: return "\(status) failed \(row.failure.map { "\($0.code): \($0.message)" } ?? "")"
        case .cancelled: return "\(status) cancelled \(row.cancelReason?.rawValue ?? "")"
        case .done, .queued, .prefill, .decode: return row.finishReason.map { "\(status) \($0)" } ?? status
        }
    }

    private static func tokens(_ row: RequestSummary) -> String {
        var words: [String] = []
        if let prompt = row.usage.prompt { words.append("prompt \(PlainNumber.short(prompt))") }
        if let cached = row.usage.cached, cached > 0 { words.append("cached \(PlainNumber.short(cached))") }
        if row.outputTokens > 0 { words.append("out \(PlainNumber.short(row.outputTokens))") }
        return words.joined(separator: " ")
    }

    private static func problems(_ row: RequestSummary) -> [String] {
        var groups: [String] = []
        if !row.calls.isEmpty {
            groups.append("calls " + row.calls.prefix(8).map { "\($0.dialect):\($0.name)" }.joined(separator: " "))
        }
        let inReasoning = row.calls.count { $0.finding?.isInReasoning == true }
        if inReasoning > 0 { groups.append("from-reasoning \(inReasoning)") }
        let bad = row.calls.filter { !$0.isValid }
        if let first = bad.first { groups.append("bad-arguments \(bad.count) (\(first.problem ?? first.name))") }
        let unchecked = row.calls.compactMap(\.unchecked)
        if let first = unchecked.first { groups.append("not-checked \(unchecked.count) (\(first))") }
        let unfinished = row.calls.count(where: row.isUnfinished)
        if unfinished > 0 { groups.append("unfinished \(unfinished)") }
        if row.repairs > 0 { groups.append("repairs \(row.repairs)") }
        if row.nearMisses > 0 { groups.append("near-misses \(row.nearMisses)") }
        return groups
    }
}
