/// Arguments as strict JSON, while they are being made, with the places of repairs.
struct ArgumentText: Sendable {
    struct Repair: Sendable {
        var kind: RepairKind
        /// Where in the raw text it was, from the start of the message.
        var position: Int
    }
    var bytes: [UInt8] = []
    var repairs: [Repair] = []
    /// Where what is not certain begins: it is not handed out before it is.
    struct Doubt: Sendable {
        /// In `bytes`.
        var index: Int
        /// In the raw text, from the start of the message.
        var position: Int
    }
    var doubt: Doubt?

    /// What follows, and the last `length` bytes, may turn out to be something else. They stand in the raw text as they are.
    mutating func doubt(at position: Int, with length: Int = 0) {
        if doubt == nil { doubt = Doubt(index: bytes.count - length, position: position - length) }
    }

    /// Nothing of it is certain.
    var isAllDoubtful: Bool {
        guard let doubt, doubt.index == 0 else { return false }
        return repairs.first.map { $0.position >= doubt.position } ?? true
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// What was made of the text behind it.
    mutating func append(_ other: ArgumentText) {
        if let doubt = other.doubt, self.doubt == nil {
            self.doubt = Doubt(index: bytes.count + doubt.index, position: doubt.position)
        }
        bytes.append(contentsOf: other.bytes)
        repairs.append(contentsOf: other.repairs)
    }

    mutating func repaired(_ kind: RepairKind, at position: Int) {
        guard marked < Self.maximumRepairs else { return }
        marked += 1
        repairs.append(Repair(kind: kind, position: position))
    }

    /// Of one call no more are told: a megabyte of quotes would be a million of them, and nobody reads the second hundred.
    static let maximumRepairs = 256
    private var marked = 0

    /// The next call begins.
    mutating func begin() {
        removeAll()
        marked = 0
    }

    mutating func removeAll() {
        bytes.clear()
        if !repairs.isEmpty { repairs.removeAll(keepingCapacity: true) }
        doubt = nil
    }
}

/// A part of the raw text that is being read: the bytes at hand, where they stand in the message, and whether more follows.
struct RawText {
    let bytes: UnsafeRawBufferPointer
    /// Position of `bytes[0]` in the message.
    let base: Int
    /// Nothing follows `bytes`.
    let isFinal: Bool

    var count: Int { bytes.count }
    subscript(index: Int) -> UInt8 { bytes[index] }

    /// How a literal compares with the text at a place.
    enum Comparison { case matches, differs, undecided }

    func compare(_ literal: String.UTF8View, at index: Int) -> Comparison {
        // Through its memory: the view finds out anew for each byte where that is.
        literal.withContiguousStorageIfAvailable { compare($0, at: index) }
            ?? Array(literal).withUnsafeBufferPointer { compare($0, at: index) }
    }

    @inline(__always)
    private func compare(_ literal: UnsafeBufferPointer<UInt8>, at index: Int) -> Comparison {
        let common = max(0, min(literal.count, bytes.count - index))
        for offset in 0..<common where bytes[index + offset] != literal[offset] { return .differs }
        return common == literal.count ? .matches : isFinal ? .differs : .undecided
    }

    /// The same in whatever case.
    private func compareFolded(_ literal: String.UTF8View, at index: Int) -> Comparison {
        func compare(_ literal: UnsafeBufferPointer<UInt8>) -> Comparison {
            let common = max(0, min(literal.count, bytes.count - index))
            for offset in 0..<common where bytes[index + offset].lowercased != literal[offset].lowercased {
                return .differs
            }
            return common == literal.count ? .matches : isFinal ? .differs : .undecided
        }
        return literal.withContiguousStorageIfAvailable(compare) ?? Array(literal).withUnsafeBufferPointer(compare)
    }

    /// The longest of `literals` that stands at `index`; `nil` in `decided` where more text could still decide otherwise.
    func longest(of literals: [String], at index: Int) -> (isDecided: Bool, literal: String?) {
        var found: String?
        var isDecided = true
        for literal in literals {
            switch compare(literal.utf8, at: index) {
            case .matches: if literal.utf8.count > (found?.utf8.count ?? 0) { found = literal }
            case .undecided: isDecided = false
            case .differs: break
            }
        }
        return (isDecided, found)
    }

    /// The length of the longest of `literals` at `index`, in whatever case, 0 where none stands there; `nil`: more text is
    /// needed.
    func length(ofAnyFolded literals: [String], at index: Int) -> Int? {
        var longest = 0
        for literal in literals {
            switch compareFolded(literal.utf8, at: index) {
            case .differs: continue
            case .undecided: return nil
            case .matches: longest = max(longest, literal.utf8.count)
            }
        }
        return longest
    }

    /// Whether the text ends within one of the tags, which must have begun as more than its bracket.
    func isCutOff(within tags: [String], at index: Int) -> Bool {
        guard isFinal, count - index > 1 else { return false }
        return tags.contains { tag in
            tag.utf8.count > count - index && tag.utf8.prefix(count - index).elementsEqual(bytes[index...])
        }
    }

    /// The first index from `index` on that is neither a space nor a tab; `count` where there is none.
    func skippingBlanks(from index: Int) -> Int {
        var index = index
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") {
            index += 1
        }
        return index
    }

    /// Where the punctuation begins that stands before `end`: it may be what separates two values, if a quote was lost.
    func punctuation(before end: Int, from start: Int) -> Int {
        var index = end
        while index > start {
            switch self[index - 1] {
            case UInt8(ascii: ","), 0x20, UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): index -= 1
            default: return index
            }
        }
        return index
    }

    /// The first index from `index` on that is no white space; `count` where there is none.
    func skippingWhitespace(from index: Int) -> Int {
        var index = index
        while index < bytes.count, bytes[index].isJSONWhitespace { index += 1 }
        return index
    }
}
