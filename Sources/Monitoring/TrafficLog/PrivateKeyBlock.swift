/// A private key as PEM writes it (RFC 7468), in plain text or in JSON with its line feeds escaped.
enum PrivateKeyBlock {
    private static let dashes = Array("-----".utf8)
    private static let opener = Array("-----BEGIN ".utf8)
    private static let closer = Array("-----END ".utf8)
    private static let word = Array("PRIVATE KEY".utf8)
    /// A key of 16,384 bits has 13 KB. One that is not closed by then is cut, and what came of it is secret too.
    private static let maximumBytes = 16 << 10
    private static let maximumLabelBytes = 40

    /// The inside of the block that begins at `index`; `nil`: none does. Adds the bytes that were read to `steps`.
    static func inside(_ text: UnsafeBufferPointer<UInt8>, at index: Int, steps: inout Int) -> Range<Int>? {
        guard stands(opener, in: text, at: index) else { return nil }
        let label = index + opener.count
        var begin = label
        while begin < text.count, begin - label < maximumLabelBytes, !stands(dashes, in: text, at: begin) { begin += 1 }
        steps += begin - index
        guard stands(dashes, in: text, at: begin), begin - label >= word.count,
            text[(begin - word.count)..<begin].elementsEqual(word)
        else { return nil }
        begin += dashes.count
        var end = begin
        while end < text.count, end - begin < maximumBytes, !stands(closer, in: text, at: end) {
            // A string of JSON or code ends.
            if text[end] == UInt8(ascii: "\"") { break }
            end += 1
        }
        steps += end - begin
        while end > begin, text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        return end > begin ? begin..<end : nil
    }

    private static func stands(_ bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + bytes.count <= text.count && text[index..<(index + bytes.count)].elementsEqual(bytes)
    }
}
