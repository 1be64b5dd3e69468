/// Tells a tool's declaration from a call of it: small models repeat what the prompt declares, and its `parameters` are a
/// JSON Schema where a call has arguments.
enum EchoedDeclaration {
    enum Verdict { case undecided, isCall, isDeclaration }

    /// Members of a schema whose values say nothing about it.
    private static let silentKeys: Set<String> = [
        "$schema", "$defs", "definitions", "title", "description", "required", "additionalProperties", "strict",
    ]

    /// What the object that begins at `start` is, as far as its first members tell. `schema` is the tool's own: a tool may
    /// have parameters of these names.
    static func verdict(_ text: RawText, at start: Int, schema: JSONValue?) -> Verdict {
        let properties = schema?["properties"]
        var index = start
        guard text.skip(UInt8(ascii: "{"), &index) else { return .isCall }
        var saysType = false
        while true {
            index = text.skippingWhitespace(from: index)
            guard index < text.count else { return text.isFinal ? .isCall : .undecided }
            if text[index] == UInt8(ascii: "}") { return saysType ? .isDeclaration : .isCall }
            guard text[index] == UInt8(ascii: "\"") else { return .isCall }
            guard let end = text.endOfString(from: index) else { return text.isFinal ? .isCall : .undecided }
            let key = String(decoding: text.bytes[index + 1..<end - 1], as: UTF8.self)
            guard key == "type" || key == "properties" || silentKeys.contains(key), properties?[key] == nil else {
                return .isCall
            }
            index = text.skippingWhitespace(from: end)
            guard index < text.count else { return text.isFinal ? .isCall : .undecided }
            guard text.skip(UInt8(ascii: ":"), &index) else { return .isCall }
            index = text.skippingWhitespace(from: index)
            guard index < text.count else { return text.isFinal ? .isCall : .undecided }
            if key == "properties" { return text[index] == UInt8(ascii: "{") ? .isDeclaration : .isCall }
            guard let next = text.endOfValue(from: index) else { return text.isFinal ? .isCall : .undecided }
            if key == "type" {
                guard text.bytes[index..<next].elementsEqual("\"object\"".utf8) else { return .isCall }
                saysType = true
            }
            index = text.skippingWhitespace(from: next)
            guard index < text.count else { return text.isFinal ? .isCall : .undecided }
            if text[index] == UInt8(ascii: ",") { index += 1 }
        }
    }
}

extension RawText {
    /// Passes `byte`; `false`: something else stands there.
    fileprivate func skip(_ byte: UInt8, _ index: inout Int) -> Bool {
        guard index < count, self[index] == byte else { return false }
        index += 1
        return true
    }

    /// Behind the string that begins at `start`; `nil`: it has not ended.
    fileprivate func endOfString(from start: Int) -> Int? {
        var index = start + 1
        while index < count {
            if self[index] == UInt8(ascii: "\"") { return index + 1 }
            index += self[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Behind the value that begins at `start`; `nil`: it has not ended.
    fileprivate func endOfValue(from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < count {
            switch self[index] {
            case UInt8(ascii: "\""):
                guard let end = endOfString(from: index) else { return nil }
                index = end
                if depth == 0 { return index }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
            index += 1
        }
        return nil
    }
}
