/// Who may ask. Values in, verdict out.
package enum AccessRules {
    /// Whether one of `keys` was presented, as `Authorization: Bearer` or `x-api-key`.
    package static func isKeyValid(authorization: String?, apiKey: String?, keys: [String]) -> Bool {
        var presented: [String] = []
        if let authorization, authorization.prefix(7).lowercased() == "bearer " {
            presented.append(String(authorization.dropFirst(7)))
        }
        if let apiKey { presented.append(apiKey) }
        var isValid = false
        for candidate in presented {
            for key in keys where isEqual(Array(candidate.utf8), Array(key.utf8)) { isValid = true }
        }
        return isValid
    }

    /// Takes as long for a near miss as for a far one, so that a key cannot be found byte by byte.
    private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard !b.isEmpty else { return false }
        var difference: UInt8 = a.count == b.count ? 0 : 1
        for index in b.indices { difference |= b[index] ^ (index < a.count ? a[index] : 0xFF) }
        return difference == 0
    }

    /// Whether `host` (a `Host` field) can only mean this machine as the operator knows it: a loopback name, an IP
    /// address or `configured`. Any other name may be a page's, bound to our address behind a browser's back.
    package static func isTrustedHost(_ host: String, configured: String) -> Bool {
        let name = hostName(host)
        return name == "localhost" || name.hasSuffix(".localhost") || isAddress(name)
            || name == configured.lowercased()
    }

    /// Whether `origin` is the page of the very `host` that was asked.
    package static func isSameOrigin(_ origin: String, host: String) -> Bool {
        let lowered = origin.lowercased()
        return lowered == "http://" + host.lowercased() || lowered == "https://" + host.lowercased()
    }

    /// A host without port and brackets, in lower case.
    private static func hostName(_ host: String) -> String {
        let lowered = host.lowercased()
        if lowered.hasPrefix("[") { return String(lowered.dropFirst().prefix { $0 != "]" }) }
        if lowered.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 { return lowered }
        return String(lowered.prefix { $0 != ":" })
    }

    /// Addresses in literal form cannot be rebound. A colon makes it IPv6: names have none.
    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" } }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether nobody but this machine can reach a listener on `host`.
    package static func isLoopback(_ host: String) -> Bool {
        if UnixSocketPath.path(of: host) != nil { return true }
        let name = hostName(host)
        return name == "localhost" || name == "::1" || (name.hasPrefix("127.") && isAddress(name))
    }
}
