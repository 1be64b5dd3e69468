extension RawText {
    /// Opens and closes a block of code in Markdown.
    static let fence = "```"
    private static let maximumFenceWord = 16

    /// Behind the line of a fence that a model opens inside of a call's wrapper, around its object; `end`: `nil` where there
    /// is none.
    func innerFence(at start: Int) -> (isDecided: Bool, end: Int?) {
        switch compare(Self.fence.utf8, at: start) {
        case .differs: return (true, nil)
        case .undecided: return (false, nil)
        case .matches: break
        }
        var end = start + Self.fence.utf8.count
        while end < count, self[end].isASCIILetter, end - start < Self.maximumFenceWord { end += 1 }
        while end < count, self[end] == UInt8(ascii: " ") || self[end] == UInt8(ascii: "\r") { end += 1 }
        guard end < count else { return (isFinal, nil) }
        guard self[end] == UInt8(ascii: "\n") else { return (true, nil) }
        end = skippingWhitespace(from: end)
        return end < count || isFinal ? (true, end) : (false, nil)
    }
}
