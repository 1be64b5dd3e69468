/// Lines of Prometheus' text format, family by family.
struct MetricsPage {
    enum Kind: String { case counter, gauge, histogram }

    private static let prefix = "llama_stream_top_"
    private(set) var text = ""

    /// A family with the samples that `samples` adds; left out where it adds none.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, _ samples: (inout MetricFamily) -> Void) {
        var family = MetricFamily(name: Self.prefix + name)
        samples(&family)
        guard !family.lines.isEmpty else { return }
        text += "# HELP \(family.name) \(help)\n# TYPE \(family.name) \(kind.rawValue)\n\(family.lines)"
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
        family(name, .histogram, help) { $0.samples(of: histogram) }
    }

    /// One family of histograms that are told apart by `label`.
    mutating func histograms(
        _ name: String, _ help: String, _ histograms: [(name: String, histogram: LatencyHistogram)], label: String
    ) {
        family(name, .histogram, help) { family in
            for (name, histogram) in histograms { family.samples(of: histogram, [(label, name)]) }
        }
    }
}

/// The samples of one metric.
struct MetricFamily {
    let name: String
    fileprivate(set) var lines = ""

    mutating func sample(_ value: Int, _ labels: KeyValuePairs<String, String> = [:], suffix: String = "") {
        add("\(value)", labels.map { ($0.key, $0.value) }, suffix)
    }

    mutating func sample(_ value: Double, _ labels: KeyValuePairs<String, String> = [:], suffix: String = "") {
        add("\(value)", labels.map { ($0.key, $0.value) }, suffix)
    }

    fileprivate mutating func samples(of histogram: LatencyHistogram, _ labels: [(String, String)] = []) {
        var total = 0
        for (bound, count) in zip(LatencyHistogram.bounds, histogram.counts) {
            total += count
            add("\(total)", labels + [("le", "\(bound)")], "_bucket")
        }
        total += histogram.counts.last ?? 0
        add("\(total)", labels + [("le", "+Inf")], "_bucket")
        add("\(histogram.sum)", labels, "_sum")
        add("\(total)", labels, "_count")
    }

    private mutating func add(_ value: String, _ labels: some Sequence<(String, String)>, _ suffix: String) {
        let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        let braces = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        lines += "\(name)\(suffix)\(braces) \(value)\n"
    }

    private static func escaped(_ label: String) -> String {
        var text = ""
        for scalar in label.unicodeScalars {
            switch scalar {
            case "\\": text += #"\\"#
            case "\"": text += #"\""#
            case "\n": text += #"\n"#
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
