/// Pages that may use the proxy: an origin (`https://chat.example.com`), one with stars (`https://*.example.com`,
/// `chrome-extension://*`), or `*` for all.
package struct OriginPattern: Hashable, Sendable {
    /// As an `Origin` field writes it: in lower case, without the scheme's own port.
    package let text: String

    /// `nil`: that is no origin. A path may only be `/`, which people copy from their browser.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        if lowered == "*" || lowered == "null" {
            self.text = lowered
            return
        }
        guard let mark = lowered.firstRange(of: "://") else { return nil }
        var rest = lowered[mark.upperBound...]
        if rest.last == "/" { rest.removeLast() }
        let scheme = lowered[..<mark.lowerBound]
        guard let first = scheme.unicodeScalars.first, ("a"..."z").contains(first), !rest.isEmpty,
            scheme.utf8.allSatisfy({ Self.isInScheme($0) }),
            rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@\\,<>\"".utf8.contains($0) })
        else { return nil }
        self.text = "\(scheme)://" + Self.withoutOwnPort(rest, scheme)
    }

    /// The host that the pattern names; `nil`: it has stars.
    package var host: HostName? {
        guard !text.contains("*"), let mark = text.firstRange(of: "://") else { return nil }
        return HostName(text[mark.upperBound...])
    }

    package func matches(_ origin: OriginPattern) -> Bool { text == "*" || Glob.matches(text, origin.text) }

    private static func isInScheme(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Browsers leave it out.
    private static func withoutOwnPort(_ authority: Substring, _ scheme: Substring) -> Substring {
        let own = scheme == "http" ? ":80" : scheme == "https" ? ":443" : ""
        return !own.isEmpty && authority.hasSuffix(own) ? authority.dropLast(own.utf8.count) : authority
    }
}
