/// A number with a unit: `2s`, `500ms`, `32k`, `1.5m`.
enum FilterNumber {
    private static let units: [FilterField.Kind: [(name: String, factor: Double)]] = [
        .count: [("k", 1e3), ("m", 1e6)],
        .bytes: [
            ("b", 1), ("k", 1_024), ("kb", 1_024), ("kib", 1_024), ("m", 1_048_576), ("mb", 1_048_576),
            ("mib", 1_048_576),
        ],
        .seconds: [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3_600)],
        .rate: [("k", 1e3)],
    ]

    static func read(_ text: String, of field: FilterField, at offset: Int) throws(FilterProblem) -> Double {
        let digits = text.utf8.prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        guard digits.count <= 18, let number = Double(String(decoding: digits, as: UTF8.self)) else {
            throw FilterProblem(message: "\(field.rawValue) needs a number", offset: offset)
        }
        let unit = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self).lowercased()
        if unit.isEmpty { return number }
        let known = units[field.kind] ?? []
        guard let factor = known.first(where: { $0.name == unit })?.factor else {
            let names = known.map(\.name).joined(separator: ", ")
            throw FilterProblem(
                message: "\(field.rawValue) has no unit \"\(unit)\"; there are \(names)", offset: offset + digits.count)
        }
        return number * factor
    }
}
