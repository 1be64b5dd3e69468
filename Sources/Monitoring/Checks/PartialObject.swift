import ToolCallParsing

/// The members of a JSON object of which only the beginning may be there.
struct PartialObject {
    /// Those whose values are complete.
    private(set) var members: [JSONMember] = []
    /// The object is all there.
    private(set) var isWhole = false
    /// The key whose value is being written.
    private(set) var openKey: String?

    init(_ text: [UInt8]) {
        if case .object(let members)? = try? JSONValue(parsing: text) {
            (self.members, isWhole) = (members, true)
            return
        }
        let comma = Self.lastComma(text)
        if let comma, case .object(let members)? = try? JSONValue(parsing: text[..<comma] + [UInt8(ascii: "}")]) {
            self.members = members
        }
        openKey = Self.key(text[((comma ?? text.firstIndex(of: UInt8(ascii: "{")) ?? text.endIndex - 1) + 1)...])
    }

    /// The last comma between members of the object itself.
    private static func lastComma(_ text: [UInt8]) -> Int? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        var last: Int?
        for (index, byte) in text.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 1: last = index
            default: break
            }
        }
        return last
    }

    /// The string that `text` begins with, if it is complete.
    private static func key(_ text: ArraySlice<UInt8>) -> String? {
        let text = text.drop { $0 <= 0x20 }
        guard text.first == UInt8(ascii: "\"") else { return nil }
        var index = text.startIndex + 1
        while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < text.endIndex else { return nil }
        return (try? JSONValue(parsing: Array(text[text.startIndex...index])))?.stringValue
    }
}
