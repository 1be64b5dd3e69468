/// Looks for the end of a call, piece by piece.
struct CollectedEnd: Sendable {
    enum Result { case undecided, missing, found(Int) }
    /// Where in a labelled block the search is.
    private enum Part: Sendable { case label, gap, name, gapBehindName, object, behindObject, text }

    private let notation: CollectedNotation
    private var brackets = BracketScan()
    private var part = Part.label
    /// Where the object has ended, unless the block goes on.
    private var objectEnd = 0

    init(_ notation: CollectedNotation) { self.notation = notation }

    /// Searches from `index` on, which is moved behind what was looked at.
    mutating func search(_ text: RawText, _ index: inout Int, _ closers: [String]) -> Result {
        switch notation {
        case .parentheses, .arrows, .verb: return brackets.search(text, &index)
        case .nameOnly:
            index = text.count
            return text.isFinal ? .found(index) : .undecided
        case .labelledText:
            while true {
                if let result = searchLabelled(text, &index, closers) { return result }
            }
        case .listedValues, .assignments, .gluedPairs: return Self.search(text, &index, closers) { _, _ in true }
        }
    }

    /// `nil`: go on with the next part.
    private mutating func searchLabelled(_ text: RawText, _ index: inout Int, _ closers: [String]) -> Result? {
        let end: Result = text.isFinal ? .missing : .undecided
        switch part {
        case .label:
            index = text.bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? text.count
            guard index < text.count else { return end }
            index += 1
            part = .gap
        case .gap, .gapBehindName:
            index = text.skippingWhitespace(from: index)
            guard index < text.count else { return end }
            let isObject = text[index] == UInt8(ascii: "{")
            part = isObject ? .object : part == .gap ? .name : .text
        case .name:
            while index < text.count, !text[index].isJSONWhitespace, text[index] != UInt8(ascii: "<") { index += 1 }
            guard index < text.count else { return end }
            part = text[index] == UInt8(ascii: "<") ? .text : .gapBehindName
        case .object:
            guard case .found(let place) = brackets.search(text, &index) else { return end }
            objectEnd = text.base + place
            part = .behindObject
        case .behindObject:
            index = text.skippingWhitespace(from: index)
            guard index < text.count || text.isFinal else { return .undecided }
            let (isDecided, closer) = text.longest(of: closers, at: index)
            guard isDecided else { return .undecided }
            if closer != nil || index == text.count { return .found(objectEnd - text.base) }
            part = .text
        case .text: return Self.search(text, &index, closers) { Self.isOnLineEnd(text, $0, $1) }
        }
        return nil
    }

    /// Whether a tag stands at the start or end of its line; `nil`: more text is needed.
    private static func isOnLineEnd(_ text: RawText, _ start: Int, _ end: Int) -> Bool? {
        var before = start
        while before > 0, " \t".utf8.contains(text[before - 1]) { before -= 1 }
        if before == 0 || text[before - 1] == UInt8(ascii: "\n") { return true }
        let behind = text.skippingBlanks(from: end)
        guard behind < text.count else { return text.isFinal ? true : nil }
        return text[behind] == UInt8(ascii: "\n") || text[behind] == UInt8(ascii: "\r")
    }

    /// The first of `closers` that `counts`; its tag is not part of the call.
    private static func search(
        _ text: RawText, _ index: inout Int, _ closers: [String], where counts: (Int, Int) -> Bool?
    ) -> Result {
        while index < text.count {
            let (isDecided, closer) = text.longest(of: closers, at: index)
            guard isDecided else { return .undecided }
            if let closer {
                guard let isEnd = counts(index, index + closer.utf8.count) else { return .undecided }
                if isEnd { return .found(index) }
            }
            index += 1
        }
        return text.isFinal ? .missing : .undecided
    }
}
