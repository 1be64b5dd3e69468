/// One position of the screen.
package struct Cell: Hashable, Sendable {
    /// Empty in the second half of a wide character.
    package var text: String
    package var style: Style

    package init(_ text: String = " ", _ style: Style = .plain) {
        self.text = text
        self.style = style
    }

    package var isContinuation: Bool { text.isEmpty }

    /// The characters of `bytes` where all are printable ASCII, which nearly everything on the screen is; else `nil`.
    static func simpleTexts(_ bytes: Substring.UTF8View) -> [String]? {
        var texts: [String] = []
        texts.reserveCapacity(bytes.count)
        for byte in bytes {
            guard byte >= 0x20, byte < 0x7F else { return nil }
            texts.append(printable[Int(byte) - 0x20])
        }
        return texts
    }

    private static let printable = (UInt8(0x20)..<0x7F).map { String(Unicode.Scalar($0)) }
}
