package import ProxyEngine

/// Where the screen gets the state from: the hub of this process, or a remote one.
package protocol SnapshotSource: Sendable {
    /// The state now, with the detail of the request `open`, its prompt compared with that of `other` rather than with the
    /// one before it.
    func snapshot(open: RequestID?, comparedWith other: RequestID?) async -> MonitorSnapshot
    /// An element after something changed. Changes that nobody has waited for may be one element.
    func changes() async -> AsyncStream<Void>
}

extension SnapshotSource {
    package func snapshot(open: RequestID?) async -> MonitorSnapshot { await snapshot(open: open, comparedWith: nil) }
}

extension MonitorHub: SnapshotSource {}
extension ReplayPlayer: SnapshotSource {}
