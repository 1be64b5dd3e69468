/// Repairs JSON text as a whole, as a call's arguments are repaired while they stream.
public enum JSONRepair {
    /// `text` as one JSON object: itself where it is one; put right where that can be done; an object inside a string is
    /// unwrapped. `nil`: it is no object. `tool`, one of `tools`, is the one whose arguments they are: its schema helps.
    public static func object(_ text: String, tool: String? = nil, tools: [ToolDeclaration] = []) -> String? {
        let bytes = Array(text.utf8)
        if case .object = try? JSONValue(parsing: bytes) { return text }
        var arguments = JSONArguments()
        var output = ArgumentText()
        let isObject = bytes.withUnsafeBytes { buffer in
            let text = RawText(bytes: buffer, base: 0, isFinal: true)
            var index = text.skippingWhitespace(from: 0)
            guard index < text.count, text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "\"") else {
                return false
            }
            let context = BodyContext(closers: [], tools: ToolCatalog(tools))
            if arguments.consume(text, &index, tool: tool, context, into: &output) != .done {
                arguments.close(at: index, into: &output)
            }
            return true
        }
        guard isObject, case .object = try? JSONValue(parsing: output.bytes) else { return nil }
        return String(decoding: output.bytes, as: UTF8.self)
    }
}
