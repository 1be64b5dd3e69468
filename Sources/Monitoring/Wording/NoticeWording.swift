/// Says in plain words what the operator should know of an event.
enum NoticeWording {
    static func failure(_ failure: RequestFailure, of id: RequestID) -> Notice {
        Notice(
            failure.side == .client ? .warning : .error, "failed: \(failure.message) (\(failure.code))", request: id)
    }

    static func cancellation(_ row: RequestSummary) -> Notice {
        let who =
            switch row.cancelReason {
            case .operatorCancelled: "cancelled by the operator"
            case .shutdown: "cut off by the shutdown"
            case .clientLeft, nil: "the client left"
            }
        let stage =
            if row.firstTokenSeconds != nil {
                "while the answer was written"
            } else if row.sentSeconds != nil {
                "while the prompt was read"
            } else if row.queueHold == .paused || row.queueHold == .session {
                "while the operator held it"
            } else {
                "before it was sent"
            }
        return Notice(.info, "\(who) after \(tenths(row.endedSeconds ?? 0)) s, \(stage)", request: row.id)
    }

    static func nearMiss(_ report: RequestChange.NearMissReport, in id: RequestID) -> Notice {
        Notice(
            .warning, "near miss: " + NearMissWording.sentence(dialect: report.dialect, reason: report.reason),
            request: id)
    }

    static func promptCut(_ cut: PromptCut, of id: RequestID) -> Notice {
        Notice(.warning, "prompt cut: \(cut.sentence)", request: id)
    }

    static func loop(_ loop: ToolLoop, in row: RequestSummary) -> Notice {
        Notice(.warning, "loop: \(loop.sentence)\(row.session.map { ", session \($0)" } ?? "")", request: row.id)
    }

    static func badArguments(_ call: ToolCallReport, in id: RequestID) -> Notice {
        Notice(.warning, "bad arguments: \(call.name): \(call.problem ?? "do not fit the tool")", request: id)
    }

    static func unfinished(_ call: ToolCallReport, in id: RequestID) -> Notice {
        Notice(.warning, "unfinished call: \(call.name): \(UnfinishedWording.sentence)", request: id)
    }

    /// Stands for the lines that a request does not get besides; `nil`: there are none.
    static func others(badCalls: Int, nearMisses: Int, in id: RequestID) -> Notice? {
        var words: [String] = []
        if badCalls > 0 { words.append("\(badCalls) more with bad arguments") }
        if nearMisses > 0 { words.append("\(nearMisses) more near \(nearMisses == 1 ? "miss" : "misses")") }
        return words.isEmpty ? nil : Notice(.warning, words.joined(separator: ", "), request: id)
    }

    /// A backend's change of state; `nil` where nothing changed that counts.
    static func backend(_ report: BackendReport, before: BackendReport?) -> Notice? {
        let name = "backend \(report.name)"
        switch (before?.circuit, report.circuit) {
        case (nil, .open?), (.halfOpen?, .open?):
            return Notice(.warning, "\(name) gets no requests for now: \(report.circuitReason ?? "it failed")")
        case (_?, nil) where report.state == before?.state: return Notice(.info, "\(name) works again")
        default: break
        }
        switch report.state {
        case let state where state == before?.state: return nil
        case .unknown: return nil
        case .up:
            let build = report.build == report.kind ? nil : report.build
            let facts = [report.kind, build, report.model].compactMap { $0 }.filter { !$0.isEmpty }
            return Notice(.info, "\(name) is up: \(facts.joined(separator: ", "))")
        case .loading: return Notice(.info, "\(name) is loading its model")
        case .down:
            let reason = report.problem.map { ": \($0)" } ?? ""
            return Notice(.error, "\(name) is down\(reason)")
        }
    }

    static func memory(_ report: MemoryReport, before: MemoryReport?) -> Notice? {
        guard report.level != before?.level ?? .normal else { return nil }
        let state = MemoryWording.sentence(report)
        return switch report.level {
        case .normal: Notice(.info, "memory is back to normal: \(state)")
        case .warning: Notice(.warning, "memory is running short: \(state)")
        case .critical:
            Notice(
                .error,
                "memory is nearly used up: \(state)" + (report.holdsRequests ? "; requests run one at a time" : ""))
        }
    }

    /// What became different by itself. Of what somebody has ordered, or written into the file, there is a notice already.
    static func settings(_ settings: LiveSettings, before: LiveSettings) -> Notice? {
        guard settings.maxConcurrent != before.maxConcurrent, settings.concurrencySource == .slots else { return nil }
        return Notice(
            .info, "\(settings.maxConcurrent) requests at a time for each backend now, as many as there are slots")
    }

    private static func tenths(_ seconds: Double) -> String {
        let tenths = Int(min(1e9, max(0, seconds)) * 10 + 0.5)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
