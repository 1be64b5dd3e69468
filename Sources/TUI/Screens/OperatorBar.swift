import Monitoring

/// A bar across the screen for as long as an operator's order stops or changes every client:
///
///      HOLD since 21:49:10: new requests wait, 2 do now                                p lets them go
struct OperatorBar {
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// `nil`: all is as it is set.
    var words: (text: String, hint: String)? {
        guard snapshot.replay == nil else { return nil }
        return held ?? heldSessions ?? reportOnly ?? changed
    }

    private var held: (text: String, hint: String)? {
        guard ProxySettings.isHeld(snapshot) else { return nil }
        let since = snapshot.settings.pausedSince.map {
            " since " + Formatting.clock($0, utcOffset: view.utcOffsetSeconds)
        }
        let count = snapshot.totals.queued
        let waiting = count > 0 ? ", \(count) \(count == 1 ? "does" : "do") now" : ""
        return ("HOLD\(since ?? ""): new requests wait\(waiting)", key(.holdRequests, "lets them go"))
    }

    private var heldSessions: (text: String, hint: String)? {
        let held = snapshot.heldSessions
        guard let first = held.first else { return nil }
        let names = Set(held.map(\.id))
        let count = snapshot.requests.count {
            $0.queueHold == .session && $0.phase == .queued && names.contains($0.session ?? "")
        }
        let since = " since " + Formatting.clock(first.heldSince ?? 0, utcOffset: view.utcOffsetSeconds)
        let waiting = count > 0 ? ", \(count) \(count == 1 ? "does" : "do") now" : ""
        let who =
            held.count == 1
            ? "\(first.id) (\(first.who))\(since): its" : held.map(\.id).joined(separator: " ") + ": their"
        let hint = view.isReadOnly ? "" : ":\(Command.holdSession.rawValue) \(first.id) lets it go"
        return ("HOLD of \(who) new requests wait\(waiting)", hint)
    }

    private var reportOnly: (text: String, hint: String)? {
        let settings = snapshot.settings
        guard settings.isReportOnly, let configured = settings.configuredStreamMode, configured != settings.streamMode
        else { return nil }
        return ("REPORT ONLY: calls stay text for every client", key(.reportOnly, "lets them be rewritten"))
    }

    private var changed: (text: String, hint: String)? {
        let settings = snapshot.settings
        var parts: [String] = []
        var back = ""
        if let configured = settings.otherConfiguredChunkSize {
            parts.append("chunks of \(settings.chunkSize) characters instead of \(configured)")
            back = ":chunk-size \(configured) goes back"
        }
        if let configured = settings.otherConfiguredMaxConcurrent {
            parts.insert("\(settings.maxConcurrent) at a time instead of \(configured)", at: 0)
            back = ":max-concurrent auto goes back"
        }
        guard !parts.isEmpty else { return nil }
        return ("CHANGED for every client: " + parts.joined(separator: ", "), view.isReadOnly ? "" : back)
    }

    private func key(_ command: Command, _ meaning: String) -> String {
        view.isReadOnly ? "" : "\(view.keys.name(of: command)) \(meaning)"
    }

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty, let (text, hint) = words else { return }
        let style = Style(.warning, inverse: true)
        grid.fill(area, " ", style)
        let end = grid.draw(" " + text, style, x: area.x, y: area.y, in: area, cut: view.symbols.cut)
        let width = CellWidth.columns(of: hint)
        guard end + width + 3 <= area.maxX else { return }
        grid.draw(hint, style, x: area.maxX - width - 1, y: area.y, in: area)
    }
}
