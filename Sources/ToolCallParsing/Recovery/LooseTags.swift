/// The tags of a grammar, however damaged they are.
struct LooseTags {
    private let literals: [String]
    static let words = ["parameter", "function", "invoke", "argument", "param", "arg"]
    /// The same without a bracket.
    private let stumps: [String]
    /// `parameter`, `function`, `invoke`: what begins a tag with a name in it.
    private let words: [String]
    private let keyTags: Set<String>
    private let valueTags: Set<String>
    private let closers: [String]
    /// What ends a value or the call, whole or without a bracket.
    private let ends: [String]
    /// What stands between a tag's bracket and its word: `｜DSML｜`, `steptml:`.
    private let mark: String
    /// What stands before the call's own tag.
    private let heads: [String]
    private let keyEnds: [String]
    /// Tags as they are spelled.
    private let spellings: [String]

    init(_ syntax: TagSyntax, closers: [String]) {
        let isPair = !syntax.valueOpens.isEmpty
        let own =
            syntax.parameterClosers + syntax.callClosers + closers + [
                "</function>", "</invoke>", "</parameter>", "</argument>", "</param>", "</arg>",
            ]
            + (isPair ? syntax.parameterOpens + syntax.keyEnds + syntax.valueOpens + syntax.callOpens : [])
            + ["<tool_call>", "</tool_call>", "<tool_sep>"]
        literals = Array(Set(own)).sorted { $0.utf8.count > $1.utf8.count }
        let bare = literals.filter { $0.hasPrefix("<") && $0.hasSuffix(">") }
        stumps =
            (bare.map { String($0.dropFirst()) } + bare.map { String($0.dropLast()) }
            + bare.filter { $0.hasPrefix("</") }.map { String($0.dropFirst(2)) }).sorted {
                $0.utf8.count > $1.utf8.count
            }
        words = Self.words
        mark = Self.mark(of: syntax.parameterOpens + syntax.callOpens, words)
        heads = syntax.beforeCall.sorted { $0.utf8.count > $1.utf8.count } + (mark.hasPrefix("|") ? ["call"] : [])
        keyEnds = syntax.keyEnds.flatMap { end in
            end.utf8.count > 1 ? [end, String(end.dropFirst()), String(end.dropLast())] : [end]
        }
        let closing = Set(syntax.parameterClosers + syntax.callClosers)
        let isClosing = { (literal: String) in
            literal.contains("/") || !literal.hasPrefix("<") || closing.contains(literal)
        }
        ends =
            literals.filter(isClosing)
            + stumps.filter { stump in
                isClosing(stump) || closing.contains("<" + stump) || closing.contains(stump + ">")
            }
        spellings = (literals + syntax.parameterOpens + syntax.callOpens + syntax.keyEnds + syntax.nameEnds).filter {
            $0.hasPrefix("<") && $0.utf8.count > 3
        }
        keyTags = Set(syntax.parameterOpens + syntax.keyEnds)
        self.closers = syntax.parameterClosers
        valueTags = Set(syntax.valueOpens + syntax.parameterClosers)
    }

    static func mark(of opens: [String], _ words: [String] = Self.words) -> String {
        for open in opens where open.hasPrefix("<") {
            let inside = open.dropFirst()
            let starts = (words + ["call "]).compactMap { inside.firstRange(of: $0)?.lowerBound }
            if let start = starts.min(), start > inside.startIndex { return String(inside[..<start]) }
        }
        return ""
    }

    /// The tag at `index`, whole or without a bracket; its end, and what it should be.
    private func tag(_ text: DamagedText, at index: Int) -> (end: Int, literal: String)? {
        for literal in literals where text.has(literal, at: index) { return (index + literal.utf8.count, literal) }
        for stump in stumps where text.has(stump, at: index) {
            let isOpen = stump.hasPrefix("<")
            // A word that only ends like a tag is none.
            if !isOpen, index > 0, text[index - 1] == UInt8(ascii: "<") { continue }
            return (index + stump.utf8.count, isOpen ? stump + ">" : "<" + stump)
        }
        return nil
    }

    /// The text with its tags in their usual case.
    func inUsualCase(_ text: DamagedText) -> DamagedText {
        var bytes = text.bytes
        for index in bytes.indices where bytes[index] == UInt8(ascii: "<") {
            guard let tag = spellings.first(where: { text.has($0, at: index, isFolded: true) }) else { continue }
            bytes.replaceSubrange(index..<index + tag.utf8.count, with: tag.utf8)
        }
        return DamagedText(bytes)
    }

