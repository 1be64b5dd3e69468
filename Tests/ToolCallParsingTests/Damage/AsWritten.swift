import Foundation
import ToolCallParsing

/// Arguments that are no JSON, as the events tell of them. What was handed out before the damage was seen is the beginning of a
/// JSON text; the rest of them are the very bytes of the model's text up to the call's end, and nothing lies between the two
/// but markup.
struct AsWritten {
    /// Words of the grammar's markup, which arguments are unwrapped from.
    private let markup: Set<String>
    private let text: [UInt8]

    init(_ text: String, markup pieces: [WrittenPiece]) {
        let roles: [WrittenPiece.Role] = [.marker, .tag, .closer, .name, .space, .quote]
        markup = Set(pieces.filter { roles.contains($0.role) }.flatMap { Self.words($0.text) })
        self.text = Array(text.utf8)
    }

    /// `end`: where the call's arguments end in the text. `isCut`: the text ended inside of them, so that what has begun last
    /// may be missing.
    func holds(for arguments: String, upTo end: Int, isCut: Bool) -> Bool {
        let bytes = Array(arguments.utf8)
        let written = text[..<min(end, text.count)]
        let longest = zip(bytes.reversed(), written.reversed()).prefix { $0 == $1 }.count
        // The beginning may end in what looks the same.
        return (0...longest).contains { length in
            guard let beginning = JSONBeginning(bytes.dropLast(length)) else { return false }
            return stands(beginning, before: end - length, isCut: isCut && length == 0)
        }
    }

    /// The beginning's strings and words stand one behind the other, and the last one right before `end`.
    private func stands(_ beginning: JSONBeginning, before end: Int, isCut: Bool) -> Bool {
        guard let last = beginning.tokens.last else { return isCut || isMarkup(text[..<end]) }
        guard beginning.tokens.allSatisfy({ Law.contains(text[..<end], $0) }) else { return false }
        if isCut { return true }
        return ends(of: last, before: end).contains { isMarkup(text[$0..<end]) }
    }

    /// Where the token ends in the text, escaped in one way or another.
    private func ends(of token: [UInt8], before end: Int) -> [Int] {
        if token.isEmpty { return Array(0...end) }
        return (0..<end).flatMap { start in Law.ends(of: token, in: text[start..<end]) }
    }

    /// Nothing but punctuation, white space and words of the grammar.
    private func isMarkup(_ gap: ArraySlice<UInt8>) -> Bool {
        Self.words(String(decoding: gap, as: UTF8.self)).allSatisfy { word in
            markup.contains(word) || ["n", "t", "r", "quot"].contains(word)
        }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
    }
}

/// The beginning of a JSON object, cut anywhere.
struct JSONBeginning {
    /// Its strings, unescaped, and its words and numbers; the last one may be cut.
    private(set) var tokens: [[UInt8]] = []

    /// `nil`: no JSON text begins like this.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                rest.removeFirst()
                var token: [UInt8] = []
                var isClosed = false
                while let byte = rest.popFirst() {
                    if byte == UInt8(ascii: "\"") {
                        isClosed = true
                        break
                    }
                    guard byte >= 0x20 else { return nil }
                    token.append(byte)
                    if byte == UInt8(ascii: "\\"), let next = rest.popFirst() { token.append(next) }
                }
                guard isClosed || rest.isEmpty else { return nil }
                // A cut escape says nothing yet.
                if !isClosed, token.last == UInt8(ascii: "\\") { token.removeLast() }
                tokens.append(token.withUnsafeBytes { Law.unescapedJSON($0) })
            } else if byte.isASCIIWord {
                let word = rest.prefix { $0.isASCIIWord }
                tokens.append(Array(word))
                rest.removeFirst(word.count)
            } else if "{}[]:, \n\t\r".utf8.contains(byte) {
                rest.removeFirst()
            } else {
                return nil
            }
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIWord: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) || self == 0x2E
            || self == 0x2D || self == 0x2B
    }
}

extension Law {
    static func unescapedJSON(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        let value = try? JSONValue(parsing: String(decoding: quoted, as: UTF8.self))
        return value?.stringValue.map { Array($0.utf8) } ?? Array(bytes)
    }

    static func contains(_ text: ArraySlice<UInt8>, _ token: [UInt8]) -> Bool {
        token.isEmpty || text.indices.contains { !ends(of: token, in: text[$0...]).isEmpty }
            || literals[token].map { contains(text, Array($0.utf8)) } ?? false
    }

    /// Python's words for JSON's.
    private static let literals = [
        Array("true".utf8): "True", Array("false".utf8): "False", Array("null".utf8): "None",
    ]

    /// Where `token` may end that stands at the beginning of `text`: each of its bytes is there, escaped or not, once or twice,
    /// or as an entity.
    static func ends(of token: [UInt8], in text: ArraySlice<UInt8>) -> Set<Int> {
        var places: Set<Int> = [text.startIndex]
        for byte in token {
            places = Set(places.flatMap { pass(byte, text[$0...]) })
            if places.isEmpty { break }
        }
        return places
    }

    private static let entities: [UInt8: [String]] = [
        UInt8(ascii: "\""): ["&quot;", "&#34;"], UInt8(ascii: "'"): ["&apos;", "&#39;"], UInt8(ascii: "<"): ["&lt;"],
        UInt8(ascii: ">"): ["&gt;"], UInt8(ascii: "&"): ["&amp;"],
    ]
    private static let letters: [UInt8: UInt8] = [
        0x0A: UInt8(ascii: "n"), 0x09: UInt8(ascii: "t"), 0x0D: UInt8(ascii: "r"),
    ]

    private static func pass(_ byte: UInt8, _ text: ArraySlice<UInt8>) -> [Int] {
        let start = text.startIndex
        var ends = text.first == byte ? [start + 1] : []
        for name in entities[byte] ?? [] where text.starts(with: name.utf8) { ends.append(start + name.utf8.count) }
        for end in text.prefix(4).prefix(while: { $0 == UInt8(ascii: "\\") }).indices.map({ $0 + 1 }) {
            if byte == UInt8(ascii: "\\") { ends.append(end) }
            if end < text.endIndex, text[end] == byte || text[end] == letters[byte] { ends.append(end + 1) }
        }
        return ends
    }
}
