/// Gives a parameter that was written as text the type that the schema asks for.
enum ArgumentCoercion {
    /// Appends `text` as JSON.
    static func append(_ text: ArraySlice<UInt8>, as typing: ValueTyping, to output: inout [UInt8]) {
        if let value = typed(text, typing.types) ?? (typing.untypedIsJSON ? json(text) : nil) {
            output.append(contentsOf: value)
        } else {
            output.append(UInt8(ascii: "\""))
            text.withUnsafeBytes { JSONString.appendEscaped($0, to: &output) }
            output.append(UInt8(ascii: "\""))
        }
    }

    /// The text itself where it is JSON.
    private static func json(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let word = String(decoding: text, as: UTF8.self).withoutEdges
        return (try? JSONValue(parsing: word)) == nil ? nil : Array(word.utf8)
    }

    /// The value as one of the types other than string; `nil` where it is none of them.
    private static func typed(_ text: ArraySlice<UInt8>, _ types: SchemaTypes) -> [UInt8]? {
        let others = types.subtracting(.string)
        guard !others.isEmpty else { return nil }
        let word = String(decoding: text, as: UTF8.self).withoutEdges
        let lowered = word.lowercased()
        if others.contains(.null), types.contains(.string) ? word == "null" : lowered == "null" || lowered == "none" {
            return Array("null".utf8)
        }
        if others.contains(.integer), let integer = integer(word) { return Array(integer.utf8) }
        if others.contains(.number), JSONLiteral.isNumber(word) { return Array(word.utf8) }
        if others.contains(.boolean), lowered == "true" || lowered == "false" { return Array(lowered.utf8) }
        guard !others.isDisjoint(with: [.object, .array]) else { return nil }
        return container(word, others, strictly: types.contains(.string))
    }

    /// `5`, `-5`, and `5.0`, whose fraction says nothing.
    private static func integer(_ word: String) -> String? {
        guard JSONLiteral.isNumber(word), !word.contains(where: { "eE".contains($0) }) else { return nil }
        guard let point = word.firstIndex(of: ".") else { return word }
        return word[point...].dropFirst().allSatisfy { $0 == "0" } ? String(word[..<point]) : nil
    }

    /// JSON, what can be repaired to JSON, or a Python literal. `strictly`: a string is allowed too, so only the real thing
    /// counts.
    static func container(_ word: String, _ types: SchemaTypes, strictly: Bool = false) -> [UInt8]? {
        guard let first = word.utf8.first, "{[(".utf8.contains(first) else { return nil }
        let isJSON = (try? JSONValue(parsing: word)) != nil
        let bytes = Array(word.utf8)
        guard let value = isJSON ? bytes : strictly ? nil : repaired(bytes) ?? python(bytes) else { return nil }
        return types.contains(value.first == UInt8(ascii: "{") ? .object : .array) ? value : nil
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8]? {
        var scanner = TolerantJSONScanner()
        var output = ArgumentText()
        var index = 0
        let status = bytes.withUnsafeBytes { buffer in
            scanner.consume(RawText(bytes: buffer, base: 0, isFinal: true), &index, into: &output)
        }
        return status == .done && index == bytes.count ? output.bytes : nil
    }

    /// Tuples, sets, and what else JSON does not know.
    private static func python(_ bytes: [UInt8]) -> [UInt8]? {
        var value = PythonValue()
        var output = ArgumentText()
        var index = 0
        let status = bytes.withUnsafeBytes { buffer in
            value.consume(
                RawText(bytes: buffer, base: 0, isFinal: true), &index, stop: bytes.count, closers: [], into: &output)
        }
        guard status == .done, index == bytes.count, let first = output.bytes.first else { return nil }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? output.bytes : nil
    }
}
