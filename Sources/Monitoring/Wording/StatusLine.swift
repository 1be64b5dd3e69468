/// One line about a proxy for a status bar: a template in which `#{name}`, or `{name}`, stands for a number or a word.
package struct StatusLine: Equatable, Sendable {
    /// What can stand in a template.
    package enum Field: String, CaseIterable, Sendable {
        case run, queue, done, err, near, bad, loop, tps, fill, ttft, p95, kv, mem, model, hold, problems

        package var meaning: String {
            switch self {
            case .run: "requests that run"
            case .queue: "requests that wait"
            case .done: "requests done since the start"
            case .err: "requests failed since the start"
            case .near: "near misses since the start"
            case .bad: "calls with bad arguments since the start"
            case .loop: "repeated calls since the start"
            case .tps: "tokens a second written now"
            case .fill: "tokens a second read now"
            case .ttft: "median time to the first token"
            case .p95: "the same for the slowest twentieth"
            case .kv: "share of the KV cache that is taken"
            case .mem: "share of the memory that is taken"
            case .model: "the backend's model"
            case .hold: "HOLD while new requests are held, with the sessions where it is only theirs, else nothing"
            case .problems: "requests with a problem that are still listed"
            }
        }
    }

    package struct Problem: Error, Equatable, Sendable {
        package var message: String
    }

    private enum Piece: Equatable, Sendable {
        case text(String)
        case field(Field)
    }

    package static let standard = "#{run}r #{tps}t/s #{err}e"

    private var pieces: [Piece] = []

    package init(_ template: String) throws(Problem) {
        var text = ""
        var rest = template[...]
        while let character = rest.first {
            let body = rest.hasPrefix("#{") ? rest.dropFirst(2) : character == "{" ? rest.dropFirst() : nil
            guard let body else {
                text.append(character)
                rest.removeFirst()
                continue
            }
            guard let end = body.firstIndex(of: "}") else {
                throw Problem(message: "\"{\" is never closed in \(template)")
            }
            guard let field = Field(rawValue: String(body[..<end])) else {
                let names = Field.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(message: "there is no \(body[..<end]); there are \(names)")
            }
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
            pieces.append(.field(field))
            rest = body[body.index(after: end)...]
        }
        if !text.isEmpty { pieces.append(.text(text)) }
    }

    /// What is not known is `-`. On one line.
    package func text(_ snapshot: MonitorSnapshot) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .field(let field): Self.value(of: field, snapshot) ?? "-"
            }
        }.joined().neutralised
    }

    /// `HOLD`, or `HOLD s3,s7`.
    private static func hold(_ snapshot: MonitorSnapshot) -> String {
        if snapshot.settings.isPaused { return "HOLD" }
        let sessions = snapshot.heldSessions.map(\.id)
        return sessions.isEmpty ? "" : "HOLD " + sessions.joined(separator: ",")
    }

    private static func value(of field: Field, _ snapshot: MonitorSnapshot) -> String? {
        func percent(_ share: Double?) -> String? {
            share.map { PlainNumber.decimal(min(1, max(0, $0)) * 100, digits: 0) + "%" }
        }
        let (totals, rates) = (snapshot.totals, snapshot.rates)
        return switch field {
        case .run: String(totals.running)
        case .queue: String(totals.queued)
        case .done: PlainNumber.short(totals.done)
        case .err: String(totals.failed)
        case .near: String(snapshot.tools.nearMisses)
        case .bad: String(snapshot.tools.badArguments)
        case .loop: String(snapshot.tools.loops)
        // Nothing is written while nothing runs.
        case .tps: PlainNumber.decimal(rates.generationNow ?? 0, digits: rates.generationNow == nil ? 0 : 1)
        case .fill: PlainNumber.decimal(rates.prefillNow ?? 0, digits: 0)
        case .ttft: snapshot.latency.firstTokenP50.map(PlainNumber.seconds)
        case .p95: snapshot.latency.firstTokenP95.map(PlainNumber.seconds)
        case .kv: percent(snapshot.backends.compactMap { $0.cache?.share }.max())
        case .mem: snapshot.memory?.usedPercent.map { "\($0)%" }
        case .model: snapshot.backends.compactMap(\.model).first
        case .hold: hold(snapshot)
        case .problems: String(snapshot.requests.count(where: \.isProblem))
        }
    }
}
