/// What models and servers put around a tool's name: quotes, blanks, control tokens, prefixes, an index, words of the
/// message's header.
struct NameDecoration {
    /// The name without tokens, quotes and blanks around it: what is told where no such tool is declared.
    let plain: String
    /// Names that may be meant, the least changed first.
    private(set) var candidates: [Substring] = []

    private static let quotes: Set<Character> = ["\"", "'", "`", "“", "”", "‘", "’", "*"]
    /// Cannot be part of a name, and begins what a model wrote behind it.
    private static let ends: Set<Character> = ["<", "[", "]", "{", "(", "｜", "|"]
    private static let punctuation: Set<Character> = [",", ";", ":", "=", ">", ".", "/", "#", "@", ")", "}"]
    /// Words of a header that lost the token between it and the name (Harmony), longest first.
    private static let gluedEnds = ["commentary", "analysis", "final", "json", "code", "xml"]
    /// Words before the name that lost theirs (DeepSeek: `function<｜tool▁sep｜>NAME`).
    private static let gluedStarts = ["functions", "function"]

    init(_ written: String) {
        let written = written.withoutInvisible
        let bare = Self.withoutTokens(written[...])
        let trimmed = Self.trimmed(bare) { $0.isWhitespace || Self.quotes.contains($0) }
        plain = trimmed.isEmpty ? written.trimmed(where: \.isWhitespace) : String(trimmed)
        var name = Self.trimmed(trimmed) {
            $0.isWhitespace || Self.quotes.contains($0) || Self.punctuation.contains($0)
        }
        guard !name.isEmpty else { return }
        add(name)
        if let half = Self.half(name) { add(half) }
        if name.contains(where: { $0.isWhitespace || $0 == "\\" }) {
            // A line was broken, or an underscore escaped for Markdown.
            name = String(name.filter { !$0.isWhitespace && $0 != "\\" })[...]
            add(name)
        }
        if let unnumbered = Self.withoutIndex(name) {
            name = unnumbered
            add(name)
        }
        for word in Self.gluedEnds where name.hasSuffix(word) { add(name.dropLast(word.count)) }
        for word in Self.gluedStarts where name.hasPrefix(word) { add(name.dropFirst(word.count)) }
    }

    /// The name without the prefixes that stand for all tools, and without an index.
    var unprefixed: String {
        var name = Substring(plain)
        for prefix in ["functions.", "function.", "tools.", "default_api."] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        return String(Self.withoutIndex(name) ?? name)
    }

    private mutating func add(_ name: Substring) {
        if !candidates.contains(name) { candidates.append(name) }
    }

    /// Tokens before the name, and all from the first one behind it on.
    private static func withoutTokens(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while let first = rest.first, first == "<" || first == "[",
            let end = rest.firstIndex(of: first == "<" ? ">" : "]")
        {
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
        }
        let end = rest.firstIndex(where: ends.contains) ?? rest.endIndex
        return rest[..<end]
    }

    /// `NAME:0` is the first call of NAME. `nil`: there is no index.
    private static func withoutIndex(_ name: Substring) -> Substring? {
        guard let colon = name.lastIndex(of: ":"), colon > name.startIndex else { return nil }
        let index = name[name.index(after: colon)...]
        return !index.isEmpty && index.allSatisfy(\.isNumber) ? name[..<colon] : nil
    }

    /// The name that was written twice, with white space or nothing between. `nil`: it was not.
    private static func half(_ name: Substring) -> Substring? {
        let words = name.split(whereSeparator: \.isWhitespace)
        if words.count == 2, words[0] == words[1] { return words[0] }
        let half = name.prefix(name.count / 2)
        return words.count == 1 && half.count > 1 && half + half == name ? half : nil
    }

    private static func trimmed(_ text: Substring, where isTrimmed: (Character) -> Bool) -> Substring {
        var text = text
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
