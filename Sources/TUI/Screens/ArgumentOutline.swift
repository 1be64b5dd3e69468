/// The members of a call's arguments, read off the JSON text that the client got. The text may end anywhere, as it does
/// while it is still being written.
struct ArgumentOutline: Equatable {
    struct Member: Equatable {
        var key: String
        /// As it stands in the text.
        var value: String
    }
    private(set) var members: [Member] = []
    /// `false`: the text is no object; `members` is empty.
    private(set) var isObject = false

    init(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.skipSpace()
        guard scanner.take(UInt8(ascii: "{")) else { return }
        isObject = true
        while true {
            scanner.skipSpace()
            guard scanner.peek == UInt8(ascii: "\"") else { return }
            let key = scanner.string()
            scanner.skipSpace()
            let hasColon = scanner.take(UInt8(ascii: ":"))
            scanner.skipSpace()
            members.append(Member(key: String(key.dropFirst().dropLast()), value: hasColon ? scanner.value() : ""))
            scanner.skipSpace()
            guard scanner.take(UInt8(ascii: ",")) else { return }
        }
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func take(_ byte: UInt8) -> Bool {
            guard peek == byte else { return false }
            position += 1
            return true
        }

        mutating func skipSpace() {
            while let byte = peek, byte <= 0x20 { position += 1 }
        }

        /// A string with its quotes.
        mutating func string() -> String {
            let start = position
            position += 1
            while let byte = peek {
                position += 1
                if byte == UInt8(ascii: "\\") {
                    position = min(bytes.count, position + 1)
                } else if byte == UInt8(ascii: "\"") {
                    break
                }
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        /// Everything up to the comma or brace that ends the member.
        mutating func value() -> String {
            let start = position
            var depth = 0
            while let byte = peek {
                switch byte {
                case UInt8(ascii: "\""):
                    _ = string()
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return text(from: start) }
                    depth -= 1
                case UInt8(ascii: ","):
                    if depth == 0 { return text(from: start) }
                default: break
                }
                position += 1
            }
            return text(from: start)
        }

        private func text(from start: Int) -> String {
            var end = position
            while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }
}
