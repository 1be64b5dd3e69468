/// The password in an address: `postgres://user:PASSWORD@host`.
enum AddressPassword {
    /// RFC 3986 sets no limit; a longer one is no address that anybody writes.
    private static let maximumBytes = 512

    /// Where it stands, if the `:` at `index` is that of `scheme://`. Adds the bytes that were read to `steps`.
    static func range(in text: UnsafeBufferPointer<UInt8>, after index: Int, steps: inout Int) -> Range<Int>? {
        let start = index + 3
        guard start < text.count, text[index] == UInt8(ascii: ":"), text[index + 1] == UInt8(ascii: "/"),
            text[index + 2] == UInt8(ascii: "/")
        else { return nil }
        var colon: Int?
        var place = start
        defer { steps += place - start }
        while place < text.count, place - start < maximumBytes {
            switch text[place] {
            case UInt8(ascii: "@"):
                guard let colon, colon + 1 < place else { return nil }
                return colon + 1..<place
            case UInt8(ascii: ":") where colon == nil: colon = place
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "'"),
                UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0...0x20:
                return nil
            default: break
            }
            place += 1
        }
        return nil
    }
}
