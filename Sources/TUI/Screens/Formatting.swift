package import Monitoring

/// Numbers and names as the screen writes them. What is not known is `-`.
package enum Formatting {
    package static let unknown = "-"

    /// With one digit after the point: `41.8`.
    package static func decimal(_ value: Double?) -> String {
        guard let value, value.isFinite, abs(value) < 1e12 else { return unknown }
        let tenths = Int((abs(value) * 10).rounded())
        return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }

    /// `1 tool`, `2 tools`
    package static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// Without digits after the point.
    package static func whole(_ value: Double?) -> String {
        guard let value, value.isFinite, abs(value) < 1e12 else { return unknown }
        return String(Int(value.rounded()))
    }

    /// Tokens a second: `41.8`, `1053`.
    package static func rate(_ value: Double?) -> String {
        guard let value, value.isFinite, value < 1e12 else { return unknown }
        return value < 999.95 ? decimal(value) : tokens(Int(value.rounded()), exactBelow: 100_000)
    }

    /// A count in at most five columns: `311`, `9.6k`, `128k`, `1.2M`.
    package static func tokens(_ count: Int?, exactBelow limit: Int = 1_000) -> String {
        guard let count else { return unknown }
        return switch count {
        case ..<limit: String(count)
        case ..<99_950: decimal(Double(count) / 1_000) + "k"
        case ..<999_500: String((count + 500) / 1_000) + "k"
        case ..<99_950_000: decimal(Double(count) / 1_000_000) + "M"
        default: String(count / 1_000_000) + "M"
        }
    }

    /// A duration in at most five columns: `0.4`, `57.9`, `17m05`, `2h05`.
    package static func seconds(_ value: Double?) -> String {
        guard let value, value.isFinite, value >= 0, value < 1e9 else { return unknown }
        if value < 999.95 { return decimal(value) }
        let minutes = Int(value) / 60
        return minutes < 60 ? "\(minutes)m\(two(Int(value) % 60))" : "\(minutes / 60)h\(two(minutes % 60))"
    }

    /// A difference in tokens, in at most six columns: `+2.2k`, `-120`, `+0`.
    package static func signed(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return unknown }
        let count = Int(value.rounded())
        return (count < 0 ? "-" : "+") + tokens(abs(count))
    }

    /// In at most four columns: `311`, `9.6k`, `31k`, `2M`.
    package static func shortTokens(_ count: Int?) -> String {
        guard let count else { return unknown }
        return switch count {
        case ..<9_950: tokens(count)
        case ..<999_500: String((count + 500) / 1_000) + "k"
        default: String((count + 500_000) / 1_000_000) + "M"
        }
    }

    /// In at most four columns: `41.8`, `1053`.
    package static func shortRate(_ value: Double?) -> String {
        guard let value, value.isFinite, value >= 99.95, value < 1e9 else { return decimal(value) }
        return value < 9_999.5 ? String(Int(value.rounded())) : shortTokens(Int(value))
    }

    /// In at most four columns: `0.4`, `48.2`, `120`, `17m`, `2h`.
    package static func shortSeconds(_ value: Double?) -> String {
        guard let value, value.isFinite, value >= 99.95, value < 1e9 else { return seconds(value) }
        if value < 999.5 { return String(Int(value.rounded())) }
        return value < 36_000 ? "\(Int(value) / 60)m" : "\(Int(value) / 3_600)h"
    }

    /// Marked as an estimate, where the mark fits into `width` columns.
    package static func estimate(_ text: String, _ isEstimate: Bool = true, width: Int = .max) -> String {
        isEstimate && text != unknown && text.utf8.count < width ? "~" + text : text
    }

    /// In at most four columns: `4ms`, then as ``shortSeconds(_:)``.
    package static func shortLatency(_ value: Double?) -> String {
        guard let value, value >= 0, value < 0.0995 else { return shortSeconds(value) }
        return latency(value)
    }

    /// A short duration with its unit: `12ms`, `0.9s`.
    package static func latency(_ value: Double?) -> String {
        guard let value, value.isFinite, value >= 0, value < 1e9 else { return unknown }
        if value < 0.000_95 { return "<1ms" }
        return value < 0.0995 ? "\(Int((value * 1_000).rounded()))ms" : decimal(value) + "s"
    }

    /// A round trip. Those of a server nearby are not told apart: they differ each time, which would keep an idle screen
    /// writing.
    package static func roundTrip(_ value: Double?) -> String {
        guard let value, value >= 0, value < 0.01 else { return latency(value) }
        return "<10ms"
    }

    package static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1_024: "\(count) B"
        case ..<(1 << 20): decimal(Double(count) / 1_024) + " KiB"
        case ..<(1 << 30): decimal(Double(count) / Double(1 << 20)) + " MiB"
        default: decimal(Double(count) / Double(1 << 30)) + " GiB"
        }
    }

    /// Gibibytes without the unit.
    package static func gibibytes(_ count: Int) -> String { decimal(Double(count) / Double(1 << 30)) }

    /// `21:53:09` of a moment in seconds since 1970.
    package static func clock(_ moment: Double, utcOffset: Int, seconds: Bool = true) -> String {
        guard moment.isFinite, abs(moment) < 1e12 else { return unknown }
        let total = Int(moment.rounded(.down)) + utcOffset
        let day = ((total % 86_400) + 86_400) % 86_400
        let clock = "\(two(day / 3_600)):\(two(day / 60 % 60))"
        return seconds ? clock + ":" + two(day % 60) : clock
    }

    /// `:8080` of `http://host:8080/path` or `host:8080`; the host where there is no port.
    package static func port(_ address: String) -> String {
        let host = hostAndPort(address)
        guard let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber) else {
            return host
        }
        return String(host[colon...])
    }

    /// `http://host:8080` of `host:8080`; what has a scheme stays.
    package static func url(_ address: String) -> String {
        address.contains("://") || address.hasPrefix("unix:") ? address : "http://" + address
    }

    /// `host:8080` of `http://host:8080/path`.
    package static func hostAndPort(_ address: String) -> String {
        if address.hasPrefix("unix:") { return address }
        var rest = Substring(address)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        return String(rest.prefix { $0 != "/" })
    }

    private static func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
}

extension MonitorSnapshot {
    package func request(_ id: RequestID) -> RequestSummary? { requests.first { $0.id == id } }
}
