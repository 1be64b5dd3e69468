/// The arguments of a call, given as a JSON value: an object as a rule; a string that holds one; or nothing at all.
struct JSONArguments: Sendable {
    private enum Form: Sendable {
        case unknown
        case object, encoded
        /// Anything else is looked at when it is complete.
        case other
    }
    private var form = Form.unknown
    private var scanner = TolerantJSONScanner()
    private var encoded = DoubleEncodedObject()
    private var scratch = ArgumentText()

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
            scanner.containers = context.tools.containers(of: tool)
            encoded.containers = scanner.containers
            switch text[index] {
            case UInt8(ascii: "{"): form = .object
            case UInt8(ascii: "\""): form = .encoded
            default: form = .other
            }
        }
        switch form {
        case .object, .unknown: return scanner.consume(text, &index, into: &output)
        case .encoded: return encoded.consume(text, &index, into: &output)
        case .other:
            let status = scanner.consume(text, &index, into: &scratch)
            if status == .done { emit(at: text.base + index, tool, context, into: &output) }
            return status
        }
    }

    /// No arguments, or the value of the only parameter.
    private func emit(
        at position: Int, _ tool: String?, _ context: BodyContext, into output: inout ArgumentText
    ) {
        let value = try? JSONValue(parsing: scratch.bytes)
        if value == .null || value == .array([]) {
            output.repaired(.emptyArguments, at: position)
            output.append("{}")
            return
        }
        output.repaired(.flatArguments, at: position)
        let properties = context.tools.schema(of: tool)?["properties"]?.objectValue ?? []
        output.append(UInt8(ascii: "{"))
        JSONString.appendQuoted(properties.count == 1 ? properties[0].key : "input", to: &output.bytes)
        output.append(UInt8(ascii: ":"))
        output.bytes.append(contentsOf: scratch.bytes)
        output.append(UInt8(ascii: "}"))
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
