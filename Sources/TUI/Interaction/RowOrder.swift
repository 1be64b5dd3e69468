package import Monitoring

/// The order of the rows.
///
/// A row that is finished keeps its place while the user is at the keyboard, so that nothing moves under the cursor.
package struct RowOrder: Equatable, Sendable {
    /// Seconds after a key in which no row changes its place.
    package static let quietSeconds = 2.0

    package private(set) var ids: [RequestID] = []

    package init() {}

    /// Takes up the requests, which come newest first. A row that no longer fits the filter stays as long as nothing moves.
    package mutating func update(
        _ requests: [RequestSummary], filter: RequestFilter, sort: RowSort, in context: RequestFilter.Context,
        mayMove: Bool
    ) {
        // By index: the rows are large.
        let all = Array(requests.indices)
        let wanted = filter.wantsAll ? all : all.filter { filter.matches(requests[$0], in: context) }
        if mayMove {
            ids = sort.sorted(wanted, of: requests, now: context.now).map { requests[$0].id }
            return
        }
        let known = Set(ids)
        let present = Set(all.map { requests[$0].id })
        ids = wanted.map { requests[$0].id }.filter { !known.contains($0) } + ids.filter(present.contains)
    }

    /// The row nearest to `id`'s place among rows of before that are still there.
    package func neighbour(of id: RequestID, in former: [RequestID]) -> RequestID? {
        guard let place = former.firstIndex(of: id) else { return ids.first }
        let present = Set(ids)
        let later = former[place...].first(where: present.contains)
        return later ?? former[..<place].last(where: present.contains) ?? ids.first
    }
}
