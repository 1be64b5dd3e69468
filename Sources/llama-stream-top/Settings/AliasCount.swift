/// Counts what could be aliases (`*name`) in YAML before it is read: reading takes time for what they stand for. In texts of
/// several lines more may be counted than there are.
enum AliasCount {
    static func of(_ yaml: String) -> Int {
        var count = 0
        for line in yaml.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) { count += aliases(in: line) }
        return count
    }

    private static func aliases(in line: Substring.UTF8View) -> Int {
        var count = 0
        var quote: UInt8?
        // Where a value may begin: at the line's begin, and after what leads to one.
        var mayBegin = true
        var last: UInt8 = 0x20
        for byte in line {
            defer { last = byte }
            if let open = quote {
                // Escaped quotes only make more of the line a value than there is; so does a quote that is not closed.
                if byte == open, last != UInt8(ascii: "\\") { quote = nil }
                continue
            }
            switch byte {
            case 0x20, 0x09:
                if [UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?")].contains(last) { mayBegin = true }
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): mayBegin = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if mayBegin { quote = byte }
                mayBegin = false
            case UInt8(ascii: "#") where last == 0x20 || last == 0x09: return count
            case UInt8(ascii: "*"):
                if mayBegin { count += 1 }
                mayBegin = false
            default: mayBegin = false
            }
        }
        return count
    }
}
