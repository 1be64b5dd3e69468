import Monitoring

/// What is known of the call at the scroll position, at the foot of the rewrite tab: three lines, or all that fits in one.
///
///      format qwen3-coder (sure)  bytes 27-166  opened +8.1s  closed +10.6s  chunks 61 -> 4
///      repairs trailing-comma  held 0.3s, 9 B at most
///      seen before: same call in #0171 #0160 (3rd time, same result)  client ttft 1.1s  call delay 0.02s
struct CallStrip {
    var request: RequestSummary
    var detail: RequestDetail?
    /// `nil`: there is no call.
    var call: CallView?
    /// Which one it is of how many.
    var number = 1
    var count: Int

    /// What there is nothing of is left out. As much in one line as fits, what matters most first.
    func line(width: Int) -> StyledText {
        var line = StyledText(" D ", .dim)
        line.append(fitting: [chunks] + head + [hold, firstVisible, delay, nearMisses], width: width)
        return line
    }

    /// Three lines. What finds no room in its own goes to a later one.
    func lines(width: Int) -> [StyledText] {
        var left: [StyledText] = []
        return [head + [chunks], [repairs, hold, nearMisses], [seenBefore, firstVisible, delay]].map { parts in
            var line = StyledText()
            var next: [StyledText] = []
            for part in parts + left where part.width > 0 {
                let gap = line.width == 0 ? " " : "  "
                if line.width + gap.utf8.count + part.width <= width || line.width == 0 {
                    line.append(gap)
                    line.append(part)
                } else {
                    next.append(part)
                }
            }
            left = next
            return line
        }
    }

    private func part(_ name: String, _ value: String, _ style: Style = .plain) -> StyledText {
        StyledText(name + " ", .dim) + StyledText(value, style)
    }

    private var head: [StyledText] {
        guard let call else {
            let left = request.calls.filter { $0.isLeftInText == true }
            guard let first = left.first else { return [] }
            // Its place is none that was rewritten.
            let words = left.count == 1 ? "\(first.name) left in the text" : "\(left.count) calls left in the text"
            return [part("format", first.dialect, .rewritten) + StyledText("  \(words): report only")]
        }
        let sure =
            call.call.isNative || call.finding == nil ? "" : call.finding?.isSure == true ? " (sure)" : " (likely)"
        var format = part("format", call.call.dialect, call.call.isNative ? .plain : .rewritten) + StyledText(sure)
        if call.finding?.isInReasoning == true { format.append(" in reasoning", .warning) }
        if count > 1 { format = StyledText("call \(number)/\(count)  ", .title) + format }
        let span = call.passage.span
        return [
            format, part("bytes", span.isEmpty ? Formatting.unknown : "\(span.lowerBound)-\(span.upperBound)"),
            part("opened", moment(call.timing?.openedSeconds)) + StyledText(" ")
                + part("closed", moment(call.timing?.closedSeconds)),
        ]
    }

    private var chunks: StyledText {
        guard let pace = detail?.pace, pace.chunksIn != nil || pace.chunksOut != nil else { return StyledText() }
        let (chunksIn, chunksOut) = (Self.count(pace.chunksIn), Self.count(pace.chunksOut))
        return part("chunks", "\(chunksIn) -> \(chunksOut)")
    }

    private static func count(_ count: Int?) -> String { count.map(String.init) ?? Formatting.unknown }

    /// What other dialects made of it `R` tells.
    private var repairs: StyledText {
        let kinds = RepairWording.kinds(call?.repairs ?? [])
        return kinds.isEmpty ? StyledText() : part("repairs", kinds.joined(separator: ", "), .warning)
    }

    private var hold: StyledText {
        if request.heldBytes > 0 { return StyledText("held \(Formatting.bytes(request.heldBytes)) now", .warning) }
        guard let pace = detail?.pace, pace.mostHeldBytes > 0 else { return StyledText() }
        return part("held", "\(Formatting.latency(pace.heldSeconds)), \(Formatting.bytes(pace.mostHeldBytes)) at most")
    }

    private var nearMisses: StyledText {
        request.nearMisses > 0 ? .count("near-miss", request.nearMisses, alarming: .warning) : StyledText()
    }

    private var seenBefore: StyledText {
        guard let seen = call?.seenBefore else { return StyledText() }
        return part("seen before:", "same call in \(seen.requests) (\(seen.words))", .warning)
    }

    private var firstVisible: StyledText { known("client ttft", request.firstVisibleSeconds) }
    private var delay: StyledText { known("call delay", call?.timing?.delaySeconds) }

    private func known(_ name: String, _ seconds: Double?) -> StyledText {
        seconds == nil ? StyledText() : part(name, Formatting.latency(seconds))
    }

    /// `+8.1s`
    private func moment(_ seconds: Double?) -> String {
        seconds.map { "+\(Formatting.seconds($0))s" } ?? Formatting.unknown
    }
}
