import ProxyEngine

/// A column of the request list.
struct RequestColumn {
    enum Kind: CaseIterable {
        case id, phase, time, who, model, context, cache, output, rate, firstToken, tools, dialect, ending
    }
    var kind: Kind
    var width: Int

    /// What a column takes at least, and at most where there is room.
    private static func widths(_ kind: Kind, idWidth: Int) -> ClosedRange<Int> {
        switch kind {
        case .id: idWidth...idWidth
        case .phase: 8...9
        case .time, .context, .cache, .output, .rate, .firstToken: 5...5
        case .who: 5...12
        case .model: 12...24
        case .tools: 4...4
        case .dialect: 8...14
        case .ending: 4...6
        }
    }

    /// Which stay as the room shrinks: the first ones longest.
    private static let importance: [Kind] = [
        .id, .phase, .tools, .rate, .context, .who, .time, .output, .ending, .firstToken, .dialect, .cache, .model,
    ]

    /// The columns for a list of this width, in the order in which they stand.
    static func columns(width: Int, idWidth: Int) -> [RequestColumn] {
        var chosen: Set<Kind> = []
        var used = 0
        for kind in importance {
            let needed = widths(kind, idWidth: idWidth).lowerBound + 1
            guard used + needed <= width else { break }
            chosen.insert(kind)
            used += needed
        }
        var result: [RequestColumn] = []
        var spare = width - used
        for kind in Kind.allCases where chosen.contains(kind) {
            result.append(RequestColumn(kind: kind, width: widths(kind, idWidth: idWidth).lowerBound))
        }
        // What is left over goes to the columns that hold words, the dialect first.
        for kind in [Kind.dialect, .who, .phase, .ending, .model] {
            guard let index = result.firstIndex(where: { $0.kind == kind }) else { continue }
            let more = min(spare, widths(kind, idWidth: idWidth).upperBound - result[index].width)
            result[index].width += more
            spare -= more
        }
        return result
    }

    var title: String {
        switch kind {
        case .id: "ID"
        case .phase: "PHASE"
        case .time: "TIME"
        case .who: "AGENT"
        case .model: "MODEL"
        case .context: "CTX"
        case .cache: "CACHE"
        case .output: "OUT"
        case .rate: "T/S"
        case .firstToken: "TTFT"
        case .tools: "TOOL"
        case .dialect: "FORMAT"
        case .ending: "FIN"
        }
    }

    var isNumber: Bool {
        switch kind {
        case .time, .context, .cache, .output, .rate, .firstToken: true
        default: false
        }
    }

    func value(of request: RequestSummary, now: Double) -> (text: String, style: Style) {
        switch kind {
        case .id: (request.id.description, .plain)
        case .phase: (request.phaseWord, request.phaseStyle)
        case .time: number(Formatting.seconds(request.age(at: now)))
        case .who: (request.who, .plain)
        case .model: (request.model.isEmpty ? Formatting.unknown : request.model, request.model.isEmpty ? .dim : .plain)
        case .context: number(Formatting.tokens(request.promptTokens))
        case .cache: number(Formatting.tokens(request.cachedTokens))
        case .output: number(Formatting.tokens(request.writtenTokens))
        case .rate:
            (Formatting.rate(request.rate), request.phase == .decode ? .good : number("\(request.rate ?? 0)").style)
        case .firstToken: number(Formatting.seconds(request.firstTokenSeconds))
        case .tools: request.toolMark
        case .dialect: dialect(of: request)
        case .ending: request.ending
        }
    }

    private func dialect(of request: RequestSummary) -> (text: String, style: Style) {
        if request.calls.isEmpty, request.nearMisses > 0 { return ("(none)", .warning) }
        return (request.dialects, request.calls.allSatisfy { $0.dialect == "native" } ? .plain : .rewritten)
    }

    private func number(_ text: String) -> (text: String, style: Style) {
        (text, text == Formatting.unknown ? .dim : .plain)
    }
}
