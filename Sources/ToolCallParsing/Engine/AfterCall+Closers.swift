/// Closers of a block behind which other text came before they did.
struct DueClosers: Sendable {
    let closers: [String]
    /// Where they are no longer expected.
    let end: Int

    private static let maximumText = 256

    /// `nil`: none are due.
    init?(_ state: AfterCall, at position: Int) {
        guard state.isInBlock else { return nil }
        closers = state.closers.filter { $0.utf8.count > 4 && $0.hasPrefix("<") }
        guard !closers.isEmpty else { return nil }
        end = position + Self.maximumText
    }
}

extension ModelOutputParser {
    /// Drops a closer that is still due. `nil`: more text is needed.
    mutating func dropDueCloser(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard let due = dueClosers, text[index] == UInt8(ascii: "<") else { return false }
        guard text.base + index < due.end else {
            dueClosers = nil
            return false
        }
        guard !spans.isInCode, !isReasoning else { return false }
        let (isDecided, closer) = text.longest(of: due.closers, at: index)
        guard isDecided else { return nil }
        guard let closer else { return false }
        dueClosers = nil
        flushPadded(text, upTo: index, into: &batch)
        remove(upTo: text.base + index + closer.utf8.count, into: &batch)
        return true
    }
}

/// Closers in another spelling, case, or without a bracket: they belong to the call that they follow.
extension AfterCall {
    enum StrayCloser { case none, undecided, closer(end: Int) }

    /// What closers of calls are called by.
    private static let words = callWords + ["param", "arg_"]
    private static let callWords = ["tool", "call", "function", "invo"]
    private static let maximumCloser = 64

    func strayCloser(_ text: RawText, at index: Int) -> StrayCloser {
        if text[index] == UInt8(ascii: "`") { return isFence(text, at: index) }
        let first = text[index]
        // Nearly every text behind a call begins with what begins no closer.
        let mayBegin = closers.contains { $0.utf8.prefix(2).contains { $0.lowercased == first.lowercased } }
        guard mayBegin || first == UInt8(ascii: "<") || first == UInt8(ascii: "/") else { return .none }
        guard let length = text.length(ofAnyFolded: closers.filter { $0.utf8.count > 4 }, at: index) else {
            return .undecided
        }
        if length > 0 { return .closer(end: index + length) }
        let stumps = closers.filter { $0.utf8.count > 4 && $0.hasPrefix("<") }.flatMap { closer in
            [String(closer.dropFirst()), String(closer.dropLast())].filter { $0.utf8.first == first }
        }
        let (isDecided, stump) = text.longest(of: stumps, at: index)
        guard isDecided else { return .undecided }
        if let stump {
            let end = index + stump.utf8.count
            guard end < text.count || text.isFinal else { return .undecided }
            if stump.hasSuffix(">") || end == text.count || !text[end].isNamePart { return .closer(end: end) }
        }
        var end = index
        let limit = min(text.count, index + Self.maximumCloser)
        while end < limit, Self.isCloserPart(text[end]) || end == index { end += 1 }
        guard end < text.count || text.isFinal else {
            return end - index < Self.maximumCloser && Self.mayBeCloser(text, index..<end) ? .undecided : .none
        }
        guard Self.isCloser(text, index..<end) else { return .none }
        let hasEnd = end < text.count && text[end] == UInt8(ascii: ">")
        if hasEnd { end += 1 }
        guard end < text.count || text.isFinal else { return .undecided }
        // In the middle of a line it is talked about.
        guard end == text.count || text[end].isJSONWhitespace || text[end] == UInt8(ascii: "<") else { return .none }
        return .closer(end: end)
    }

    private static func isCloserPart(_ byte: UInt8) -> Bool {
        byte.isNamePart || byte == UInt8(ascii: "|") || byte >= 0x80
    }

    /// `</` may begin a closer; a word that has lost its bracket, or begins otherwise, must look like one.
    private static func mayBeCloser(_ text: RawText, _ range: Range<Int>) -> Bool {
        let word = String(decoding: text.bytes[range], as: UTF8.self)
        return ["</", "<end_of_", "/"].contains { word.hasPrefix($0) || $0.hasPrefix(word) }
    }

    /// Whether `tag` is a call's closer, of whatever grammar.
    static func isCloser(_ tag: [UInt8], _ known: LiteralSet) -> Bool {
        tag.withUnsafeBytes { bytes in
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            // What ends a value says nothing of the call.
            if ["param", "arg"].contains(where: text.contains) { return false }
            if known.contains(bytes) { return true }
            let word = bytes.last == UInt8(ascii: ">") ? bytes.dropLast() : bytes[...]
            guard word.dropFirst(2).allSatisfy(isCloserPart) else { return false }
            return isCloser(RawText(bytes: bytes, base: 0, isFinal: true), 0..<word.count, callWords)
        }
    }

    private static func isCloser(_ text: RawText, _ range: Range<Int>, _ words: [String] = words) -> Bool {
        let word = String(decoding: text.bytes[range], as: UTF8.self).lowercased()
        guard ["</", "<end_of_", "/"].contains(where: word.hasPrefix) else { return false }
        return words.contains { word.contains($0) }
    }

    /// The fence that a model closes its call with.
    private func isFence(_ text: RawText, at index: Int) -> StrayCloser {
        guard !isFenceClosed else { return .none }
        switch text.compare(RawText.fence.utf8, at: index) {
        case .undecided: return .undecided
        case .differs: return .none
        case .matches: break
        }
        let end = index + RawText.fence.utf8.count
        let next = text.skippingWhitespace(from: end)
        guard next < text.count else { return text.isFinal ? .closer(end: end) : .undecided }
        // One with a word behind it opens code; one before the block's closer was opened inside of it.
        let (isDecided, closer) = text.longest(of: closers.filter { $0.utf8.count > 1 }, at: next)
        return closer != nil ? .closer(end: end) : isDecided ? .none : .undecided
    }
}
