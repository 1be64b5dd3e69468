/// Where the screen gets the state from: the hub of this process, proxies elsewhere, or a recording.
package protocol SnapshotSource: Sendable {
    /// The state now, with the detail of the request `open`, its prompt compared with that of `other` rather than with the
    /// one before it.
    func snapshot(open: RequestID?, comparedWith other: RequestID?) async -> MonitorSnapshot
    /// The user looks at these requests, or has tagged them: they are to be forgotten last.
    func keep(_ ids: Set<RequestID>) async
    /// What these requests and their answers say, as far as it is kept; `nil`: that is not to be had from here.
    func searchable(_ ids: [RequestID]) async -> [SearchableText]?
    /// An element after something changed. Changes that nobody has waited for may be one element.
    func changes() async -> AsyncStream<Void>
}

extension SnapshotSource {
    package func keep(_ ids: Set<RequestID>) async {}

    package func searchable(_ ids: [RequestID]) async -> [SearchableText]? { nil }

    package func snapshot(open: RequestID?) async -> MonitorSnapshot { await snapshot(open: open, comparedWith: nil) }
}
