/// A request's number within this run of the proxy, from 1 up. Shown as `#0042`.
package struct RequestID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    package var description: String {
        let digits = String(rawValue)
        return "#" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
