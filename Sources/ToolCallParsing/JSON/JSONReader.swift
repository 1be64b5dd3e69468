extension JSONValue {
    /// Arrays and objects may be nested so deep; more is refused. Enough for a schema of 200 objects in each other, and less than
    /// the stack of a small thread holds.
    public static let maximumDepth = 512

    /// Reads a complete JSON text (RFC 8259), white space around it allowed.
    ///
    /// Invalid UTF-8 and lone surrogates become U+FFFD. Throws where the text is no JSON or nested deeper than
    /// ``maximumDepth``.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// Reads a complete JSON text.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONSyntaxError) {
        let array = Array(bytes)
        let result: Result<JSONValue, JSONSyntaxError> = array.withUnsafeBytes { buffer in
            do throws(JSONSyntaxError) { return .success(try JSONValue(parsing: buffer)) } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads a complete JSON text.
    public init(parsing text: String) throws(JSONSyntaxError) { try self.init(parsing: text.utf8) }
}

/// A strict recursive-descent reader.
private struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        let value = try value()
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingCharacters) }
        return value
    }

    private func failure(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
        JSONSyntaxError(position < bytes.count ? reason : .unexpectedEnd, offset: position)
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, bytes[position].isJSONWhitespace { position += 1 }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        skipWhitespace()
        switch peek {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for offset in 0..<text.utf8CodeUnitCount {
            guard peek == text.utf8Start[offset] else { throw failure(.unexpectedCharacter) }
            position += 1
        }
        return value
    }

    private mutating func enter() throws(JSONSyntaxError) {
        depth += 1
        guard depth <= JSONValue.maximumDepth else { throw JSONSyntaxError(.tooDeep, offset: position) }
        position += 1
        skipWhitespace()
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [JSONMember] = []
        if peek == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipWhitespace()
            guard peek == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter) }
            let key = try string()
            skipWhitespace()
            guard peek == UInt8(ascii: ":") else { throw failure(.unexpectedCharacter) }
            position += 1
            members.append(JSONMember(key: key, value: try value()))
            if try endsList(with: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if peek == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            if try endsList(with: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    /// Takes a comma (`false`) or `closer` (`true`).
    private mutating func endsList(with closer: UInt8) throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        guard let byte = peek, byte == closer || byte == UInt8(ascii: ",") else { throw failure(.unexpectedCharacter) }
        position += 1
        return byte == closer
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        var hasEscapes = false
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
                position += 1
                return hasEscapes ? JSONString.unescaped(raw) : String(decoding: raw, as: UTF8.self)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            case 0..<0x20: throw failure(.controlCharacter)
            default: position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        position += 1
        switch peek {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard let digit = peek, digit.hexadecimalValue != nil else { throw failure(.invalidEscape) }
                position += 1
            }
        case .some(let byte) where JSONString.simpleEscape(byte) != nil: position += 1
        default: throw failure(.invalidEscape)
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        guard let first = peek, first.isASCIIDigit else {
            throw failure(position > start ? .invalidNumber : .unexpectedCharacter)
        }
        position += 1
        if first != UInt8(ascii: "0") { skipDigits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try requireDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try requireDigits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func requireDigits() throws(JSONSyntaxError) {
        guard peek?.isASCIIDigit == true else { throw failure(.invalidNumber) }
        skipDigits()
    }

    private mutating func skipDigits() {
        while peek?.isASCIIDigit == true { position += 1 }
    }
}
