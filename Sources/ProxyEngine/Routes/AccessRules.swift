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
}