    // MARK: What stands between tags

    struct Part {
        var range: Range<Int>
        /// A tag of keys, of values, stands before it.
        var behindKeyTag = false
        var behindValueTag = false
    }

    /// The text between tags, where there is any.
    func parts(of text: DamagedText) -> [Part] {
        var parts: [Part] = []
        var next = Part(range: 0..<0)
        var start = 0
        var index = 0
        func close() {
            if text.skippingSpace(from: start, upTo: index) < index {
                let isGap = !next.behindValueTag && text[start] == UInt8(ascii: "\n")
                let isPadded = isGap && index - 1 > start && text[index - 1] == UInt8(ascii: "\n")
                next.range = text.range(isGap ? start + 1 : start, isPadded ? index - 1 : index)
                parts.append(next)
                next = Part(range: 0..<0)
            }
        }
        while index < text.count {
            guard let (end, literal) = tag(text, at: index) else {
                index += 1
                continue
            }
            close()
            // The gap before the next tag is no part of a value whose closer is lost.
            if !closers.contains(literal), let last = parts.indices.last, parts[last].range.upperBound == index,
                text[index - 1] == UInt8(ascii: "\n")
            {
                parts[last].range = text.range(parts[last].range.lowerBound, index - 1)
            }
            if keyTags.contains(literal) { next.behindKeyTag = true }
            if valueTags.contains(literal) { next.behindValueTag = true }
            index = end
            start = end
        }
        close()
        if let last = parts.indices.last, parts[last].range.upperBound == text.count,
            text[text.count - 1] == UInt8(ascii: "\n")
        {
            parts[last].range = text.range(parts[last].range.lowerBound, text.count - 1)
        }
        return parts
    }

    // MARK: Keys in tags

    /// Behind one piece of a tag that names the call: a bracket, a word, what separates it from the name.
    func headEnd(_ text: DamagedText, at index: Int) -> Int? {
        for piece in heads + ["<"] + (mark.isEmpty ? [] : [mark]) + words + ["name", "tool"]
        where text.has(piece, at: index) {
            let end = index + piece.utf8.count
            // A tool may be called so.
            if piece.utf8.last?.isIdentifierPart == true, end < text.count, text[end].isIdentifierPart { continue }
            return text.skippingSpace(from: end)
        }
        if index < text.count, "=:\"'>".utf8.contains(text[index]) { return text.skippingSpace(from: index + 1) }
        return text.controlToken(at: index).map { text.skippingSpace(from: $0) }
    }

    func isWord(_ text: DamagedText, at index: Int) -> Bool {
        (words + heads + (mark.isEmpty ? [] : [mark])).contains { text.has($0, at: index) }
    }

    /// Tags that name one of `keys`.
    func keys(_ keys: [String], in text: DamagedText, from start: Int) -> [KeyAnchor] {
        let keys = keys.sorted { $0.utf8.count > $1.utf8.count }
        var anchors: [KeyAnchor] = []
        var index = start
        while index < text.count {
            if let anchor = anchor(keys, text, at: index) {
                anchors.append(anchor)
                index = anchor.end
            } else {
                index += 1
            }
        }
        return anchors
    }

    private func anchor(_ keys: [String], _ text: DamagedText, at start: Int) -> KeyAnchor? {
        var index = start
        var hasBracket = text.has("<", at: index)
        if hasBracket { index += 1 }
        if !mark.isEmpty, text.has(mark, at: index) {
            index += mark.utf8.count
            hasBracket = hasBracket || start == 0 || !"/<".utf8.contains(text[start - 1])
        }
        guard hasBracket || start == 0 || !text[start - 1].isIdentifierPart && !"/<".utf8.contains(text[start - 1])
        else { return nil }
        let word = words.first { text.has($0, at: index) }
        let isAtStart = start > 0 && "\n>".utf8.contains(text[start - 1])
        guard word != nil || hasBracket || isAtStart else { return nil }
        index += word?.utf8.count ?? 0
        let wordEnd = index
        index = skip("=:\"' ", text, index)
        if let end = text.controlToken(at: index) { index = end }
        for attribute in ["name", "key"] where text.has(attribute, at: index) {
            let end = index + attribute.utf8.count
            if !text[end].isIdentifierPart { index = skip("=:\"' ", text, end) }
        }
        guard word == nil || index > wordEnd, let key = keys.first(where: { text.has($0, at: index) }) else {
            return nil
        }
        index += key.utf8.count
        if index < text.count, text[index].isIdentifierPart { return nil }
        let keyEnd = index
        index = skippingAttributes(text, from: skip("\"' ", text, index))
        let close = keyEnds.first { text.has($0, at: index) }
        let hasClose = close != nil
        index += close?.utf8.count ?? 0
        // One bracket may be lost, not both.
        guard hasClose || word != nil && hasBracket && (index > keyEnd || text.has("\n", at: index)) else { return nil }
        return KeyAnchor(key: key, start: start, end: index)
    }

