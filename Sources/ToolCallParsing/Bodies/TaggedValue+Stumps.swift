/// Closers of values that lack their bracket.
extension TaggedValue {
    /// Bytes of the longest closer of a parameter that there is.
    private static let longestStump = 40

    /// The value's closer without its bracket, at the end of the text in `range`; `isComplete`: not only its beginning.
    func stump(in text: RawText, _ range: Range<Int>) -> (place: Int, isComplete: Bool)? {
        // Most pieces hold no slash at all.
        let latest = max(range.lowerBound, range.upperBound - Self.longestStump)
        guard text.bytes[latest..<range.upperBound].contains(UInt8(ascii: "/")),
            let closer = syntax.parameterClosers.first, closer.hasPrefix("</"), syntax.wordCloser == nil
        else { return nil }
        let stump = closer.utf8.dropFirst()
        for place in max(latest, range.upperBound - stump.count)..<range.upperBound
        where text[place] == UInt8(ascii: "/") {
            if place > range.lowerBound ? text[place - 1] == UInt8(ascii: "<") : lastByte == UInt8(ascii: "<") {
                continue
            }
            var end = place
            for byte in stump {
                guard end < range.upperBound, text[end] == byte else { break }
                end += 1
            }
            // What follows it has to be seen.
            if end == text.count, !text.isFinal { return (place, false) }
            if end - place == stump.count { return (place, true) }
        }
        return nil
    }

    func lineEnd(_ text: RawText, from index: Int) -> Int {
        text.next(ByteSet(UInt8(ascii: "<"), UInt8(ascii: "\n")), from: index)
    }

    mutating func doubtStump(at position: Int, into output: inout ArgumentText) {
        hasDoubt = true
        if output.doubt == nil { output.doubt(at: position) }
    }
}
