/// One line of text, or of JSON, for what a headless proxy reports. Pure; no line holds a control character.
///
///     #0042 10:20:57 started POST /v1/chat/completions qwen3 stream  aider s1  3 messages 2 tools
///     #0042 10:21:03 POST /v1/chat/completions qwen3 stream 200 tool_calls  aider s1  prompt 1.2k out 188  ttft 0.31s
///     6.4s 41.8 t/s  queue 0.10s fill 0.21s decode 6.1s  calls hermes-json:get_weather  backend main  (all on one line)
///     10:21:09 warning  near miss: text like a hermes-json call is malformed, and stayed text  #0043
package enum EventLine {
    /// A request that has ended, for people. `offsetSeconds` is how far the local clock is ahead of UTC.
    package static func text(_ row: RequestSummary, offsetSeconds: Int = 0) -> String {
        var groups = [
            "\(row.id) \(clock(row.receivedAt + (row.endedSeconds ?? 0), offsetSeconds)) \(asked(row)) \(ending(row))",
            who(row),
        ]
        groups.append(tokens(row))
        if let seconds = row.firstTokenSeconds { groups.append("ttft \(PlainNumber.seconds(seconds))") }
        let rate = row.tokensPerSecond.map { " \(PlainNumber.decimal($0, digits: 1)) t/s" } ?? ""
        groups.append(PlainNumber.seconds(row.endedSeconds ?? 0) + rate)
        groups.append(phases(row))
        groups += problems(row)
        if let backend = row.backend { groups.append("backend \(backend)") }
        if let proxy = row.proxy { groups.append("proxy \(proxy)") }
        if let why = row.sentence, row.isProblem || row.prefixBreak != nil { groups.append("why: \(why)") }
        return groups.filter { !$0.isEmpty }.joined(separator: "  ").neutralised
    }

    /// A request that begins, waits or is silent, for people.
    package static func text(_ news: RequestNews, offsetSeconds: Int = 0) -> String {
        let row = news.row
        var groups = ["\(row.id) \(clock(news.time, offsetSeconds)) \(news.kind.word)"]
        switch news.kind {
        case .ended: return text(row, offsetSeconds: offsetSeconds)
        case .started:
            groups[0] += " " + asked(row)
            groups.append(who(row))
            let messages = row.messageCount == 1 ? "1 message" : "\(row.messageCount) messages"
            groups.append(
                messages + (row.toolCount > 0 ? " \(row.toolCount) \(row.toolCount == 1 ? "tool" : "tools")" : ""))
        case .waiting, .quiet:
            groups.append(who(row))
            groups.append(RequestSentence.of(row, at: news.time))
        }
        if let proxy = row.proxy { groups.append("proxy \(proxy)") }
        return groups.filter { !$0.isEmpty }.joined(separator: "  ").neutralised
    }

    /// `POST /v1/chat/completions qwen3 stream`
    private static func asked(_ row: RequestSummary) -> String {
        let head = "\(row.method) \(row.route)"
        guard row.kind == .chat || row.kind == .generation else { return head }
        return head + " \(row.model.isEmpty ? "-" : row.model) \(row.wantsStream ? "stream" : "whole")"
    }

    /// `aider s1`; of what no model works on nothing.
    private static func who(_ row: RequestSummary) -> String {
        guard row.kind == .chat || row.kind == .generation else { return "" }
        return [row.agent, row.session ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// `queue 0.10s fill 0.21s decode 6.1s held 0.30s`; only what took time.
    private static func phases(_ row: RequestSummary) -> String {
        guard row.kind == .chat || row.kind == .generation else { return "" }
        let times = row.phaseSeconds(at: row.receivedAt + (row.endedSeconds ?? 0))
        let parts = [("queue", times.queued), ("fill", times.prefill), ("decode", times.decode), ("held", times.held)]
        return parts.compactMap { name, seconds in
            seconds.flatMap { $0 >= 0.005 ? "\(name) \(PlainNumber.seconds($0))" : nil }
        }.joined(separator: " ")
    }

    /// A line for the operator, for people.
    package static func text(_ entry: MonitorSnapshot.EventEntry, offsetSeconds: Int = 0) -> String {
        let notice = entry.notice
        let request = notice.request.map { "  \($0)" } ?? ""
        return "\(clock(entry.time, offsetSeconds)) \(notice.level.rawValue)  \(notice.text)\(request)".neutralised
    }

    /// A request that has ended, for programs: one JSON object.
    package static func json(_ row: RequestSummary) -> String {
        json(RequestNews(.ended, row, at: row.receivedAt + (row.endedSeconds ?? 0)))
    }

    /// What happened to a request, for programs: one JSON object.
    package static func json(_ news: RequestNews) -> String {
        let row = news.row
        var line = JSONLineWriter()
        line.object { line in
            line.member("event", news.kind.event)
            if let proxy = row.proxy { line.member("proxy", proxy) }
            line.member("id", Int(clamping: row.id.number))
            line.member("time", CivilTime(news.time).iso8601)
            line.member("request_id", row.requestID)
            line.member("client", row.client)
            line.member("agent", row.agent)
            line.member("session", row.session)
            line.member("method", row.method)
            line.member("route", row.route)
            line.member("model", row.model)
            line.member("stream", row.wantsStream)
            line.member("messages", row.messageCount)
            line.member("tools", row.toolCount)
            line.member("backend", row.backend)
            if news.kind == .ended {
                line.member("outcome", row.phase.rawValue)
            } else {
                line.member("phase", row.phase.rawValue)
            }
            let times = row.phaseSeconds(at: news.time)
            line.member("queued_seconds", times.queued)
            line.member("prefill_seconds", times.prefill)
            line.member("decode_seconds", times.decode)
            line.member("held_seconds", times.held)
            line.member("prompt_tokens", row.promptTokens)
            line.member("cached_tokens", row.cachedTokens)
            line.member("completion_tokens", row.writtenTokens)
            line.member("ttft_seconds", row.firstTokenSeconds)
            if news.kind == .ended { writeEnding(row, to: &line) }
            line.member("why", row.sentence ?? RequestSentence.of(row, at: news.time))
        }
        return String(decoding: line.bytes, as: UTF8.self).neutralisedJSON
    }

    private static func writeEnding(_ row: RequestSummary, to line: inout JSONLineWriter) {
        line.member("status", row.status)
        line.member("finish_reason", row.finishReason)
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
        if let leftOut = row.leftOut { line.member("messages_left_out", leftOut.reduce(0) { $0 + $1.count }) }
        if let failure = row.failure {
            line.member("error", failure.code)
            line.member("message", failure.message)
        }
        if let reason = row.cancelReason { line.member("cancelled", reason.rawValue) }
    }

    /// The address, once requests are served, for programs.
    package static func listening(_ url: String, at time: Double) -> String {
        var line = JSONLineWriter()
        line.object { line in
            line.member("event", "listening")
            line.member("time", CivilTime(time).iso8601)
            line.member("url", url)
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
