import Monitoring

/// A column of the request list.
package struct RequestColumn {
    /// The raw value is its name in commands and settings.
    package enum Kind: String, CaseIterable, Sendable {
        case id, phase, time
        case session
        case proxy
        case backend
        case who = "agent"
        case model
        case context = "ctx"
        /// How much of the prompt the backend had already, as a bar.
        case reuse = "cached"
        case cache
        case output = "out"
        case rate = "tps"
        case firstToken = "ttft"
        /// The calls by letter, the tool, the dialect.
        case call
        case tools = "tool"
        case dialect = "format"
        case ending = "finish"
        /// The protocol that the client speaks.
        case wire
        /// What the request is about, in its own words.
        case about
    }
    var kind: Kind
    var width: Int

    /// What a column takes at least.
    private static func leastWidth(_ kind: Kind, idWidth: Int, sessionWidth: Int) -> Int {
        switch kind {
        case .id: idWidth
        case .phase: 9
        case .time, .context, .cache: 5
        case .output, .rate, .firstToken: 4
        case .reuse: 6
        case .call: 14
        case .about: 9
        case .who: 5
        case .model: 14
        case .session: max(4, sessionWidth)
        case .proxy: 6
        case .backend: 8
        case .tools: 4
        case .dialect: 8
        case .ending: 4
        case .wire: 9
        }
    }

    /// Which stay as the room shrinks: the first ones longest.
    private static let importance: [Kind] = [
        .id, .phase, .call, .rate, .context, .who, .proxy, .time, .backend, .about, .output, .session, .reuse,
        .firstToken, .model, .tools, .dialect, .cache, .ending, .wire,
    ]

    /// What others say together with something else: only where somebody asks for it.
    private static let spoken: Set<Kind> = [.tools, .dialect, .cache, .ending, .wire]

    /// The columns for a list of this width, in the order in which they stand: the wanted ones, as far as they fit. A
    /// column is noise where all requests have the same in it.
    static func columns(
        width: Int, idWidth: Int, sessionWidth: Int = 4, hasManyModels: Bool, hasProxies: Bool = false,
        hasManyBackends: Bool = false, hasSubjects: Bool = true, wanted: [Kind]? = nil
    ) -> [RequestColumn] {
        let noise: [Kind: Bool] = [
            .model: !hasManyModels, .proxy: !hasProxies, .backend: !hasManyBackends, .about: !hasSubjects,
        ]
        var chosen: Set<Kind> = []
        var used = 0
        for kind in importance where wanted?.contains(kind) ?? true {
            if wanted == nil, noise[kind] ?? spoken.contains(kind) { continue }
            let needed = leastWidth(kind, idWidth: idWidth, sessionWidth: sessionWidth) + 1
            guard used + needed <= width else {
                if wanted == nil { break }
                continue
            }
            chosen.insert(kind)
            used += needed
        }
        var result: [RequestColumn] = []
        var spare = width - used
        for kind in Kind.allCases where chosen.contains(kind) {
            let width = leastWidth(kind, idWidth: idWidth, sessionWidth: sessionWidth)
            result.append(RequestColumn(kind: kind, width: width))
        }
        // What is left over goes to the columns that hold words, and to the mark of an estimate.
        let wishes: [(kind: Kind, width: Int)] = [
            (.proxy, 10), (.who, 8), (.about, 20), (.output, 5), (.rate, 5), (.backend, 12), (.dialect, 16),
            (.phase, 9), (.call, 18),
            (.about, 24), (.who, 12), (.call, 28), (.ending, 6), (.reuse, 8), (.model, 24), (.about, 80),
        ]
        for wish in wishes {
            guard let index = result.firstIndex(where: { $0.kind == wish.kind }) else { continue }
            let more = max(0, min(spare, wish.width - result[index].width))
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
        case .session: "SES"
        case .proxy: "PROXY"
        case .backend: "BACKEND"
        case .who: "AGENT"
        case .model: "MODEL"
        case .context: "CTX"
        case .reuse: "CACHED"
        case .cache: "CACHE"
        case .output: "OUT"
        case .rate: "T/S"
        case .firstToken: "TTFT"
        case .call: "CALL"
        case .about: "ABOUT"
        case .tools: "TOOL"
        case .dialect: "FORMAT"
        case .ending: "FIN"
        case .wire: "WIRE"
        }
    }

    var isNumber: Bool {
        switch kind {
        case .time, .context, .cache, .output, .rate, .firstToken: true
        default: false
        }
    }

    /// What stands in the column.
    func text(of request: RequestSummary, now: Double, symbols: Symbols) -> StyledText {
        switch kind {
        case .call: return RequestCallCell(request: request, width: width, cut: symbols.cut).text
        case .reuse:
            guard let share = request.cachedShare else { return StyledText() }
            return Meter(share: share, symbols: symbols, style: share < 0.5 ? .warning : .good).text(width: width)
        default:
            let (text, style) = value(of: request, now: now, cut: symbols.cut)
            return StyledText(text, style)
        }
    }

    /// The same for a line of text, whole.
    func words(of request: RequestSummary, now: Double) -> String {
        if kind == .reuse { return request.cachedShare.map { "\(Formatting.whole($0 * 100))%" } ?? Formatting.unknown }
        let text = text(of: request, now: now, symbols: .ascii).pieces.map(\.text).joined()
        return text.isEmpty ? Formatting.unknown : text
    }

    private func value(of request: RequestSummary, now: Double, cut: String) -> (text: String, style: Style) {
        switch kind {
        case .id: (request.id.description, request.phase == .failed ? .failure : .plain)
        case .phase: phase(of: request, now: now)
        case .time: ListCell.number(Formatting.seconds(request.age(at: now)))
        case .session: (request.session ?? Formatting.unknown, request.session == nil ? .dim : .plain)
        case .proxy: (request.proxy ?? Formatting.unknown, request.proxy == nil ? .dim : .plain)
        case .backend: (backend(of: request), request.backend == nil ? .dim : .plain)
        case .who: (request.who, .plain)
        case .model: (request.model.isEmpty ? Formatting.unknown : request.model, request.model.isEmpty ? .dim : .plain)
        case .context: ListCell.number(Formatting.tokens(request.promptTokens))
        case .cache: ListCell.number(Formatting.tokens(request.cachedTokens))
        case .output:
            ListCell.number(
                Formatting.estimate(
                    Formatting.shortTokens(request.writtenTokens), request.isOutputCounted, width: width))
        case .rate: rate(of: request)
        case .firstToken: ListCell.number(Formatting.shortLatency(request.firstTokenSeconds))
        case .tools: request.toolMark
        case .dialect: dialect(of: request, cut: cut)
        case .ending: request.ending
        case .wire: (request.wire, .plain)
        case .about: (request.about ?? "", request.phase == .failed ? .plain : .dim)
        case .call, .reuse: ("", .plain)
        }
    }

    /// Of what did not end well it says how.
    private func phase(of request: RequestSummary, now: Double) -> (text: String, style: Style) {
        let word = request.phaseWord(at: now, width: width)
        let style = request.phaseStyle(at: now)
        switch request.phase {
        case .failed: return (request.ending.text == "fail" ? word : "\(word) \(request.ending.text)", style)
        case .done where request.ending.style != .plain:
            return ("\(word) \(request.ending.text)", request.ending.style)
        case .done: return (word, .dim)
        default: return (word, style)
        }
    }

    /// With the slot, where it is known: `desk/2`.
    private func backend(of request: RequestSummary) -> String {
        guard let backend = request.backend else { return Formatting.unknown }
        return backend + (request.slot.map { "/\($0)" } ?? "")
    }

    private func dialect(of request: RequestSummary, cut: String) -> (text: String, style: Style) {
        if request.calls.isEmpty, request.nearMisses > 0 { return ("(none)", .warning) }
        let style: Style = request.calls.allSatisfy { $0.dialect == "native" } ? .plain : .rewritten
        return (DialectWording.names(request.dialects, width: width, mark: cut), style)
    }

    private func rate(of request: RequestSummary) -> (text: String, style: Style) {
        var text = Formatting.shortRate(request.rate)
        if request.isRateCounted {
            // Where one column is wanting, the mark takes that of the digit that says least.
            let isTight = text.utf8.count >= width && request.rate.map { $0 < 99.5 } == true
            text = Formatting.estimate(isTight ? Formatting.whole(request.rate ?? 0) : text, width: width)
        }
        return request.phase == .decode && request.rate != nil ? (text, .good) : ListCell.number(text)
    }
}
