/// Checks JSON text and takes the white space between its tokens out, so that it stands on one line.
struct JSONCompaction {
    /// Deeper nesting is nobody's request; it is logged as text.
    private static let maximumDepth = 128

    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0
    /// What stands before this is in `output`, without its white space.
    private var copied = 0
    private var output: [UInt8] = []

    /// The same JSON on one line; `nil` where `bytes` are not exactly one JSON value in valid UTF-8.
    static func compacted(_ bytes: [UInt8]) -> [UInt8]? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        return bytes.withUnsafeBufferPointer { buffer -> [UInt8]? in
            var compaction = JSONCompaction(text: buffer)
            compaction.skipSpace()
            guard compaction.value(depth: 0) else { return nil }
            compaction.skipSpace()
            guard compaction.index == buffer.count else { return nil }
            // As most clients write it.
            if compaction.copied == 0 { return bytes }
            compaction.copy(upTo: buffer.count)
            return compaction.output
        }
    }

    private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private var next: UInt8? { index < text.count ? text[index] : nil }

    private mutating func value(depth: Int) -> Bool {
        guard let first = next, depth < Self.maximumDepth else { return false }
        switch first {
        case UInt8(ascii: "{"): return members(until: UInt8(ascii: "}"), areNamed: true, depth: depth)
        case UInt8(ascii: "["): return members(until: UInt8(ascii: "]"), areNamed: false, depth: depth)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return literal("true")
        case UInt8(ascii: "f"): return literal("false")
        case UInt8(ascii: "n"): return literal("null")
        default: return number()
        }
    }

    private mutating func members(until closer: UInt8, areNamed: Bool, depth: Int) -> Bool {
        take()
        skipSpace()
        if next == closer {
            take()
            return true
        }
        while true {
            if areNamed {
                guard string() else { return false }
                skipSpace()
                guard next == UInt8(ascii: ":") else { return false }
                take()
                skipSpace()
            }
            guard value(depth: depth + 1) else { return false }
            skipSpace()
            guard let separator = next, separator == closer || separator == UInt8(ascii: ",") else { return false }
            take()
            if separator == closer { return true }
            skipSpace()
        }
    }

    private mutating func string() -> Bool {
        guard next == UInt8(ascii: "\"") else { return false }
        take()
        while let byte = next, byte >= 0x20 {
            take()
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") {
                guard escape() else { return false }
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let kind = next else { return false }
        take()
        guard kind == UInt8(ascii: "u") else { return #""\/bfnrt"#.utf8.contains(kind) }
        for _ in 0..<4 {
            guard let digit = next, digit.isDigit || (0x61...0x66).contains(digit | 0x20) else { return false }
            take()
        }
        return true
    }

    private mutating func literal(_ word: String) -> Bool {
        for byte in word.utf8 {
            guard next == byte else { return false }
            take()
        }
        return true
    }

    private mutating func number() -> Bool {
        if next == UInt8(ascii: "-") { take() }
        let integerBegin = index
        guard digits() else { return false }
        if text[integerBegin] == UInt8(ascii: "0"), index - integerBegin > 1 { return false }
        if next == UInt8(ascii: ".") {
            take()
            guard digits() else { return false }
        }
        if let exponent = next, exponent | 0x20 == UInt8(ascii: "e") {
            take()
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { take() }
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let begin = index
        while let digit = next, digit.isDigit { take() }
        return index > begin
    }

    private mutating func take() { index += 1 }

    private mutating func skipSpace() {
        let start = index
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
        guard index > start else { return }
        copy(upTo: start)
        copied = index
    }

    private mutating func copy(upTo end: Int) {
        if output.capacity == 0 { output.reserveCapacity(text.count) }
        output.append(contentsOf: text[copied..<end])
    }
}
