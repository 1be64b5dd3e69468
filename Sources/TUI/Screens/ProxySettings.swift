import Monitoring

/// The settings of several proxies beside each other: `chunk 50/20  max 4  mode auto/live`.
struct ProxySettings {
    private let all: [LiveSettings]

    /// More different values than this say nothing.
    private static let maximumValues = 3

    init(_ proxies: [ProxyReport]?) { all = (proxies ?? []).compactMap(\.settings) }

    /// Not all have the same.
    var differ: Bool { values(\.chunkSize).count + values(\.maxConcurrent).count + values(\.streamMode).count > 3 }

    /// Requests are held at one of them at least.
    var isPaused: Bool { all.contains(where: \.isPaused) }

    /// New requests wait somewhere.
    static func isHeld(_ snapshot: MonitorSnapshot) -> Bool {
        snapshot.settings.isPaused || ProxySettings(snapshot.proxies).isPaused
    }

    func text(isWide: Bool) -> StyledText {
        var text = StyledText("chunk ", .dim) + StyledText(words(values(\.chunkSize)))
        text.append("  max ", .dim)
        text.append(words(values(\.maxConcurrent)))
        if isWide {
            text.append("  mode ", .dim)
            text.append(words(values(\.streamMode)), all.contains(where: \.isReportOnly) ? .warning : .plain)
        }
        return text
    }

    private func words(_ values: [String]) -> String {
        values.count > Self.maximumValues ? Formatting.unknown : values.joined(separator: "/")
    }

    /// Each once, in the order of the proxies.
    private func values(_ value: (LiveSettings) -> some CustomStringConvertible) -> [String] {
        all.map { value($0).description }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
