package import ToolCallParsing

/// Checks that bytes are one JSON text (RFC 8259), without building anything.
package struct JSONSyntaxScan {
    /// Deeper nesting is refused: no request needs it, and backends with recursive readers fall over it.
    package static let maximumDepth = 512

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private struct Container {
        var isObject: Bool
        /// Its place in `extents`.
        var place: Int
    }
    private var open: [Container] = []
    private var extents = JSONExtents()
    /// White space between tokens; `nil`: nobody wants to know.
    private var spaces: [Range<Int>]?

    /// The first error; `nil`: well-formed.
    package static func firstError(in bytes: UnsafeRawBufferPointer) -> JSONSyntaxError? {
        var scan = JSONSyntaxScan(bytes: bytes)
        do throws(JSONSyntaxError) {
            try scan.run()
            return nil
        } catch {
            return error
        }
    }

    /// The same in words: what is wrong, and at which byte.
    package static func firstProblem(in bytes: UnsafeRawBufferPointer) -> (words: String, offset: Int)? {
        firstError(in: bytes).map { ($0.reason.rawValue, $0.offset) }
    }

    /// Where the long values of a well-formed text end.
    package static func extents(of bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> JSONExtents {
        var scan = JSONSyntaxScan(bytes: bytes)
        try scan.run()
        return scan.extents
    }

    /// Where white space stands between the tokens of a well-formed text, in order.
    package static func spaces(in bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> [Range<Int>] {
        var scan = JSONSyntaxScan(bytes: bytes)
        scan.spaces = []
        try scan.run()
        return scan.spaces ?? []
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private func failure(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
        JSONSyntaxError(position < bytes.count ? reason : .unexpectedEnd, offset: min(position, bytes.count))
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count, bytes[position] <= 0x20 else {
            return position < bytes.count ? bytes[position] : nil
        }
        let start = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position &+= 1 }
        if position > start { spaces?.append(start..<position) }
        return position < bytes.count ? bytes[position] : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private mutating func run() throws(JSONSyntaxError) {
        repeat {
            guard try beginValue() else { continue }
            try endValue()
        } while !open.isEmpty
        guard next() == nil else { throw failure(.trailingCharacters) }
    }

    /// Passes a scalar or an empty container (`true`), or enters a container up to its first value (`false`).
    private mutating func beginValue() throws(JSONSyntaxError) -> Bool {
        switch next() {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try enter(isObject: bytes[position] == UInt8(ascii: "{"))
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: try number()
        }
        return true
    }

    private mutating func enter(isObject: Bool) throws(JSONSyntaxError) -> Bool {
        guard open.count < Self.maximumDepth else { throw failure(.tooDeep) }
        let start = position
        position &+= 1
        if next() == UInt8(ascii: isObject ? "}" : "]") {
            position &+= 1
            return true
        }
        open.append(Container(isObject: isObject, place: extents.open(at: start)))
        if isObject { try key() }
        return false
    }

    /// After a value: closes containers until another value follows or the text has ended.
    private mutating func endValue() throws(JSONSyntaxError) {
        while let container = open.last {
            let byte = next()
            if byte == UInt8(ascii: ",") {
                position &+= 1
                if container.isObject { try key() }
                return
            }
            guard byte == UInt8(ascii: container.isObject ? "}" : "]") else { throw failure(.unexpectedCharacter) }
            position &+= 1
            open.removeLast()
            extents.close(container.place, at: position)
        }
    }

    private mutating func key() throws(JSONSyntaxError) {
        guard next() == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter) }
        try string()
        guard next() == UInt8(ascii: ":") else { throw failure(.unexpectedCharacter) }
        position &+= 1
    }

    private mutating func literal(_ text: StaticString) throws(JSONSyntaxError) {
        guard bytes.has(text, at: position) else { throw failure(.unexpectedCharacter) }
        position &+= text.utf8CodeUnitCount
    }

    private mutating func string() throws(JSONSyntaxError) {
        let start = position
        position &+= 1
        while true {
            position = bytes.placeOfStringMark(from: position)
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position &+= 1
                extents.add(start..<position)
                return
            case UInt8(ascii: "\\"): try escape()
            default: throw failure(.controlCharacter)
            }
        }
    }

    private mutating func escape() throws(JSONSyntaxError) {
        position &+= 1
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 1
        case UInt8(ascii: "u"):
            position &+= 1
            for _ in 0..<4 {
                guard position < bytes.count, bytes[position].isHexadecimalDigit else { throw failure(.invalidEscape) }
                position &+= 1
            }
        default: throw failure(.invalidEscape)
        }
    }

    private mutating func number() throws(JSONSyntaxError) {
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position &+= 1 }
        let first = position < bytes.count ? bytes[position] : 0
        guard digits() else { throw failure(position > start ? .invalidNumber : .unexpectedCharacter) }
        if first == UInt8(ascii: "0"), bytes[position &- 1] != first || position &- start > 2 {
            throw failure(.invalidNumber)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position &+= 1
            guard digits() else { throw failure(.invalidNumber) }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            guard digits() else { throw failure(.invalidNumber) }
        }
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 { position &+= 1 }
        return position > start
    }
}
