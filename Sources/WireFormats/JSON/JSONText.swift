package import ToolCallParsing

extension JSONValue {
    /// As JSON text.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// An object of what is there.
    static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { key, value in value.map { JSONMember(key: key, value: $0) } })
    }

    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }
    static func integer(_ value: UInt64) -> JSONValue { .number(String(value)) }

    /// Any number that is whole, however it is written.
    var wholeNumber: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    func without(_ keys: Set<String>) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !keys.contains($0.key) })
    }
}

extension [UInt8] {
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(number: Int) { append(contentsOf: String(number).utf8) }

    /// Appends `text` as a JSON string.
    mutating func append(quoted text: String) { JSONString.appendQuoted(text, to: &self) }

    /// Appends the inside of a JSON string with its quotes.
    mutating func append(inside: ArraySlice<UInt8>) {
        append(UInt8(ascii: "\""))
        append(contentsOf: inside)
        append(UInt8(ascii: "\""))
    }
}