    /// Behind `word="value"` and what ends the tag.
    func skippingHead(_ text: DamagedText, from start: Int) -> Int {
        let index = skippingAttributes(text, from: start)
        return index + (keyEnds.first { text.has($0, at: index) }?.utf8.count ?? 0)
    }

    private func skippingAttributes(_ text: DamagedText, from start: Int) -> Int {
        var index = start
        while true {
            var end = index
            while text[end].isIdentifierPart { end += 1 }
            guard end > index, text.has("=\"", at: end) else { return index }
            end += 2
            while end < text.count, text[end] != UInt8(ascii: "\""), text[end] != UInt8(ascii: "\n") { end += 1 }
            guard text.has("\"", at: end) else { return index }
            index = skip(" ", text, end + 1)
        }
    }

    private func skip(_ bytes: String, _ text: DamagedText, _ index: Int) -> Int {
        var index = index
        while index < text.count, bytes.utf8.contains(text[index]) { index += 1 }
        return index
    }

    /// Behind tags and white space.
    func skippingTags(_ text: DamagedText, from start: Int) -> Int {
        var index = text.skippingSpace(from: start)
        while index < text.count {
            if let end = tag(text, at: index)?.end ?? text.controlToken(at: index) {
                index = text.skippingSpace(from: end)
            } else if let opener = ["<parameter=", "<parameter>", "<parameter"].first(where: { text.has($0, at: index) }
            ) {
                index = text.skippingSpace(from: index + opener.utf8.count)
            } else {
                break
            }
        }
        return index
    }

    /// Nothing but tags and white space, a lost bracket among them.
    func isOnlyTags(_ text: DamagedText, _ range: Range<Int>) -> Bool {
        let slice = text.slice(range)
        var index = skippingTags(slice, from: 0)
        // The call's own tag may have been written twice.
        while let end = headEnd(slice, at: index) { index = skippingTags(slice, from: end) }
        return index == slice.count
    }

    /// Without the closers behind a value, and without the padding around it.
    func withoutClosers(_ text: DamagedText, _ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        var hasOwnCloser = false
        while true {
            let trimmed = text.trimmed(text.range(range.lowerBound, end)).upperBound
            let closer = ends.first { literal in
                let start = trimmed - literal.utf8.count
                return start >= range.lowerBound && text.has(literal, at: start)
            }
            guard let closer else { break }
            end = trimmed - closer.utf8.count
            hasOwnCloser = closers.contains { $0 == closer || $0.dropFirst() == closer || $0.dropLast() == closer }
        }
        var start = range.lowerBound
        let hasPadding = start < end && text[start] == UInt8(ascii: "\n")
        if hasPadding { start += 1 }
        for isDue in [hasPadding, !hasOwnCloser] where isDue {
            if start < end, text[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        }
        return text.range(start, end)
    }

    /// A tag of the grammar stands in the text.
    func hasTag(_ text: DamagedText, _ range: Range<Int>) -> Bool {
        range.contains { index in
            tag(text, at: index) != nil || text.has("<parameter", at: index) || text.has("<function", at: index)
                || !mark.isEmpty && text.has(mark, at: index) || words.contains { text.has("<\($0) ", at: index) }
        }
    }
}

extension TagSyntax {
    /// What stands between a tag's bracket and its word, with and without the bracket.
    var marks: [String] {
        let mark = LooseTags.mark(of: parameterOpens + callOpens)
        return mark.isEmpty ? [] : ["<" + mark, mark]
    }
}
