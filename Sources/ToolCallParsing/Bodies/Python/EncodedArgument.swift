/// A string that stands where the schema wants an object or array: held until it has ended, and replaced by what it holds if
/// that is one.
struct EncodedArgument: Sendable {
    var text = ArgumentText()
    private let types: SchemaTypes
    /// Length of what stands before the value.
    private let prefix: Int
    private let start: Int

    /// `nil`: a string is what is asked for, or may be.
    init?(_ types: SchemaTypes, prefix: Int, start: Int) {
        guard !types.contains(.string), !types.isDisjoint(with: [.object, .array]) else { return nil }
        self.types = types
        self.prefix = prefix
        self.start = start
    }

    /// It is one, or may still become one.
    var isString: Bool { text.bytes.count <= prefix || text.bytes[prefix] == UInt8(ascii: "\"") }

    /// What it is in the end. `isDone`: the string has ended where it should.
    func finished(isDone: Bool) -> ArgumentText {
        guard isDone, isString, text.doubt == nil, text.bytes.count > prefix,
            let content = EncodedContainer(types: types, start: start, text: Array(text.bytes[prefix...])).content
        else { return text }
        var result = text
        result.bytes.replaceSubrange(prefix..., with: content)
        result.repaired(.doubleEncoded, at: start)
        return result
    }
}
