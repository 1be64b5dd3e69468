#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How much a cache holds, from a server's statistics of any layout: the numbers whose names speak of tokens, bytes or
/// entries.
enum CacheSizes {
    struct Size: Equatable {
        var name: String
        var value: Double
    }

    /// What counts something else than what is there now.
    private static let others = [
        "hit", "miss", "saved", "max", "limit", "capacity", "total", "evict", "rate", "block_size",
    ]
    private static let units = ["token", "byte", "entr", "memory_mb", "size_mb"]
    private static let maximumDepth = 8

    private indirect enum Value: Decodable {
        case number(Double)
        case object([String: Value])
        case other

        init(from decoder: any Decoder) throws {
            guard decoder.codingPath.count < maximumDepth, let container = try? decoder.singleValueContainer() else {
                self = .other
                return
            }
            if (try? container.decode(Bool.self)) != nil {
                self = .other
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else {
                self = .other
            }
        }
    }

    static func read(_ json: [UInt8]) -> [Size] {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(json)) else { return [] }
        var sizes: [Size] = []
        collect(value, name: "", into: &sizes)
        return sizes
    }

    private static func collect(_ value: Value, name: String, into sizes: inout [Size]) {
        switch value {
        case .object(let members):
            for (key, member) in members.sorted(by: { $0.key < $1.key }) { collect(member, name: key, into: &sizes) }
        case .number(let number):
            let name = name.lowercased()
            guard units.contains(where: name.contains), !others.contains(where: name.contains) else { return }
            sizes.append(Size(name: name, value: number))
        case .other: return
        }
    }

    /// `: cached_tokens 1200 -> 0`; empty where nothing has changed.
    static func change(from before: [Size], to after: [Size]) -> String {
        let changes = zip(before, after).filter { $0.name == $1.name && $0.value != $1.value }
        guard !changes.isEmpty else { return "" }
        return ": "
            + changes.prefix(3).map { "\($0.name) \(number($0.value)) -> \(number($1.value))" }
            .joined(separator: ", ")
    }

    /// `4.7 GB`
    static func bytes(_ count: Int) -> String {
        switch count {
        case 1_000_000_000...: "\(tenths(Double(count) / 1e9)) GB"
        case 1_000_000...: "\(tenths(Double(count) / 1e6)) MB"
        default: "\(count) bytes"
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : tenths(value)
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((min(1e15, max(0, value)) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
