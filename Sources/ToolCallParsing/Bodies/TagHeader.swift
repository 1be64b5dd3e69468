/// What stands between a tag's beginning and its end: a name, bare or in quotes, and attributes behind it.
struct TagHeader: Equatable, Sendable {
    var name: String
    var attributes: [String: String] = [:]
    /// `.../>`: the tag closes itself.
    var isSelfClosing = false

    init(_ text: String) {
        var rest = Substring(text.trimmed(where: \.isWhitespace))
        if let quote = rest.first, quote == "\"" || quote == "'" {
            rest.removeFirst()
            let end = rest.firstIndex(of: quote) ?? rest.endIndex
            name = String(rest[..<end])
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
        } else {
            let end = rest.contains("=") ? rest.firstIndex(where: \.isWhitespace) ?? rest.endIndex : rest.endIndex
            name = String(rest[..<end])
            rest = rest[end...]
        }
        isSelfClosing = rest.last == "/"
        readAttributes(rest)
        name = Self.unescaped(name.withoutInvisible.trimmed(where: \.isWhitespace))
    }

    private mutating func readAttributes(_ text: Substring) {
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let key = String(rest[..<equals]).trimmed(where: \.isWhitespace)
            rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            guard let quote = rest.first, quote == "\"" || quote == "'" else { return }
            rest.removeFirst()
            guard let end = rest.firstIndex(of: quote) else { return }
            attributes[key] = Self.unescaped(String(rest[..<end]))
            rest = rest[rest.index(after: end)...]
        }
    }

    /// Attribute values are escaped as XML's are (Kimi K3's template; names of others hold no such characters).
    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        return [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(text) { text, pair in
            text.split(separator: pair.0, omittingEmptySubsequences: false).joined(separator: pair.1)
        }
    }
}
