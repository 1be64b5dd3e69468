import Monitoring

/// The first line: what it is, from where to where, and how the picture is moving.
///
///      llama-stream-top  :8066 -> llama-server :8080   qwen3-coder-30b          LIVE  +F
struct TitleBar {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let state = pictureState
        var room = area
        room.width -= state.width + 2
        let isWide = area.width >= 120
        var left = StyledText(" llama-stream-top ", .title) + route(isWide: isWide)
        var more: [StyledText] = []
        if let model { more.append(StyledText(model, .title)) }
        if isWide {
            let windows = Set(snapshot.backends.compactMap(\.contextWindow))
            if let window = windows.first, windows.count == 1 {
                more.append(StyledText("ctx ", .dim) + StyledText(Formatting.tokens(window)))
            }
            let since = Formatting.clock(snapshot.startedAt, utcOffset: view.utcOffsetSeconds, seconds: false)
            more.append(StyledText("since ", .dim) + StyledText(since))
        }
        left.append(fitting: more, width: room.width)
        grid.drawLine(left, in: room, symbols: view.symbols)
        grid.draw(state, x: max(area.x, area.maxX - state.width - 1), y: area.y, in: area)
    }

    /// From where to where, in few columns.
    var route: StyledText { route(isWide: false) }

    /// The same, and the model where there is room.
    func short(width: Int) -> StyledText {
        var text = route
        if let model { text.append(fitting: [StyledText(model, .title)], width: width) }
        return text
    }

    private func route(isWide: Bool) -> StyledText {
        var text = StyledText(" ")
        if let replay = snapshot.replay {
            text.append(StyledText("replay ", .dim) + StyledText(replay.source))
        } else if let proxies = snapshot.proxies, proxies.count > 1 {
            text.append("\(proxies.count) proxies")
        } else {
            text.append(proxy(isWide: isWide))
            text.append(" \(view.symbols.arrow) ", .dim)
            text.append(backend(isWide: isWide))
        }
        return text
    }

    /// That of all backends, or how many different ones they have; `nil`: none is known.
    private var model: String? {
        let models = Set(snapshot.backends.compactMap(\.model))
        return models.count > 1 ? "\(models.count) models" : models.first
    }

    private func proxy(isWide: Bool) -> StyledText {
        guard let watched = snapshot.proxies?.first else {
            return StyledText(isWide ? Formatting.url(snapshot.listening) : Formatting.port(snapshot.listening))
        }
        return StyledText("at ", .dim) + StyledText(isWide ? watched.url : watched.name)
    }

    private func backend(isWide: Bool) -> StyledText {
        guard let first = snapshot.backends.first else { return StyledText("no backend", .warning) }
        guard snapshot.backends.count == 1 else { return StyledText("\(snapshot.backends.count) backends") }
        let isNamed = first.name != Formatting.hostAndPort(first.url)
        let name = isNamed ? first.name : first.kind
        var text = StyledText(name + " " + (isWide ? first.url : Formatting.port(first.url)))
        if first.state == .down { text.append(" DOWN", .failure) }
        if isWide, let build = first.build, build != first.kind { text.append(" " + build, .dim) }
        return text
    }

    /// `LIVE`, or what keeps the picture or the requests from moving.
    var pictureState: StyledText {
        var text = StyledText()
        if !view.filter.wantsAll, view.openedRow == nil { text.append("FILTER ", .warning) }
        if view.isReadOnly, snapshot.replay == nil { text.append("READ-ONLY ", .dim) }
        if ProxySettings.isHeld(snapshot) || !snapshot.heldSessions.isEmpty { text.append("HOLD ", .warning) }
        if view.isFrozen {
            text.append("FROZEN", .warning)
            if view.backlog > 0 { text.append(" +\(view.backlog) new", .warning) }
        } else if let replay = snapshot.replay {
            text.append(ReplayLine.state(of: replay))
        } else {
            text.append(ProxyLines.state(of: snapshot.proxies ?? []))
        }
        text.append(view.isFollowing ? " +F" : "   ", .key)
        return text
    }
}
