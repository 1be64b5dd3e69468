package import Monitoring

/// The lists of the overview: which one is shown, and which of its rows is selected.
extension ViewState {
    /// The raw value is the key.
    package enum List: Int, CaseIterable, Sendable {
        case requests = 1
        case sessions
        case tools
        case events
        case models

        package var title: String {
            switch self {
            case .requests: "Requests"
            case .sessions: "Sessions"
            case .tools: "Tools"
            case .events: "Events"
            case .models: "Models"
            }
        }
    }

    /// The request that commands act on: the selected row's, or the one that the selected row speaks of.
    package func subject(_ snapshot: MonitorSnapshot) -> RequestID? {
        if case .detail(let id) = screen { return id }
        switch list {
        case .requests: return selection
        case .sessions: return selectedSession(snapshot)?.lastRequest
        case .tools: return selectedTool(snapshot).map { $0.lastProblemRequest ?? $0.lastRequest }
        case .events: return selectedEvent(snapshot)?.notice.request
        case .models: return selectedModel(snapshot)?.lastRequest
        }
    }

    package func selectedSession(_ snapshot: MonitorSnapshot) -> SessionSummary? {
        let name = cursors[.sessions]?.selection
        return snapshot.sessions.first { $0.id == name }
    }

    package func selectedTool(_ snapshot: MonitorSnapshot) -> ToolUse? {
        let name = cursors[.tools]?.selection
        return snapshot.toolUses.first { $0.id == name }
    }

    package func selectedModel(_ snapshot: MonitorSnapshot) -> ModelUse? {
        let name = cursors[.models]?.selection
        return snapshot.models.first { $0.id == name }
    }

    package func selectedEvent(_ snapshot: MonitorSnapshot) -> MonitorSnapshot.EventEntry? {
        let name = cursors[.events]?.selection
        return snapshot.events.first { String($0.id) == name }
    }

    /// Takes up the rows of all lists but that of requests, which has its own order.
    package mutating func updateCursors(_ snapshot: MonitorSnapshot, mayMove: Bool) {
        for list in List.allCases where list != .requests {
            let names =
                switch list {
                case .requests: [String]()
                case .sessions: snapshot.sessions.byFamily.map(\.id)
                case .tools: snapshot.toolUses.map(\.id)
                case .events: snapshot.events.map { String($0.id) }
                case .models: snapshot.modelNames
                }
            cursors[list, default: ListCursor()].update(
                names, mayMove: mayMove || list == .events, follows: list == .events && isFollowing)
        }
    }

    mutating func show(_ list: List) {
        self.list = list
        (cameFrom, filterOfRow) = (nil, nil)
    }

    /// The row whose requests are listed, as it is called: `s48`, `bash hermes-json`; `nil`: the user has chosen them.
    package var openedRow: (list: List, name: String)? {
        guard let cameFrom, filter.text == filterOfRow else { return nil }
        var words = filter.text
        for key in ["session=", "tool=", "format=", "model="] {
            words = words.replacing(key, with: "", maxReplacements: 1)
        }
        return (cameFrom, words)
    }

    /// From an open request to the list; from the requests of a session or a tool to where they were opened.
    mutating func goBack() {
        if case .detail = screen {
            screen = .overview
        } else if let former = cameFrom {
            filter = .all
            show(former)
        }
    }

    mutating func turn(by offset: Int) {
        let lists = List.allCases
        let index = lists.firstIndex(of: list) ?? 0
        show(lists[(index + offset + lists.count) % lists.count])
    }

    mutating func moveCursor(by distance: Int) {
        cursors[list, default: ListCursor()].move(by: distance)
        if list == .events, cursors[list]?.index != 0 { isFollowing = false }
    }

    /// To the request that came after or before in the same session; where there is none, to the one in the list.
    mutating func goAlongSession(by offset: Int, _ snapshot: MonitorSnapshot) {
        guard let id = subject(snapshot), let request = snapshot.request(id) else { return }
        // Newest first, as the list stands.
        let siblings: [RequestID] =
            request.session == nil
            ? order.ids : snapshot.requests.filter { $0.session == request.session }.map(\.id).sorted(by: >)
        guard let index = siblings.firstIndex(of: id), siblings.indices.contains(index - offset) else {
            message = Message(
                "this is the \(offset > 0 ? "last" : "first") request \(request.session.map { "of \($0)" } ?? "")")
            return
        }
        isFollowing = false
        jump(to: siblings[index - offset], snapshot)
    }

    /// The filter that lists the requests of the selected session, tool or model.
    private func filterOfRow(_ snapshot: MonitorSnapshot) -> String? {
        switch list {
        case .requests, .events: return nil
        case .sessions: return selectedSession(snapshot).map { "session=\($0.id)" }
        case .models: return selectedModel(snapshot).map { "model=\(RequestFilter.quoted($0.id))" }
        case .tools:
            return selectedTool(snapshot).map { use in
                if use.tool.isEmpty { return "near" }
                return "tool=\(RequestFilter.quoted(use.tool)) format=\(RequestFilter.quoted(use.dialect))"
            }
        }
    }

    /// Says how much is kept, where that is the reason.
    static func notKept(_ id: RequestID, _ words: String, _ snapshot: MonitorSnapshot) -> String {
        guard let history = snapshot.history, history.dropped > 0 else { return "\(id) \(words)" }
        return "\(id) \(words), as \(history.dropped) that came before: history_rows is \(history.rows), "
            + "history_problems \(history.problemRows)"
    }

    /// Opens what the selected row speaks of: the requests of a session, a tool or a model, or the request of an event.
    mutating func openRow(_ snapshot: MonitorSnapshot) {
        if screen == .overview, let words = filterOfRow(snapshot) {
            filter = (try? RequestFilter(words)) ?? .all
            (cameFrom, filterOfRow) = (list, filter.text)
            list = .requests
            isFollowing = false
            return
        }
        guard let id = subject(snapshot) else {
            message = Message(list == .events ? "this concerns no request" : "there is nothing to open")
            return
        }
        guard snapshot.request(id) != nil else {
            message = Message(Self.notKept(id, "is no longer kept", snapshot), isProblem: true)
            return
        }
        open(id, snapshot)
    }
}
