/// The host of a `Host` field, an `Origin`, an address or a setting: in lower case, without port, brackets and zone.
package struct HostName: Hashable, Sendable {
    /// `localhost`, `127.0.0.1`, `::1`.
    package let text: String
    private let address: [UInt8]?

    /// `authority`: a host with or without port; an IPv6 address in brackets, or alone.
    package init(_ authority: some StringProtocol) {
        var host = authority.lowercased()[...]
        if host.first == "[" {
            let inner = host.dropFirst().prefix { $0 != "]" }
            if Self.isPort(host.dropFirst(inner.count + 2)) { host = inner }
        } else if host.utf8.count(where: { $0 == UInt8(ascii: ":") }) < 2 {
            let name = host.prefix { $0 != ":" }
            // What is no port belongs to the name, and makes it one that nobody has.
            if Self.isPort(host.dropFirst(name.count)) { host = name }
            // The root of all names, which resolvers take and nobody means.
            if host.last == "." { host.removeLast() }
        }
        if host.contains(":") { host = host.prefix { $0 != "%" } }
        text = String(host)
        address = Self.ipv4(host) ?? Self.ipv6(host)
    }

    package var isAddress: Bool { address != nil }

    /// Only this machine can be meant, and only it can reach a listener there.
    package var isLoopback: Bool {
        guard let address else { return text == "localhost" }
        if address.count == 4 { return address[0] == 127 }
        if address[..<15].allSatisfy({ $0 == 0 }) { return address[15] == 1 }
        // An IPv4 address in IPv6's clothes.
        return address[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] && address[12] == 127
    }

    /// All addresses of a machine (`0.0.0.0`, `::`); to connect to it means this one.
    package var isUnspecified: Bool { address?.allSatisfy { $0 == 0 } ?? false }

    /// Nobody can register the name and point it at somebody else's machine: it has one label, as in compose files, or ends
    /// in what is kept apart for local use (RFC 6761, RFC 6762, RFC 8375; `.internal` by ICANN's resolution of 2024-07-29).
    package var isPrivate: Bool {
        guard !text.isEmpty, address == nil, !text.contains(":") else { return false }
        guard text.contains(".") else { return true }
        return [".localhost", ".local", ".internal", ".home.arpa"].contains { text.hasSuffix($0) }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    // MARK: Addresses

    private static func ipv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part.utf8.count <= 3, let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func ipv6(_ text: Substring) -> [UInt8]? {
        guard text.contains(":") else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let before = groups(text[..<gap.lowerBound]), let after = groups(text[gap.upperBound...]),
            before.count + after.count <= 14
        else { return nil }
        return before + Array(repeating: 0, count: 16 - before.count - after.count) + after
    }

    /// `1:2:ff`, the last perhaps `127.0.0.1`.
    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard index == parts.count - 1, let last = ipv4(part) else { return nil }
                bytes += last
                continue
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                let number = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(number >> 8), UInt8(number & 0xFF)]
        }
        return bytes
    }
}
