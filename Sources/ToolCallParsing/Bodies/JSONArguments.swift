/// The arguments of a call, given as a JSON value: an object as a rule; a string that holds one; or nothing at all.
struct JSONArguments: Sendable {
    private enum Form: Sendable {
        case unknown
        case object, encoded
        /// Anything else is looked at when it is complete.
        case other
    }
    private var form = Form.unknown
    /// The object has ended, and its last byte waits for what follows: a bracket too many may have ended it.
    private var isHeld = false
    private var scanner = TolerantJSONScanner()
    private var encoded = DoubleEncodedObject()
    private var scratch = ArgumentText()
    /// Where the value begins, in the message.
    private var start = 0

    init() {}

    /// `enclosingDepth`: containers around the arguments, in the text.
    /// `mayBeEncoded`: a string of JSON is as good as an object.
    init(enclosingDepth: Int, spelling: TolerantJSONScanner.Spelling = .json, mayBeEncoded: Bool = false) {
        encoded = DoubleEncodedObject(isUsual: mayBeEncoded)
        scanner.enclosingDepth = enclosingDepth
        scanner.spelling = spelling
    }

    /// Reads on from the value's first byte.
    mutating func consume(
        _ text: RawText, _ index: inout Int, tool: String?, _ context: BodyContext, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status {
        if scanner.blockClosers.isEmpty { scanner.blockClosers = context.closers }
        if form == .unknown {
            guard index < text.count else { return .needsMore }
            start = text.base + index
            scanner.containers = context.tools.containers(of: tool)
            encoded.containers = scanner.containers
            scanner.strings = context.tools.strings(of: tool)
            scanner.siblings = context.tools.siblings(of: tool)
            switch text[index] {
            case UInt8(ascii: "{"): form = .object
            case UInt8(ascii: "\""): form = .encoded
            default: form = .other
            }
        }
        switch form {
        case .object, .unknown:
            if !isHeld {
                let status = scanner.consume(text, &index, into: &output)
                guard status == .done, output.doubt == nil, !scanner.siblings.isEmpty else { return status }
                isHeld = true
                output.doubt(at: text.base + index, with: 1)
            }
            guard let goesOn = isMember(text, behind: index, tool, context) else { return .needsMore }
            guard !goesOn else { return .stopped }
            output.doubt = nil
            return .done
        case .encoded:
            let status = encoded.consume(text, &index, into: &output)
            if status == .done, let words = encoded.plainText {
                // What follows may tell that it was a key.
                output.doubt(at: start)
                emit(.string(words), at: text.base + index, tool, context, into: &output)
            }
            return status
        case .other:
            let status = scanner.consume(text, &index, into: &scratch)
            if status == .done, let value = try? JSONValue(parsing: scratch.bytes) {
                // More of the same may follow it.
                if value != .null, value != .array([]) { output.doubt(at: start) }
                emit(value, at: text.base + index, tool, context, into: &output)
            }
            return status
        }
    }

    /// Whether another of the arguments follows; `nil`: more text is needed.
    private func isMember(_ text: RawText, behind index: Int, _ tool: String?, _ context: BodyContext) -> Bool? {
        var start = text.skippingWhitespace(from: index)
        guard start < text.count else { return text.isFinal ? false : nil }
        guard text[start] == UInt8(ascii: ",") else { return false }
        start = text.skippingWhitespace(from: start + 1)
        if start < text.count, text[start] == UInt8(ascii: "\"") { start += 1 }
        var end = start
        while end < text.count, text[end].isIdentifierPart, end - start < RawText.maximumName { end += 1 }
        guard end < text.count else { return text.isFinal ? false : nil }
        let key = String(decoding: text.bytes[start..<end], as: UTF8.self)
        return context.tools.schema(of: tool)?["properties"]?[key] != nil
    }

    /// No arguments; values in the order of the parameters; else what was written, which is no object.
    private func emit(
        _ value: JSONValue, at position: Int, _ tool: String?, _ context: BodyContext, into output: inout ArgumentText
    ) {
        let isNothing = value == .null || value == .array([]) || value.stringValue?.allSatisfy(\.isWhitespace) == true
        if isNothing, !context.tools.requiresArguments(tool) {
            output.repaired(.emptyArguments, at: position)
            output.append("{}")
            return
        }
        guard !isNothing, let members = Self.members(of: value.arrayValue ?? [value], context.tools.schema(of: tool))
        else {
            output.repaired(.asWritten, at: position)
            value.append(to: &output.bytes)
            return
        }
        output.repaired(.flatArguments, at: position)
        JSONValue.object(members).append(to: &output.bytes)
    }

    /// Values as those of the parameters in their order; `nil` where they are not of their types, or not all that are
    /// required are there.
    static func members(of values: [JSONValue], _ schema: JSONValue?) -> [JSONMember]? {
        let properties = schema?["properties"]?.objectValue ?? []
        guard !values.isEmpty, values.count <= properties.count else { return nil }
        for (value, property) in zip(values, properties) {
            let types = SchemaTypes(of: property.value, root: schema)
            let own = SchemaTypes(of: value)
            guard types.isEmpty || types.contains(own) || types.contains(.number) && own == .integer else { return nil }
        }
        let required = schema?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard required.allSatisfy({ key in properties.prefix(values.count).contains { $0.key == key } }) else {
            return nil
        }
        return zip(values, properties).map { JSONMember(key: $1.key, value: $0) }
    }

    /// Nothing but closers is missing.
    var isClosable: Bool {
        switch form {
        case .object: scanner.isClosable
        case .encoded, .unknown, .other: false
        }
    }

    /// Ends the arguments where they stand.
    mutating func close(at position: Int, into output: inout ArgumentText) {
        switch form {
        case .object: scanner.close(at: position, into: &output)
        case .encoded: encoded.close(at: position, into: &output)
        case .unknown, .other:
            output.repaired(.emptyArguments, at: position)
            output.append("{}")
        }
    }
}
