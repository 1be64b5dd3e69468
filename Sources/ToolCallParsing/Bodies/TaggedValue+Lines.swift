/// Lines of a value, whose ends may be the padding before its closer.
extension TaggedValue {
    func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || hasCarriageReturns && byte == UInt8(ascii: "\r")
    }

    /// Where the line ends, or a tag may begin; a line's own end is not part of it.
    func textEnd(_ text: RawText, from index: Int) -> Int {
        let end = lineEnd(text, from: index)
        return hasCarriageReturns && end > index && text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
    }
}
