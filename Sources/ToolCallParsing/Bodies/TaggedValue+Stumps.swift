/// Closers of values that lack their bracket.
extension TaggedValue {
    /// The value's closer without its bracket, at the end of the text in `range`; `isComplete`: not only its beginning.
    func stump(in text: RawText, _ range: Range<Int>) -> (place: Int, isComplete: Bool)? {
        guard let closer = syntax.parameterClosers.first, closer.hasPrefix("</"), syntax.wordCloser == nil else {
            return nil
        }
        let stump = closer.utf8.dropFirst()
        for place in max(range.lowerBound, range.upperBound - stump.count)..<range.upperBound
        where text[place] == UInt8(ascii: "/") {
            if place > range.lowerBound ? text[place - 1] == UInt8(ascii: "<") : lastByte == UInt8(ascii: "<") {
                continue
            }
            let matching = zip(stump, text.bytes[place..<range.upperBound]).prefix { $0 == $1 }.count
            // What follows it has to be seen.
            if place + matching == text.count, !text.isFinal { return (place, false) }
            if matching == stump.count { return (place, true) }
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
