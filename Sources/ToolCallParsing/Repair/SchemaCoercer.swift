/// Gives strings in finished JSON the type that the schema asks for, while the arguments stream: `"5"` becomes `5` where
/// only a number may stand.
///
/// Takes strict JSON in pieces. A string is held back only where the schema allows no string there; all else passes as it
/// is. What cannot be read as one of the types stays a string.
struct SchemaCoercer: Sendable {
    private enum Place: Sendable { case value, key, structure }

    private struct Container: Sendable {
        var isObject: Bool
        var schema: JSONValue?
    }

    /// More than this is no number or word that was put into quotes; an object might be.
    private static let maximumHeld = 64 << 10

    /// How many strings became something else.
    private(set) var count = 0
    private let root: JSONValue?
    private var containers: [Container] = []
    /// The schema of the value that comes next.
    private var schema: JSONValue?
    private var place = Place.value
    /// Inside a string: the key, a value that passes, or one that is held.
    private var isInString = false
    private var isEscaped = false
    private var key: [UInt8] = []
    /// The string that may become something else, with its opening quote; empty: none.
    private var held: [UInt8] = []
    private var heldTypes: SchemaTypes = []

    init(schema: JSONValue?) {
        root = schema
        self.schema = schema
    }

    /// Passes `bytes` on into `output`.
    mutating func pass(_ bytes: [UInt8], into output: inout [UInt8]) {
        for byte in bytes {
            if isInString {
                readString(byte, into: &output)
            } else {
                readStructure(byte, into: &output)
            }
        }
    }

    private mutating func readStructure(_ byte: UInt8, into output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            if place == .key {
                key.removeAll(keepingCapacity: true)
            } else {
                heldTypes = SchemaTypes(of: schema, root: root)
                if !heldTypes.isEmpty && !heldTypes.contains(.string) {
                    held = [byte]
                    return
                }
            }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            containers.append(Container(isObject: isObject, schema: schema))
            place = isObject ? .key : .value
            if !isObject { schema = element(of: schema) }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            _ = containers.popLast()
            place = .structure
        case UInt8(ascii: ","):
            let isObject = containers.last?.isObject == true
            place = isObject ? .key : .value
            if !isObject { schema = element(of: containers.last?.schema) }
        case UInt8(ascii: ":"):
            place = .value
            schema = member(String(decoding: key, as: UTF8.self), of: containers.last?.schema)
        default: break
        }
        output.append(byte)
    }

    private mutating func readString(_ byte: UInt8, into output: inout [UInt8]) {
        let ends = byte == UInt8(ascii: "\"") && !isEscaped
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        if ends { isInString = false }
        guard !held.isEmpty else {
            if place == .key && !ends { key.append(byte) }
            output.append(byte)
            return
        }
        held.append(byte)
        if ends {
            release(into: &output)
        } else if held.count > Self.maximumHeld {
            output.append(contentsOf: held)
            held.removeAll()
        }
    }

    /// Hands out the held string, as what it should be.
    private mutating func release(into output: inout [UInt8]) {
        let text = held.withUnsafeBytes {
            JSONString.unescaped(UnsafeRawBufferPointer(rebasing: $0[1..<($0.count - 1)]))
        }
        let start = output.count
        ArgumentCoercion.append(Array(text.utf8)[...], as: ValueTyping(heldTypes), to: &output)
        if output[start] == UInt8(ascii: "\"") {
            output.replaceSubrange(start..., with: held)
        } else {
            count += 1
        }
        held.removeAll()
    }

    // MARK: The schema

    private func member(_ key: String, of schema: JSONValue?) -> JSONValue? {
        let schema = resolved(schema)
        if let own = schema?["properties"]?[key] { return own }
        guard case .object? = schema?["additionalProperties"] else { return nil }
        return schema?["additionalProperties"]
    }

    private func element(of schema: JSONValue?) -> JSONValue? { resolved(schema)?["items"] }

    /// Where the only way on is a reference, what it names. A chain of them ends after a few steps.
    private func resolved(_ schema: JSONValue?) -> JSONValue? {
        var schema = schema
        for _ in 0..<8 {
            guard let reference = schema?["$ref"]?.stringValue else { break }
            schema = SchemaTypes.target(of: reference, in: root)
        }
        return schema
    }
}
