package import ToolCallParsing

/// Checks that bytes are one JSON text (RFC 8259), without building anything: as a whole, or on a walk that looks at what
/// it comes by.
package struct JSONSyntaxScan {
    /// Deeper nesting is refused: no request needs it, and backends with recursive readers fall over it.
    package static let maximumDepth = 512

    let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// Of each container that is open, whether it is an object.
    private var open: [Bool] = []
    /// A container has just been entered.
    private var isAtFirst = false
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

    /// Where white space stands between the tokens of a well-formed text, in order.
    package static func spaces(in bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> [Range<Int>] {
        var scan = JSONSyntaxScan(bytes: bytes)
        scan.spaces = []
        try scan.run()
        return scan.spaces ?? []
    }

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

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
        _ = try skipValue()
        try end()
    }

    // MARK: A walk that checks as it goes

    /// Nothing follows but white space.
    mutating func end() throws(JSONSyntaxError) {
        guard next() == nil else { throw failure(.trailingCharacters) }
    }

    /// Enters the object that begins here; `false` where none does.
    mutating func enterObject() throws(JSONSyntaxError) -> Bool { try enter(UInt8(ascii: "{")) }

    /// Enters the array that begins here; `false` where none does.
    mutating func enterArray() throws(JSONSyntaxError) -> Bool { try enter(UInt8(ascii: "[")) }

    private mutating func enter(_ opener: UInt8) throws(JSONSyntaxError) -> Bool {
        guard next() == opener else { return false }
        guard open.count < Self.maximumDepth else { throw failure(.tooDeep) }
        position &+= 1
        open.append(opener == UInt8(ascii: "{"))
        isAtFirst = true
        return true
    }

    /// The inside of the next member's key, before its value; `nil`: the object has ended.
    mutating func nextKey() throws(JSONSyntaxError) -> Range<Int>? {
        try goesOn(UInt8(ascii: "}")) ? try key() : nil
    }

    /// Goes to the next element of an array; `false`: it has ended.
    mutating func nextElement() throws(JSONSyntaxError) -> Bool { try goesOn(UInt8(ascii: "]")) }

    private mutating func goesOn(_ closer: UInt8) throws(JSONSyntaxError) -> Bool {
        let byte = next()
        if byte == closer {
            position &+= 1
            isAtFirst = false
            open.removeLast()
            return false
        }
        if isAtFirst {
            isAtFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw failure(.unexpectedCharacter) }
        position &+= 1
        return true
    }

    /// Where the value begins that the walk has come to.
    mutating func start() -> Int {
        _ = next()
        return position
    }

    /// Where what was passed last ends.
    var place: Int { position }

    /// Passes one value of any kind and tells its range.
    mutating func skipValue() throws(JSONSyntaxError) -> Range<Int> {
        let start = start()
        let depth = open.count
        repeat {
            guard try beginValue() else { continue }
            try endValue(downTo: depth)
        } while open.count > depth
        return start..<position
    }

    // MARK: Values

    /// Passes a scalar or an empty container (`true`), or enters a container up to its first value (`false`).
    private mutating func beginValue() throws(JSONSyntaxError) -> Bool {
        switch next() {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try begin(isObject: bytes[position] == UInt8(ascii: "{"))
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: try number()
        }
        return true
    }

    private mutating func begin(isObject: Bool) throws(JSONSyntaxError) -> Bool {
        guard open.count < Self.maximumDepth else { throw failure(.tooDeep) }
        position &+= 1
        if next() == UInt8(ascii: isObject ? "}" : "]") {
            position &+= 1
            return true
        }
        open.append(isObject)
        if isObject { _ = try key() }
        return false
    }

    /// After a value: closes containers until another value follows or so few are open.
    private mutating func endValue(downTo depth: Int) throws(JSONSyntaxError) {
        while open.count > depth {
            let isObject = open[open.count &- 1]
            let byte = next()
            if byte == UInt8(ascii: ",") {
                position &+= 1
                if isObject { _ = try key() }
                return
            }
            guard byte == UInt8(ascii: isObject ? "}" : "]") else { throw failure(.unexpectedCharacter) }
            position &+= 1
            open.removeLast()
        }
    }

    /// The inside of a key, before its value.
    private mutating func key() throws(JSONSyntaxError) -> Range<Int> {
        guard next() == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter) }
        let start = position &+ 1
        try string()
        let end = position &- 1
        guard next() == UInt8(ascii: ":") else { throw failure(.unexpectedCharacter) }
        position &+= 1
        return start..<end
    }

    private mutating func literal(_ text: StaticString) throws(JSONSyntaxError) {
        guard bytes.has(text, at: position) else { throw failure(.unexpectedCharacter) }
        position &+= text.utf8CodeUnitCount
    }

    private mutating func string() throws(JSONSyntaxError) {
        position &+= 1
        while true {
            position = bytes.placeOfStringMark(from: position)
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position &+= 1
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
