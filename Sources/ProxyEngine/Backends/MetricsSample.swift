import Monitoring

/// Values of one metric in Prometheus' text format, from a server's own `GET /metrics`.
enum MetricsSample {
    /// The mean of all samples of the first of `names` that there is; `nil`: there is none.
    static func mean(of names: [String], in page: some StringProtocol) -> Double? {
        for name in names {
            let values = page.utf8.split(separator: UInt8(ascii: "\n")).compactMap { value(of: name, in: $0) }
            if !values.isEmpty { return values.reduce(0, +) / Double(values.count) }
        }
        return nil
    }

    private static func value(of name: String, in line: some Collection<UInt8>) -> Double? {
        guard line.starts(with: name.utf8) else { return nil }
        var rest = line.dropFirst(name.utf8.count)
        if rest.first == UInt8(ascii: "{") {
            // Labels may hold anything but end at the last brace; a time may follow the value.
            let reversed = Array(rest)
            guard let end = reversed.lastIndex(of: UInt8(ascii: "}")) else { return nil }
            rest = rest.dropFirst(end + 1)
        }
        guard rest.first == UInt8(ascii: " ") else { return nil }
        let word = rest.drop { $0 == UInt8(ascii: " ") }.prefix { $0 > UInt8(ascii: " ") }
        return Double(String(decoding: word, as: UTF8.self))?.asMeasure
    }
}
