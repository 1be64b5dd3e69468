import Monitoring

/// From one request to the next of its kind: those with a problem, those that run.
extension ViewState {
    /// Says which one it is of how many, and how many are gone.
    mutating func selectProblem(after: Bool, _ snapshot: MonitorSnapshot) {
        let gone = snapshot.history?.droppedProblems ?? 0
        let lost = gone > 0 ? "\(Formatting.count(gone, "older one")) no longer kept (history_problems)" : ""
        let none = gone > 0 ? "no request that is kept has a problem; \(lost)" : "no request has a problem"
        select(after: after, snapshot, none: none) { $0.isProblem }
        guard message == nil, let selection, let index = problems(snapshot).firstIndex(of: selection) else { return }
        let count = problems(snapshot).count
        // In an open request the sentence stands on top.
        let row = screen == .overview ? snapshot.request(selection) : nil
        let why = row.map { ": " + $0.headline(at: snapshot.now) } ?? ""
        message = Message("problem \(index + 1) of \(count)" + (gone > 0 ? "; \(lost)" : "") + why)
    }

    /// As they are listed, from the top.
    private func problems(_ snapshot: MonitorSnapshot) -> [RequestID] {
        let wanted = Set(snapshot.requests.lazy.filter(\.isProblem).map(\.id))
        return order.ids.filter(wanted.contains)
    }

    mutating func select(
        after: Bool, _ snapshot: MonitorSnapshot, none: String, where isWanted: (RequestSummary) -> Bool
    ) {
        let wanted = Set(snapshot.requests.filter(isWanted).map(\.id))
        guard !wanted.isEmpty else {
            message = Message(none)
            return
        }
        let current = selection.flatMap { order.ids.firstIndex(of: $0) } ?? -1
        let later = order.ids.indices.filter { $0 > current }
        let earlier = order.ids.indices.filter { $0 < current }
        let path = after ? later + earlier : earlier.reversed() + later.reversed()
        guard let index = path.first(where: { wanted.contains(order.ids[$0]) }) else {
            if !order.ids.contains(where: wanted.contains) {
                message = Message("the filter hides it: \\ lists everything")
            }
            return
        }
        jump(to: order.ids[index], snapshot)
    }

    mutating func jump(to id: RequestID, _ snapshot: MonitorSnapshot) {
        isFollowing = isFollowing && id == order.ids.max()
        if case .detail = screen { return open(id, snapshot) }
        list = .requests
        selection = id
    }
}
