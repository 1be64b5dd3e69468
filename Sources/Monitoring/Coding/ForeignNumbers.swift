/// Puts the numbers of JSON from elsewhere in a range in which a few of them can be added up and drawn; sums of many are
/// `boundedSum`s. All numbers of a snapshot
/// are counts, amounts and moments: none is negative, none has more than fifteen digits before the point.
enum ForeignNumbers {
    private static let maximumDigits = 15
    private static let most = Array("999999999999999".utf8)

    /// The same JSON with what is out of range replaced by the nearest number that is not.
    static func tamed(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var index = 0
        while index < json.count {
            let byte = json[index]
            let start = index
            index += 1
            if byte == UInt8(ascii: "\"") {
                while index < json.count, json[index] != UInt8(ascii: "\"") {
                    index += json[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index = min(index + 1, json.count)
                result += json[start..<index]
            } else if byte == UInt8(ascii: "-") || isDigit(byte) {
                while index < json.count, isNumberByte(json[index]) { index += 1 }
                append(json[start..<index], to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func append(_ number: ArraySlice<UInt8>, to result: inout [UInt8]) {
        if number.first == UInt8(ascii: "-") {
            result.append(UInt8(ascii: "0"))
        } else if number.prefix(while: isDigit).count > maximumDigits || hasLargeExponent(number) {
            result += most
        } else {
            result += number
        }
    }

    /// `1e16` and more is written so; what is near zero is as good as it.
    private static func hasLargeExponent(_ number: ArraySlice<UInt8>) -> Bool {
        guard let mark = number.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        return number[(mark + 1)...].first != UInt8(ascii: "-")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte | 0x20 == UInt8(ascii: "e")
    }
}
