package import ProxyEngine

/// The order of the rows: running requests on top, then finished ones, newest first in each.
///
/// A row that is finished keeps its place while the user is at the keyboard, so that nothing moves under the cursor.
package struct RowOrder: Equatable, Sendable {
    /// Seconds after a key in which no row changes its place.
    package static let quietSeconds = 2.0

    package private(set) var ids: [RequestID] = []

    package init() {}

    /// Takes up the requests, which come newest first.
    package mutating func update(_ requests: [RequestSummary], mayMove: Bool) {
        if mayMove {
            ids = requests.filter(\.phase.isRunning).map(\.id) + requests.filter { !$0.phase.isRunning }.map(\.id)
            return
        }
        let known = Set(ids)
        let present = Set(requests.map(\.id))
        ids = requests.map(\.id).filter { !known.contains($0) } + ids.filter(present.contains)
    }
}
