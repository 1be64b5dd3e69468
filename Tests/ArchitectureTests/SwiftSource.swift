/// What a file of Swift says of types: which it declares, and which it names. Knows as much of the language as that takes:
/// comments and texts are no code, what is interpolated in a text is.
struct SwiftSource {
    /// Types that stand outside of any other and may be used from other files.
    private(set) var declared: Set<String> = []
    /// Types by name, but those that the file itself declares at any depth. What follows a dot belongs to what stands before it.
    private(set) var used: Set<String> = []

    private static let declarations: Set<String> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    /// What may stand between an access level and the word for the kind of type.
    private static let modifiers: Set<String> = ["final", "indirect", "nonisolated"]

    init(_ text: String) {
        var own: Set<String> = []
        var depth = 0
        var former = ""
        var isHidden = false
        for token in Self.tokens(Self.code(of: Array(text.utf8))) {
            defer { former = token }
            switch token {
            case "{": depth += 1
            case "}": depth -= 1
            case "private", "fileprivate": isHidden = true
            case _ where Self.declarations.contains(former) && Self.isName(token):
                own.insert(token)
                if depth == 0, !isHidden { declared.insert(token) }
                isHidden = false
            case _ where Self.declarations.contains(token) || Self.modifiers.contains(token): break
            default:
                // The access level was that of something else.
                isHidden = false
                if former != ".", token.first?.isUppercase == true { used.insert(token) }
            }
        }
        used.subtract(own)
    }

    private static func isName(_ token: String) -> Bool { token.first.map { $0.isLetter || $0 == "_" } ?? false }

    /// Words, braces and dots.
    private static func tokens(_ code: [UInt8]) -> [String] {
        var tokens: [String] = []
        var word: [UInt8] = []
        for byte in code + [0x20] {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
                word.append(byte)
            default:
                if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
                word.removeAll(keepingCapacity: true)
                if [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ".")].contains(byte) {
                    tokens.append(String(UnicodeScalar(byte)))
                }
            }
        }
        return tokens
    }

    // MARK: Comments and texts

    /// The text without comments and string literals; of those only what is interpolated stays.
    static func code(of text: [UInt8]) -> [UInt8] {
        var scanner = CodeScanner(text: text)
        scanner.readCode(until: nil)
        return scanner.code
    }
}

/// Goes through a file once and keeps what is code.
private struct CodeScanner {
    let text: [UInt8]
    private(set) var code: [UInt8] = []
    private var position = 0

    /// What comments, literals and parentheses begin with.
    private static let begins = Set("/#\"()".utf8)

    init(text: [UInt8]) { self.text = text }

    private func stands(_ word: String, at place: Int) -> Bool {
        var place = place
        for byte in word.utf8 {
            guard place < text.count, text[place] == byte else { return false }
            place += 1
        }
        return true
    }

    /// Reads code; with `closer`, up to the parenthesis that closes an interpolation.
    mutating func readCode(until closer: UInt8?) {
        var depth = 0
        while position < text.count {
            let byte = text[position]
            if !Self.begins.contains(byte) {
                code.append(byte)
                position += 1
            } else if stands("//", at: position) {
                while position < text.count, text[position] != 0x0A { position += 1 }
            } else if stands("/*", at: position) {
                skipComment()
            } else if let hashes = hashesOfLiteral() {
                readLiteral(hashes: hashes)
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0, byte == closer { return }
                    depth -= 1
                }
                code.append(byte)
                position += 1
            }
        }
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if stands("/*", at: position) {
                (depth, position) = (depth + 1, position + 2)
            } else if stands("*/", at: position) {
                (depth, position) = (depth - 1, position + 2)
            } else {
                position += 1
            }
        } while depth > 0 && position < text.count
        code.append(0x20)
    }

    /// How many `#` stand before the quotes of the literal that begins here; `nil`: none begins.
    private func hashesOfLiteral() -> Int? {
        var place = position
        while place < text.count, text[place] == UInt8(ascii: "#") { place += 1 }
        return place < text.count && text[place] == UInt8(ascii: "\"") ? place - position : nil
    }

    private mutating func readLiteral(hashes: Int) {
        position += hashes
        let quotes = stands("\"\"\"", at: position) ? "\"\"\"" : "\""
        position += quotes.utf8.count
        let marks = String(repeating: "#", count: hashes)
        let (end, escape, interpolation) = (quotes + marks, "\\" + marks, "\\" + marks + "(")
        code.append(0x20)
        while position < text.count {
            if stands(end, at: position) {
                position += end.utf8.count
                return
            }
            if stands(interpolation, at: position) {
                position += interpolation.utf8.count
                readCode(until: UInt8(ascii: ")"))
                code.append(0x20)
                position += 1
            } else {
                position += stands(escape, at: position) ? escape.utf8.count + 1 : 1
            }
        }
    }
}
