/// Characters that show nothing. Web pages and tokenizers leave them in what a model copies: they are part of no name.
enum InvisibleCharacters {
    /// Zero-width spaces and joiners, the byte order mark, the soft hyphen.
    static let all = ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}"]

    fileprivate static let scalars = Set(all.flatMap(\.unicodeScalars))
}

extension String {
    /// Without white space and what shows nothing around it.
    var withoutEdges: String {
        let isEdge = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || InvisibleCharacters.scalars.contains(scalar)
        }
        guard let first = unicodeScalars.firstIndex(where: { !isEdge($0) }),
            let last = unicodeScalars.lastIndex(where: { !isEdge($0) })
        else { return "" }
        return String(unicodeScalars[first...last])
    }

    var withoutInvisible: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        var visible = UnicodeScalarView()
        visible.append(contentsOf: unicodeScalars.lazy.filter { !InvisibleCharacters.scalars.contains($0) })
        return String(visible)
    }
}

extension RawText {
    /// Behind white space and what shows nothing; `count`: more text may be needed.
    func skippingGap(from index: Int) -> Int {
        var index = skippingWhitespace(from: index)
        while index < count, self[index] >= 0x80 {
            let (isDecided, literal) = longest(of: InvisibleCharacters.all, at: index)
            guard isDecided else { return count }
            guard let literal else { break }
            index = skippingWhitespace(from: index + literal.utf8.count)
        }
        return index
    }
}
