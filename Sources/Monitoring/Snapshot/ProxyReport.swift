/// A running proxy that is watched from elsewhere.
package struct ProxyReport: Equatable, Codable, Sendable, Identifiable {
    package enum State: String, Codable, Sendable {
        /// Not heard of yet.
        case connecting
        case live
        /// Cannot be heard at the moment; what is shown of it is old.
        case stale
    }

    /// Short name, unique among the proxies: the given one, else host and port.
    package var id: String { name }
    package var name: String
    package var url: String
    package var state: State
    /// How old the picture is; `nil` while it is not.
    package var staleSeconds: Double?
    /// Why it cannot be heard, and what would help, in words.
    package var problem: String?
    /// What is known of its work.
    package var totals = MonitorSnapshot.Totals()
    package var generationNow: Double?
    package var backends: [BackendReport] = []
    package var settings: LiveSettings?

    package init(name: String, url: String, state: State) {
        self.name = name
        self.url = url
        self.state = state
    }
}
