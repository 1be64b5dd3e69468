import Monitoring

/// How a replay stands, in the place of the backends.
///
///      log   traffic.jsonl and 2 more  130 of 412 requests  3 broken lines left out
struct ReplayLine {
    var replay: ReplayReport
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        var text = StyledText(" ")
        text.append(field: "log", width: 6, .dim)
        text.append(replay.source, .title)
        var facts = [StyledText("\(replay.begun) of \(Formatting.count(replay.requests, "request"))")]
        if replay.brokenLines > 0 {
            facts.append(StyledText("\(Formatting.count(replay.brokenLines, "broken line")) left out", .warning))
        }
        text.append(fitting: facts, width: area.width)
        grid.drawLine(text, in: area, symbols: view.symbols)
    }

    /// `REPLAY 10x 00:03:21 / 00:10:00`, and `PAUSED` or `END`.
    static func state(of replay: ReplayReport) -> StyledText {
        var text = StyledText("REPLAY ", .good)
        text.append("\(replay.speed) ", .key)
        text.append("\(clock(replay.position)) / \(clock(replay.length))")
        if replay.isOver {
            text.append(" END", .dim)
        } else if replay.isPaused {
            text.append(" PAUSED", .warning)
        }
        return text
    }

    /// `00:03:21`; hours go on beyond a day.
    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds.isFinite ? seconds : 0), 3_599_999))
        return [whole / 3_600, whole / 60 % 60, whole % 60].map { ($0 < 10 ? "0" : "") + String($0) }
            .joined(separator: ":")
    }
}
