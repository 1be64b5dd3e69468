/// A request's number within this run of the proxy, from 1 up. Shown as `#0042`.
///
/// Where several proxies are watched together each keeps its numbers, with a letter for the proxy: `A0042`, `B0042`. Such
/// an id also holds when the request was received, so that later requests have higher ids whoever got them.
package struct RequestID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Proxies that can be told apart: as many as there are letters.
    package static let maximumProxies = 26

    // 1 bit: there is a proxy; 33 bits: quarters of a second since 2020; 5 bits: the proxy; 25 bits: the number.
    private static let proxyFlag: UInt64 = 1 << 63
    private static let numberBits: UInt64 = 25
    private static let proxyBits: UInt64 = 5
    private static let timeBits: UInt64 = 33
    private static let epoch = 1_577_836_800.0

    /// The id of another proxy's request among those of several. `proxy` counts from 0; `receivedAt` is seconds since
    /// 1970, 0 where it is not known.
    package init(_ id: RequestID, ofProxy proxy: Int, receivedAt: Double) {
        let quarters = ((receivedAt - Self.epoch) * 4).rounded(.down)
        let limit = Double((1 as UInt64) << Self.timeBits - 1)
        let time = UInt64(quarters.isFinite ? min(max(0, quarters), limit) : 0)
        let place = UInt64(min(max(0, proxy), Self.maximumProxies - 1))
        rawValue =
            Self.proxyFlag | time << (Self.proxyBits + Self.numberBits) | place << Self.numberBits
            | id.rawValue & (1 << Self.numberBits - 1)
    }

    /// The number that its proxy gave it.
    package var number: UInt64 {
        rawValue & Self.proxyFlag == 0 ? rawValue : rawValue & (1 << Self.numberBits - 1)
    }

    /// Which of several proxies it belongs to, from 0; `nil`: there is only one.
    package var proxy: Int? {
        guard rawValue & Self.proxyFlag != 0 else { return nil }
        return Int(rawValue >> Self.numberBits & (1 << Self.proxyBits - 1))
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    package var description: String {
        let digits = String(number)
        return mark + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// As it is typed: `42`, `B42`.
    package var typed: String { (proxy == nil ? "" : mark) + String(number) }

    private var mark: String { proxy.map(Self.letter(ofProxy:)) ?? "#" }

    /// `A` for the first of several proxies.
    package static func letter(ofProxy index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(min(max(0, index), maximumProxies - 1))))
    }
}
