import ProxyEngine

/// Requests that the user has marked.
extension ViewState {
    /// Marks the selected request, or no longer; the next one is selected, so that several can be marked in a row.
    mutating func tag() {
        guard list == .requests, let selection else { return }
        if tags.contains(selection) { tags.remove(selection) } else { tags.insert(selection) }
        isFollowing = false
        if let index = order.ids.firstIndex(of: selection), index + 1 < order.ids.count {
            self.selection = order.ids[index + 1]
        }
    }
}
