package import ProxyEngine

/// The lists of the overview: which one is shown, and which of its rows is selected.
extension ViewState {
    /// The raw value is the key.
    package enum List: Int, CaseIterable, Sendable {
        case requests = 1
        case sessions
        case tools
        case events

        package var title: String {
            switch self {
            case .requests: "Requests"
            case .sessions: "Sessions"
            case .tools: "Tools"
            case .events: "Events"
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
                case .sessions: snapshot.sessions.map(\.id)
                case .tools: snapshot.toolUses.map(\.id)
                case .events: snapshot.events.map { String($0.id) }
                }
            cursors[list, default: ListCursor()].update(
                names, mayMove: mayMove || list == .events, follows: list == .events && isFollowing)
        }
    }

    mutating func show(_ list: List) { self.list = list }

    mutating func turn(by offset: Int) {
        let lists = List.allCases
        let index = lists.firstIndex(of: list) ?? 0
        list = lists[(index + offset + lists.count) % lists.count]
    }

    mutating func moveCursor(by distance: Int) {
        cursors[list, default: ListCursor()].move(by: distance)
        if list == .events, cursors[list]?.index != 0 { isFollowing = false }
    }

    /// Opens what the selected row speaks of.
    mutating func openRow(_ snapshot: MonitorSnapshot) {
        guard let id = subject(snapshot) else {
            message = Message(list == .events ? "this concerns no request" : "there is nothing to open")
            return
        }
        guard snapshot.request(id) != nil else {
            message = Message("\(id) is no longer kept", isProblem: true)
            return
        }
        open(id, snapshot)
    }
}
