/// Wrappers in another spelling around a call: a tag alone, called after tools or calls, and a call's marker behind it.
extension ModelOutputParser {
    private static let words = ["tool", "call", "function", "invo"]
    private static let maximumTag = 48

    /// Begins the call behind a wrapper; `false`: there is none; `nil`: more text is needed.
    mutating func beginWrapped(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool? {
        guard text[index] == UInt8(ascii: "<"), spans.isAtLineStart, !spans.isInCode, !isReasoning,
            passedWrapper != text.base + index, !table.dialects.isEmpty
        else { return false }
        var place = index
        for _ in 0..<2 {
            switch wrapper(text, at: place) {
            case .none: return nil
            case .some(.none): return false
            case .some(let end?): place = text.skippingWhitespace(from: end)
            }
            guard place < text.count else { return text.isFinal ? false : nil }
            switch table.match(text, at: place) {
            case .undecided: return nil
            case .none: continue
            case .found(let number, let length):
                let openers = table.meanings[number].openers.filter {
                    $0.opener.strength >= .medium && obstacle($0, text, at: place) == nil
                }
                guard !openers.isEmpty else { continue }
                flushPadded(text, upTo: index, into: &batch)
                let (start, end) = (text.base + index, text.base + place + length)
                passedWrapper = start
                mode = .opening(BlockOpening(start: start, markerEnd: end, choices: openers))
                cursor = end
                return true
            }
        }
        return false
    }

    /// The end of a tag that may be a wrapper; `.some(nil)`: it is none; `nil`: more text is needed.
    private func wrapper(_ text: RawText, at index: Int) -> Int?? {
        guard text[index] == UInt8(ascii: "<") else { return .some(nil) }
        var end = index + 1
        while end < text.count, text[end].isNamePart || text[end] >= 0x80, end - index < Self.maximumTag { end += 1 }
        guard end < text.count else { return text.isFinal ? .some(nil) : nil }
        let word = String(decoding: text.bytes[(index + 1)..<end], as: UTF8.self).lowercased()
        let isWrapper = text[end] == UInt8(ascii: ">") && Self.words.contains { word.contains($0) }
        return .some(isWrapper && !word.hasPrefix("/") ? end + 1 : nil)
    }
}
