/// Numbers as people read them in a line of text.
package enum PlainNumber {
    /// `0.31s`, `6.4s`, `128s`
    package static func seconds(_ seconds: Double) -> String {
        decimal(seconds, digits: seconds < 1 ? 2 : seconds < 100 ? 1 : 0) + "s"
    }

    /// `188`, `1.2k`, `31k`, `1.5M`
    static func short(_ count: Int) -> String {
        switch count {
        case ..<1000: "\(count)"
        case ..<9950: decimal(Double(count) / 1000, digits: 1) + "k"
        case ..<999_500: decimal(Double(count) / 1000, digits: 0) + "k"
        default: decimal(Double(count) / 1_000_000, digits: 1) + "M"
        }
    }

    /// Rounded to `digits` (0...3) places, always with all of them.
    static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "-" }
        let scale = [1, 10, 100, 1000][min(3, max(0, digits))]
        let scaled = Int((min(1e12, abs(value)) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = "\(scaled % scale)"
        return "\(sign)\(scaled / scale)." + String(repeating: "0", count: min(3, digits) - fraction.count) + fraction
    }
}
